#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run, inspect, bench and eval on real models, and how they are stopped.
. "$(dirname "$0")/lib.sh"

mirror=$shared/ml-zoo
golden=$shared/goldens/micronet-kws-medium
if [ ! -d "$mirror/models" ] || [ ! -e "$golden/input.npy" ]; then
	skip "models" "there is no $mirror"
	finish
fi
file=$mirror/models/keyword_spotting/micronet_medium/tflite_int8/kws_micronet_m.tflite

run --offline fetch micronet-kws-medium --mirror "$mirror"
expect 0 "fetch"

run verify micronet-kws-medium --isa scalar --json
expect 0 "verify on the kernels named"
grep -q '"isa": *"scalar"' "$out"
verdict $? "the report names them"
run verify micronet-kws-medium --isa none
expect 2 "verify on kernels that there are not"

# run
run run micronet-kws-medium "$golden/input.npy" --output out.npy --top 2
expect 0 "run a batch"
cmp -s out.npy "$golden/output.npy"
verdict $? "the output is the published one, bit for bit"
[ "$(grep -c ' code ' "$out")" -eq 128 ]
verdict $? "two lines for each of 64 inputs"
run run "$file" "$golden/input.npy" --json --top 1
expect 0 "run a file"
expect_json zoo.run/1 "run a file"
run run micronet-kws-medium "$golden/output.npy"
expect 4 "an array of another shape"
expect_err 'expected int8 1x49x10x1 for input input, got int8 64x12' "both shapes are named"
run run micronet-kws-medium no-such.npy
expect 3 "an input that is not there"
run run micronet-kws-medium "$file"
expect 4 "an input that is no sample"
mkdir no-space
if [ -e /dev/full ] && [ "$(id -u)" -ne 0 ]; then
	chmod a-w no-space
	run run micronet-kws-medium "$golden/input.npy" --output no-space/out.npy
	expect 3 "an output that cannot be written"
fi
run run micronet-kws-medium "$golden/input.npy" --output no-such-dir/out.npy
expect 3 "an output in no folder"
run run micronet-kws-medium "$golden/input.npy" --output no-space
expect 3 "an output that is a folder"
[ -z "$(find . -name '*.part')" ]
verdict $? "no half-written file is left"
printf 'TFL3' >bad.tflite
run run ./bad.tflite "$golden/input.npy"
expect 4 "a broken model"

# inspect, bench
run inspect micronet-kws-medium
expect 0 "inspect"
expect_out '^14 operators, 40 tensors, 15.556 million' "operators, tensors, work"
run inspect "$file" --json
expect_json zoo.inspect/1 "inspect"
expect_out '"mmac":15.5' "work in the document"
expect_out '"arena_bytes":[1-9]' "memory in the document"
expect_out '"warnings":\[' "warnings in the document"
run bench micronet-kws-medium --isa scalar --threads 2 --json
expect 0 "bench"
expect_json zoo.bench/1 "bench"
for key in model isa threads mmac ms_min ms_median per_second gmac_per_second; do
	expect_out "\"$key\":" "bench: $key"
done
run bench "$file" --ops
expect_out '^ *0  CONV_2D ' "bench --ops"

# eval
run eval micronet-kws-medium
expect 7 "no dataset"
expect_err 'speech_commands was not found; looked for speech_commands_test_set_v0.02.tar.gz and 4 other names in ' "where it was looked for"
expect_err '^hint: ' "and how to get it"
run eval micronet-kws-medium --json
expect 7 "no dataset, as a document"
expect_json zoo.error/1 "no dataset"
run eval micronet-kws-medium --dataset imagenet
[ $code -eq 2 ] || [ $code -eq 6 ]
verdict $? "another card's dataset"
run eval --dataset nothing
expect 6 "an unknown dataset"
run eval micronet-kws-medium --set scale=odd
expect 2 "a value that the knob does not have"
run eval micronet-kws-medium --set nothing=odd
expect 2 "a knob that there is not"
run eval "$file" --protocol nothing
expect 6 "an unknown protocol"

