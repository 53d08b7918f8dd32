#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# zoo eval --explain and --sweep: the demo model's whole lattice, point by point against runs of
# their own, and parts of real sets.
. "$(dirname "$0")/lib.sh"

set=$root/models/keyword_spotting/demo_words/demo_words_test.tar
run --offline fetch demo-words
expect 0 "fetch"

# The whole lattice.  Counts are those of single runs with --set; with round=nearest they do not
# hang on the last bit of a logarithm, so they are the same everywhere.
run eval demo-words --data "$set" --explain --json
expect 0 "explain: the verdict is the card's own method's"
expect_json zoo.eval/1 "explain"
cp "$out" explained
tr -d '\n' <explained | sed 's/.*"points":\[//; s/{"knobs"/\n&/g' | grep '^{"knobs"' >points
[ "$(wc -l <points)" -eq 27 ]
verdict $? "27 points"

# point SCALE FLOOR ROUND: its line
point() {
	grep "^{\"knobs\":{\"scale\":\"$1\",\"log-floor\":\"$2\",\"round\":\"$3\"}" points
}

# value LINE KEY
value() {
	printf '%s\n' "$1" | sed -n "s/.*\"$2\":\([^,}]*\).*/\1/p"
}

while read -r scale floor correct flips; do
	line=$(point "$scale" "$floor" nearest)
	[ "$(value "$line" correct) $(value "$line" flips)" = "$correct $flips" ]
	verdict $? "scale=$scale log-floor=$floor: $correct right, $flips predictions flip"
done <<COUNTS
clip-max add-1e-6 372 0
clip-max max-1e-12 372 0
clip-max add-flt-min 372 0
clip-max-abs add-1e-6 373 2
clip-max-abs max-1e-12 373 2
clip-max-abs add-flt-min 373 2
full-scale add-1e-6 198 211
full-scale max-1e-12 197 212
full-scale add-flt-min 197 212
COUNTS

while read -r scale floor round; do
	run eval demo-words --data "$set" --json --set "scale=$scale" --set "log-floor=$floor" \
		--set "round=$round"
	line=$(point "$scale" "$floor" "$round")
	for key in samples correct measured method_hash; do
		[ "$(value "$line" $key)" = "$(grep -o "\"$key\":[^,]*" "$out" | head -n 1 | cut -d: -f2)" ]
		verdict $? "scale=$scale log-floor=$floor round=$round: $key as in a run of its own"
	done
done <<POINTS
clip-max add-1e-6 nearest
clip-max-abs add-1e-6 nearest
full-scale add-1e-6 nearest
clip-max max-1e-12 nearest
clip-max add-1e-6 truncate
clip-max add-1e-6 truncate-double
full-scale add-flt-min truncate
POINTS

cp explained "$out"
expect_out '"explain":\{"reduced":false,"limit":null,"seed":null,"base":0,"measured_points":27,' \
	"the whole set was run at every point"
expect_out '"reproduced_by":\[0,3,6\],"consistent_with":\[\]' "the points that make 91.18%"
expect_out '\{"value":"full-scale","base":false,"point":18,"measured":0\.4852[0-9]*,"correct":198,"difference":-0\.4264[0-9]*,"difference_samples":-174,"flips":211,"main_effect":-0\.4[0-9]*,"pairs":9\}' \
	"what full-scale is worth"
expect_out '"target":"91.18%"' "what closest is about"

# Text
run eval demo-words --data "$set" --explain --set round=nearest
expect 0 "explain as text"
expect_out '^demo-words: met' "the verdict comes first"
expect_out '^  explained: 9 points \(3 scale x 3 log-floor\), each on 408 of 408 clips$' "what was run"
expect_out '^  held: round=nearest$' "what was set is held"
expect_out '^  91\.18% = 372 of 408 is reproduced by 3 of 9 points on the whole set$' "how many do"
expect_out '^    the default$' "the default does"
expect_out '^    log-floor=add-flt-min$' "and another floor"
expect_out '^  scale +clip-max \(default\) +372 +91\.1765$' "the default's row"
expect_out '^ +clip-max-abs +373 +91\.4216 +\+1 +\+0\.2451 +2 +\+0\.2451$' "a value's row"
expect_out '^ +full-scale +198 +48\.5294 +-174 +-42\.6471 +211 +-42\.8105$' "and the mean of three"
expect_out '^    and 1 more ' "lists are cut short"
run eval demo-words --data "$set" --explain --verbose --limit 24
[ "$(grep -cE '^ +[0-9]+ of 24 +[0-9]+\.[0-9]+  [a-z]' "$out")" -eq 30 ]
verdict $? "--verbose: all 27 by closeness, and the three best"

