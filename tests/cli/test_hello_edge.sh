#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The protocol and the list of the Hello Edge keyword spotters: a made-up whole set, and the
# official test archive, which has not the whole list.
. "$(dirname "$0")/lib.sh"

file=$shared/ml-zoo/models/keyword_spotting/ds_cnn_large/model_package_tf/model_archive/TFLite/tflite_int8/ds_cnn_l_quantized.tflite
archive=$shared/datasets/speech_commands_test_set_v0.02.tar.gz

# A set that has every testing clip of the carried table by name, each with two samples.
printf 'RIFF\050\000\000\000WAVEfmt \020\000\000\000\001\000\001\000\200\076\000\000\000\175\000\000\002\000\020\000data\004\000\000\000\000\001\000\377' >clip.wav
awk -v digits=0123456789abcdefghijklmnopqrstuvwxyz '
	/^#/ { next }
	/^words/ { for (i = 2; i <= NF; i++) word[i - 1] = $i; next }
	{ for (i = 1; i <= length($2); i++)
		for (n = 0; n < index(digits, substr($2, i, 1)) - 1; n++)
			print word[i] "/" $1 "_nohash_" n ".wav" }' \
	"$root/metadata/lists/speech_commands_v0.02_testing.txt" >names
[ "$(wc -l <names)" -eq 11005 ]
verdict $? "the table has all testing clips"
mkdir -p data/speech_commands_v0.02
for word in $(cut -d/ -f1 names | sort -u); do
	mkdir "data/speech_commands_v0.02/$word"
	# one tee writes all the clips of a word
	(cd data/speech_commands_v0.02 && grep "^$word/" ../../names | tr '\n' '\0' |
		xargs -0 sh -c 'tee "$@" <../../clip.wav >/dev/null' tee)
done

export ZOO_DATA="$scratch/data"
run datasets --json
expect 0 "the sets"
expect_json zoo.datasets/1 "the sets"
tr '{' '\n' <"$out" | grep '"dataset":"speech_commands_v0.02"' >one && cp one "$out"
expect_out '"samples":4890,"complete":true,"faults":\[\]' "the made-up set is the whole list"
rm "$ZOO_DATA/speech_commands_v0.02/three/9a69672b_nohash_0.wav"
run datasets
expect_out '_unknown_: 407 of 408 clips' "a clip less"
expect_out 'three/9a69672b_nohash_0.wav: missing' "it is named"
run help protocols
expect_out '^kws-hello-edge ' "the protocol is listed"
expect_out '^    list  arm-2023-sorted \(default\) \| tf-canonical \| archive$' "with its list"

if [ ! -e "$file" ] || [ ! -e "$archive" ]; then
	skip "eval" "there is no $file or $archive"
	finish
fi
cp clip.wav "$ZOO_DATA/speech_commands_v0.02/three/9a69672b_nohash_0.wav"
run eval "$file" --protocol kws-hello-edge --limit 30 --json
expect 7 "a part of the made-up set"
expect_json zoo.eval/1 "a part of the made-up set"
expect_out '"samples":30,"expected_samples":4890,' "of the whole list"
expect_out '"knobs":\{"quant":"wrap","round":"half-even","log-floor":"max-1e-12","list":"arm-2023-sorted","silence":"zeros"\}' \
	"every knob has its value"
! grep -q 'not the complete set' "$out"
verdict $? "nothing of it is missing"

# the official test archive
run eval "$file" --protocol kws-hello-edge --data "$archive" --limit 12
expect 7 "the default list from the test archive"
expect_out 'not the complete set \(4503 of 4890 samples\)' "it has not all of it"
expect_out '_unknown_: 21 of 408 clips' "what is missing"
expect_out 'three/9a69672b_nohash_0.wav: missing' "by name"
expect_out 'and 369 more' "and how many more"
expect_out 'official test archive.* --set list=archive' "and what can be done"
for list in archive test-archive; do
	run eval "$file" --protocol kws-hello-edge --data "$archive" --set "list=$list" --limit 120
	expect 7 "list=$list"
	expect_out 'accuracy 9[0-9]\.[0-9]* % = 1[01][0-9] of 120' "list=$list: a figure"
	expect_out 'list that figures are published for: list=archive' "list=$list: not the card's"
	expect_out '^ *_silence_ +11 +11 +100\.00' "list=$list: zeros are silence"
done
run eval "$file" --protocol kws-hello-edge --data "$archive" --set list=archive \
	--set silence=noise --set quant=clamp --limit 120
expect 7 "noise and clamp"
expect_out 'silence=noise: noise for silence, not zeros' "noise is not the card's"
expect_out "not the card's protocol: quant=clamp list=archive silence=noise" "nor is clamp"
run eval "$file" --protocol kws-hello-edge --data "$archive" --set list=unsorted
expect 2 "a list that there is not"
expect_err 'expected one of arm-2023-sorted, tf-canonical, archive, got "unsorted"' "which there are"
finish
