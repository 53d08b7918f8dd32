#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The whole way with what travels inside the program: fetch, verify, run, eval, and the
# verdicts met, not met and not measurable.  Nothing from outside the source tree is needed.
. "$(dirname "$0")/lib.sh"

set=$root/models/keyword_spotting/demo_words/demo_words_test.tar
file=$root/models/keyword_spotting/demo_words/demo_words.tflite
installed=$ZOO_HOME/models/demo-words/demo_words.tflite

run --offline fetch demo-words --json
expect 0 "fetch"
expect_json zoo.fetch/1 "fetch"
expect_out '"source":"builtin"' "it comes from inside the program"
cmp -s "$installed" "$file"
verdict $? "it is the file of the source tree"
run fetch demo-words
expect_out '^demo-words: present' "fetch again"
run verify
expect 0 "verify"
expect_out '^demo-words: ok' "verify: ok"
run list
expect_out '^demo-words .* yes$' "it is listed as installed"

chmod u+w "$installed"
printf '\001' | dd of="$installed" bs=1 seek=20000 conv=notrunc 2>/dev/null
run verify
expect 1 "a changed byte"
expect_out 'FAIL  sha256' "the hash tells"
run eval demo-words --data "$set"
expect 1 "a changed model is not measured"
expect_err 'sha|SHA' "and the hash is named"
run --offline verify --repair
expect 0 "repair"
expect_out '^demo-words: ok \(repaired\)' "it says so"
cmp -s "$installed" "$file"
verdict $? "it is the right file again"
rm -f "$installed"
run verify demo-words
expect 1 "a missing model"
run add demo-words "$file"
expect 0 "add"
run verify
expect 0 "add: it is right"

# run: a clip through the card's protocol
clip=$(tar tf "$set" | grep "yes/.*\.flac\$" | head -n 1)
tar xf "$set" "$clip"
run run demo-words "$clip" --top 1
expect 0 "run a clip"
expect_out '^  *9  yes ' "the word is heard"
expect_out '^engine [a-z0-9]+, double rounding$' "kernels and rounding are named"
run run demo-words "$clip" --isa scalar --rounding single
expect_out '^engine scalar, single rounding$' "those that were asked for"
cp "$clip" two.flac
run run demo-words "$clip" two.flac --json
expect_json zoo.run/1 "run two clips"
[ "$(grep -o '"input":' "$out" | wc -l)" -eq 2 ]
verdict $? "two results"
expect_out '"isa":"[a-z0-9]+","rounding":"double"' "kernels and rounding in the document"

# eval: met
of_the_run='"threads"\|seconds"\|"samples_per_second"\|"inference_share"'
run eval demo-words --data "$set" --json
expect 0 "eval"
expect_json zoo.eval/1 "eval"
for line in '"verdict":"met"' '"samples":408' '"expected_samples":408' '"complete":true' \
	'"card":"demo-words"' '"protocol":"kws-micronet"' '"dataset":"demo_words"'; do
	expect_out "$line" "eval: $line"
done
for key in listing startup reading hashing features inference other; do
	expect_out "\"${key}_seconds\":[0-9]" "eval: time, $key"
done
# The stages are what the threads did, one after the other, so they fit into the whole.
tr ',{}[]' '\n\n\n\n\n' <"$out" >lines # one field a line
awk -F : '{ gsub(/"/, "", $1); value[$1] = $2 }
	END {
		spent = value["reading_seconds"] + value["hashing_seconds"] + \
			value["features_seconds"] + value["inference_seconds"] + value["other_seconds"]
		share = value["inference_share"] * spent / value["inference_seconds"]
		exit !(value["inference_seconds"] > 0 && value["features_seconds"] > 0 &&
			share > 0.999 && share < 1.001 &&
			spent <= value["threads"] * (value["seconds"] - value["startup_seconds"]))
	}' lines
verdict $? "eval: the stages fit into the threads' time"
grep -v "$of_the_run" lines >reference
run eval demo-words --data "$set" --json --threads 3 --isa scalar
tr ',{}[]' '\n\n\n\n\n' <"$out" | grep -v "$of_the_run"'\|"isa"' >other
[ "$(wc -l <other)" -gt 100 ] && grep -v '"isa"' reference | cmp -s - other
verdict $? "threads and kernels do not show in the result"
run eval demo-words --data "$set"
expect 0 "eval as text"
expect_out '^demo-words: met' "eval as text: the verdict"
expect_out 'card .* of 408; measured [0-9]+: met$' "eval as text: counts"
expect_out '^  CLASS ' "eval as text: classes"
expect_out 'rows: true class' "eval as text: confusion"
expect_out '^  time: inference [0-9.]+ %, features [0-9.]+ %, .* after [0-9.]+ ms to list the set and [0-9.]+ ms to start$' \
	"eval as text: where the time went"