# Held knobs
run -q eval demo-words --data "$set" --explain --set scale=full-scale --set round=nearest
expect 1 "what was set is what is judged"
expect_out '^  explained: 3 points \(3 log-floor\)' "what is set is held"
expect_out '^  held: scale=full-scale round=nearest$' "and named"
expect_out '^  91\.18% = 372 of 408 is reproduced by 0 of 3 points' "none of these makes the figure"
run eval demo-words --data "$set" --explain --set scale=clip-max --set round=nearest \
	--set log-floor=max-1e-12
expect_out '^  explained: 1 point \(no knob is in doubt\)' "nothing left to vary"

# A part of the set
run eval demo-words --data "$set" --explain --set log-floor=add-1e-6 --limit 60 --seed 3
expect 7 "a part gives no verdict"
expect_out '^  explained: 9 points .*, each on 60 of 408 clips, drawn with seed 3$' "what was run"
expect_out '^  91\.18% = 372 of 408 is consistent with [0-9] of 9 points on a part of the set, in whose 95 % interval it lies: no verdict$' \
	"consistent, not reproduced"
! grep -q 'is reproduced by' "$out"
verdict $? "nothing is reproduced on a part"
run eval demo-words --data "$set" --explain --set log-floor=add-1e-6 --limit 60 --seed 3 --json
expect_out '"reduced":false,"limit":60,"seed":3,' "the part in the document"
expect_out '"reproduced_by":\[\],"consistent_with":\[0,' "nor in the document"
sed 's/.*"explain"://' "$out" >first
run eval demo-words --data "$set" --explain --set log-floor=add-1e-6 --limit 60 --seed 3 --json \
	--threads 3 --isa scalar
sed 's/.*"explain"://' "$out" | cmp -s - first
verdict $? "threads and kernels do not show"
run eval demo-words --data "$set" --explain --set log-floor=add-1e-6 --limit 30 --progress json
expect_err '"what":"point 2 of 9: demo_words.tflite","unit":"samples","done":[0-9]+,"total":270\}' \
	"progress says which point"

# A file without a card, and a set in which a class is missing
cp "$root/models/keyword_spotting/demo_words/demo_words.tflite" other.tflite
printf '\0' >>other.tflite
run -q eval ./other.tflite --protocol kws-micronet --dataset demo_words --data "$set" --limit 60 \
	--explain --set scale=clip-max --set round=nearest