set=$shared/datasets/speech_commands_test_set_v0.02.tar.gz
if [ ! -e "$set" ]; then
	skip "eval" "there is no $set"
	finish
fi
run eval micronet-kws-medium --data "$set" --limit 24 --json
expect 7 "a part of the set gives no verdict"
expect_json zoo.eval/1 "a part of the set"
for key in card file sha1 dataset split protocol knobs engine isa rounding threads samples \
	expected_samples skipped complete metric measured correct interval95 claims value source \
	implied_correct met verdict per_class label confusion seconds samples_per_second \
	time inference_share; do
	expect_out "\"$key\":" "eval: $key"
done
expect_out '"samples":24' "eval: as many samples as asked for"
expect_out '"verdict":"not_measurable"' "eval: no verdict"
run eval --dataset speech_commands --data "$set" --limit 12
expect 7 "all installed cards of a dataset"
expect_out '^micronet-kws-medium: not measurable' "the installed one is measured"
expect_err 'zoo fetch .*ds-cnn-large-clustered' "the other is named"
expect_out '^ +down +go +left +no +off +on +right +stop +up +yes +_silence_ +_unknown_$' \
	"the matrix has whole names where there is room"
if command -v script >/dev/null; then
	script -qec "stty cols 80; '$ZOO' eval micronet-kws-medium --data '$set' --limit 12" \
		/dev/null >"$out" 2>/dev/null </dev/null
	tr -d '\r' <"$out" | sed 's/\x1b\[[0-9;]*[mK]//g' >plain
	cp plain "$out"
	expect_out '^ +down +go +left .* right +stop +up +yes +_' "and what fits on a terminal"
	[ "$(grep '^ *down *go' plain | sed 's/…/./g' | wc -m)" -le 80 ]
	verdict $? "which is not overrun"
fi
run eval --dataset speech_commands --data "$set" --limit 12 --json
expect_out '"left_out":\["ds-cnn-large-clustered"\]' "what is left out, in the document"
run eval micronet-kws-medium demo-words --dataset nothing
expect 6 "a dataset that is not known, for cards that are"
run eval "$file" --protocol kws-micronet --data "$set" --limit 12
expect 7 "a file without a card"
run eval micronet-kws-medium mobilenet-v3 --data "$set" --limit 12 --json
expect 7 "a batch: the first without an answer decides"
expect_json zoo.eval/1 "a batch"
expect_out '"code":6' "a batch: the second's own error"

# progress
run eval micronet-kws-medium --data "$set" --limit 24 --progress json
expect_err '^\{"schema":"zoo.progress/1","what":.*"unit":"samples","done":24,"total":24\}' \
	"progress as JSON on stderr"
run eval micronet-kws-medium --data "$set" --limit 24
[ ! -s "$err" ]
verdict $? "no progress where there is no terminal"

# signals
interrupted() { # SIGNAL CODE
	command="eval, then SIG$1"
	undo=
	[ "$1" = INT ] && undo="env --default-signal=INT"
	: >"$err" # or the one before would be taken for this one
	$undo "$ZOO" eval micronet-kws-medium --data "$set" --progress json >"$out" 2>"$err" &
	pid=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		grep -q '"done":[1-9]' "$err" && break
		sleep 0.5
	done
	kill "-$1" $pid
	wait $pid
	code=$?
	expect "$2" "SIG$1"
	expect_no_out "SIG$1: no result"
	expect_err '^zoo: .*stopped' "SIG$1: it says so"
}
interrupted TERM 143
interrupted HUP 143
# What a script starts in the background ignores SIGINT, unless that is undone.
if env --default-signal=INT true 2>/dev/null; then
	interrupted INT 130
else
	skip SIGINT "env(1) knows no --default-signal"
fi

finish