run -q eval demo-words --data "$set"
[ "$(wc -l <"$out")" -le 5 ]
verdict $? "-q: the verdict only"
mkdir data
cp "$set" data/
ZOO_DATA=$scratch/data
export ZOO_DATA
run eval --dataset demo_words
expect 0 "every card of a dataset, found below ZOO_DATA"
unset ZOO_DATA
run eval demo-words --data "$set" --rounding single
[ $code -eq 0 ] || [ $code -eq 1 ]
verdict $? "another rounding gets an answer"

# not met
mkdir cards
sed 's/printed: .*/printed: "98.04%"/' "$root/metadata/demo-words.yaml" >cards/demo-words.yaml
cp -r "$root/metadata/labels" cards/
ZOO_METADATA=$scratch/cards
export ZOO_METADATA
run eval demo-words --data "$set" --json
expect 1 "a figure that does not hold"
expect_out '"verdict":"not_met"' "a figure that does not hold"
unset ZOO_METADATA

# not measurable
run eval demo-words --data "$set" --limit 10
expect 7 "a part of the set"
expect_out '^demo-words: not measurable' "a part of the set"
run eval demo-words --data "$set" --seed 5
expect 2 "a seed with nothing to draw"
expect_err '--seed draws nothing without --limit' "says so"
run eval demo-words --data "$set" --limit 10 --seed 5
expect 7 "a part that is drawn"
mkdir whole
tar xf "$set" -C whole
run eval demo-words --data whole
expect 0 "a folder in place of an archive"
rm -f whole/yes/*
run eval demo-words --data whole --json
expect 7 "a class is missing"
expect_out '"complete":false' "a class is missing: not complete"
expect_out '"reasons":\[' "a class is missing: the reason"
mkdir empty
run eval demo-words --data empty
expect 7 "an empty folder"
head -c 100000 "$set" >cut.tar
run eval demo-words --data cut.tar
[ $code -eq 4 ] || [ $code -eq 7 ]
verdict $? "a cut archive is no answer"
run eval demo-words --data no-such-file
[ $code -eq 3 ] || [ $code -eq 7 ]
verdict $? "a path to nowhere is no answer"
# The right names in the right number are not enough.
mkdir swapped && tar -C swapped -xf "$set" || exit 1
yes=$(cd swapped && find . -path '*/yes/*' | LC_ALL=C sort | head -n 2)
rm "swapped/$(echo "$yes" | sed -n 1p)"
last=$(echo "$yes" | sed -n 2p)
cp "swapped/$last" "swapped/$(dirname "$last")/zzz.flac"
run eval demo-words --data swapped
expect 7 "a clip exchanged for a copy of another"
expect_out 'not the published files: as many of each class, but the SHA-256' "says so"

cp "$file" copy.tflite
run eval copy.tflite --data "$set"
expect 0 "a copy of a card's model is measured as the card"
expect_out '^  card 91.18% = 372 of 408; measured 372: met$' "and its claim is judged"
printf x >>copy.tflite
run eval copy.tflite --data "$set"
expect 2 "a file that is no card's needs a protocol"
run eval copy.tflite --protocol kws-micronet --dataset demo_words --data "$set"
expect 7 "a file without a card"

# A signal ends it while the set is listed: the same clip of 1 MB again and again, some 4 GB.
mkdir -p endless/yes
head -c 1048576 /dev/zero >endless/yes/a.wav
tar --format=ustar -C endless -cf one.tar yes/a.wav
head -c $((1048576 + 512)) one.tar | gzip -1 >part.gz
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	cat part.gz part.gz >twice.gz && mv twice.gz part.gz
done
mv part.gz endless.tar.gz
command='eval an archive of 4 GB, then SIGTERM'
"$ZOO" eval demo-words --data endless.tar.gz >"$out" 2>"$err" &
pid=$!
sleep 0.3
kill -TERM $pid
wait $pid
code=$?
expect 143 "a set that is being listed"
expect_err 'stopped by SIGTERM' "says what stopped it"
expect_no_out "and nothing else"

finish