expect 7 "a file without a card"
expect_out '^  explained: 3 points' "its knobs are explained, too"
mkdir some
tar xf "$set" -C some
rm -f some/yes/*
run eval demo-words --data some --explain --set scale=clip-max --set round=nearest --json
expect 7 "an incomplete set"
[ "$(grep -o '"whole":false' "$out" | wc -l)" -eq 3 ]
verdict $? "is not the whole set at any point"

# Sweep
run eval demo-words --data "$set" --sweep rounding --json
expect 0 "sweep"
expect_json zoo.eval/1 "sweep"
cp "$out" swept
for rounding in double single fp32; do
	run eval demo-words --data "$set" --rounding $rounding --json
	correct=$(grep -o '"correct":[0-9]*' "$out" | head -n 1 | cut -d: -f2)
	grep -q "{\"rounding\":\"$rounding\",\"measured\":[0-9.]*,\"correct\":$correct," swept
	verdict $? "$rounding: $correct right, as in a run of its own"
done
cp swept "$out"
expect_out '\{"a":"double","b":"single","compared":408,"flips":2,' "double and single: 2 flips"
expect_out '\{"a":"double","b":"fp32","compared":408,"flips":2,' "double and fp32: 2 flips"
expect_out '\{"a":"single","b":"fp32","compared":408,"flips":0,' "single and fp32: none"
expect_out '\{"path":"off/off_en-us_whisperf_0020.flac","label":"off","predicted":\{"double":"stop","single":"off","fp32":"off"\}\}' \
	"a sample that flips"
run eval demo-words --data "$set" --sweep rounding --rounding single
expect 1 "sweep: the verdict is that of the rounding asked for"
expect_out '^  double and single: 2 of 408 predictions differ$' "sweep as text"
expect_out '^  SAMPLE +LABEL +double +single +fp32$' "sweep as text: the samples"
expect_out '^  off/off_en-us_whisperf_0020.flac +off +stop +off +off$' "one of them"
run eval demo-words --data "$set" --sweep threads
expect 2 "nothing else can be swept"

# Real sets
archive=$shared/datasets/speech_commands_test_set_v0.02.tar.gz
if [ -d "$shared/ml-zoo/models" ] && [ -e "$archive" ]; then
	run --offline fetch micronet-kws-medium --mirror "$shared/ml-zoo"
	run eval micronet-kws-medium --data "$archive" --limit 40 --explain --set scale=clip-max \
		--set log-floor=add-1e-6 --sweep rounding
	expect 7 "micronet-kws-medium"
	expect_out '^  explained: 3 points \(3 round\), each on 40 of 4890 clips$' "a few points"
	expect_out '^  95\.77% = 4683 of 4890 is consistent with [0-9] of 3 points' "its claim"
	expect_out '^  0\.958 = 4683 to 4687 of 4890 is consistent' "and the other"
	expect_out '^  double and single: [0-9]+ of 40 predictions differ$' "its roundings"

	# The list that a protocol is for is not in the archive; the archive's own is.
	run eval "$shared/ml-zoo/models/keyword_spotting/ds_cnn_large/model_package_tf/model_archive/TFLite/tflite_int8/ds_cnn_l_quantized.tflite" \
		--protocol kws-hello-edge --data "$archive" --limit 10 --explain --json \
		--set quant=wrap --set round=half-even --set log-floor=max-1e-12 --set silence=zeros
	expect_out '"name":"list","of":"dataset","values":\[\{"value":"arm-2023-sorted","base":true' \
		"knobs of the list are varied"
	expect_out '"list":"archive","silence":"zeros"\},"method_hash":"[0-9a-f]*","whole":false,"samples":10' \
		"on a part of each list"
else
	skip "real sets" "there is no $archive"
fi
clips=$shared/datasets/dcase_slider_sample.tar.xz
if [ -e "$clips" ] && [ -d "$shared/ml-zoo/models" ]; then
	run --offline fetch micronet-ad-small --mirror "$shared/ml-zoo"
	run eval micronet-ad-small --data "$clips" --limit 6 --explain --sweep rounding \
		--set center=reflect --set resize=mean2x2 --set windows=13 --set mel-interp=hz \
		--set mean=-30 --set score=softmax --set log-floor=add-2.2e-16
	expect 7 "micronet-ad-small"
	expect_out '^  KNOB +VALUE +AUC +DIFFERENCE +OTHER SCORES +MAIN EFFECT$' "areas are compared"
	expect_out '^ +pooled .* 0 ' "another sum of the same scores"
	expect_out '^  double and fp32: [0-9]+ of 6 scores differ, by [0-9.e-]+ at most; the area by' \
		"scores that rounding changes"
	# One clip of each machine: only together do they have both classes.
	run eval micronet-ad-small --data "$clips" --limit 4 --explain --set center=reflect \
		--set resize=mean2x2 --set windows=13 --set mel-interp=hz --set mean=-30 \
		--set log-floor=add-2.2e-16
	expect_out '^  not measurable: 2 of 4 points$' "points without a figure"
	expect_out '^    the default and 1 more: too few samples for an area$' "each reason once"
	expect_out '^  auc +per-id \(default\) +-$' "a default without a figure"
	expect_out '^ +pooled +0\.[0-9]+ +- +- +-$' "nothing can be compared with it"
else
	skip "areas" "there is no $clips"
fi

# Stopped
if env --default-signal=INT true 2>/dev/null; then
	command="eval --explain, then SIGINT"
	env --default-signal=INT "$ZOO" eval demo-words --data "$set" --explain --progress json \
		>"$out" 2>"$err" &
	pid=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		grep -q '"point 2 of' "$err" && break
		sleep 0.2
	done
	kill -INT $pid
	wait $pid
	code=$?
	expect 130 "stopped among the points"
	expect_no_out "stopped: no result"
else
	skip SIGINT "env(1) knows no --default-signal"
fi

finish
