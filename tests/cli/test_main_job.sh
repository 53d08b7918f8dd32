#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The main job with the published files: fetched, verified, evaluated on the complete official
# test set, the published figure met to the clip; and refused as soon as one byte is another.
. "$(dirname "$0")/lib.sh"

set=$shared/datasets/speech_commands_test_set_v0.02.tar.gz
if [ ! -e "$set" ] || [ ! -d "$shared/ml-zoo" ]; then
	skip "the main job" "there is no $set, or no $shared/ml-zoo"
	finish
fi
export ZOO_MIRROR="$shared/ml-zoo"

run fetch micronet-vww2
expect 0 "zoo fetch micronet-vww2"
run verify
expect 0 "zoo verify"
run eval --dataset speech_commands --data "$set"
expect 7 "nothing of the dataset is installed"
expect_err '^hint: zoo fetch .*micronet-kws-medium' "how to get it"

run fetch micronet-kws-medium
expect 0 "zoo fetch micronet-kws-medium"
run verify
expect 0 "zoo verify, two cards"
run --json eval --dataset speech_commands --data "$set"
expect 0 "zoo eval --dataset speech_commands"
expect_json zoo.eval/1 "the report"
for part in '"card":"micronet-kws-medium"' '"correct":4683' '"samples":4890' \
	'"expected_samples":4890' '"complete":true' '"verdict":"met"' \
	'"implied_correct":\[4683,4683\]' '"value":"95.77%"'; do
	expect_out "$part" "the report says $part"
done
expect_err 'ds-cnn-large-clustered \(zoo fetch ds-cnn-large-clustered\)' "what was left out"
run eval --dataset speech_commands --data "$set" --limit 12
expect_out 'card 95.77% = 4683 of 4890' "the count that the digits imply"

# One byte in the middle of the installed model.
model=$ZOO_HOME/models/micronet-kws-medium/kws_micronet_m.tflite
cp "$model" right
chmod u+w "$model"
printf '\125' | dd of="$model" bs=1 seek=90000 conv=notrunc 2>/dev/null
cmp -s right "$model"
[ $? -eq 1 ]
verdict $? "the installed model is damaged"
run verify
expect 1 "zoo verify refuses it"
expect_out 'FAIL +sha1 .*fd03a6b24548ea99cf487dbd682937df5718cef1' "expected SHA-1"
run eval micronet-kws-medium --data "$set"
expect 1 "zoo eval refuses it"
expect_err 'kws_micronet_m.tflite: sha1: expected fd03a6b24548ea99cf487dbd682937df5718cef1, got ' \
	"file, expected and found are named"
run fetch micronet-kws-medium
expect 0 "fetching again puts it right"
cmp -s right "$model"
verdict $? "the right bytes are back"
finish
