#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What inspect says about weights: a warning with its evidence, or none.
. "$(dirname "$0")/lib.sh"

demo=$root/models/keyword_spotting/demo_words/demo_words.tflite
run inspect "$demo"
expect 0 "a trained model"
! grep -q 'untrained' "$out"
verdict $? "no warning"
run inspect "$demo" -v
expect_out '^ *#  WEIGHTS OF .* LOOKS$' "-v: the evidence all the same"
expect_out '^ *9  FULLY_CONNECTED .* trained$' "-v: a layer"
layers_shown=$(grep -cE ' (trained|untrained|too few to tell)$' "$out")
run inspect "$demo" --json
expect_json zoo.inspect/1 "a trained model"
expect_out '"warnings":\[\]' "no warning in the document"
expect_out '"layers":\[\{"op":0,"name":"CONV_2D","weights":1920,' "but the evidence"
expect_out '\{"op":9,"name":"FULLY_CONNECTED",.*"judged":true,"untrained":false\}' "a layer"
[ "$(grep -o '"untrained":false' "$out" | wc -l)" -eq "$layers_shown" ]
verdict $? "as many layers as -v shows"
# Names with what is done to their outputs, as text shows them and as the document has them.
"$ZOO" inspect "$demo" | awk '/OPERATOR/ { on = 1; next } on && !NF { exit } on { print $2 }' >shown
grep -o '"name":"[A-Z0-9_]*","activation":[A-Z0-9_a-z"]*' "$out" |
	sed 's/"name":"\([^"]*\)","activation":/\1+/; s/+null$//; s/"//g' | cmp -s - shown
verdict $? "operators and their activations as in text"
[ "$(grep -c '+RELU$' shown)" -eq 7 ]
verdict $? "of which seven have one"

# The kernels are named, and matter to nothing else.
for format in --json -v; do
	export ZOO_ISA=scalar
	run inspect "$demo" $format
	unset ZOO_ISA
	expect_out '"isa":"scalar"|^planned for scalar$' "$format: the kernels that were asked for"
	cp "$out" scalar
	run inspect "$demo" $format
	expect_out '"isa":"[a-z0-9]+"|^planned for [a-z0-9]+$' "$format: the best ones"
	sed 's/"isa":"[a-z0-9]*"/"isa":"scalar"/; s/^planned for .*/planned for scalar/' "$out" | cmp -s - scalar
	verdict $? "$format: the same for both otherwise"
done

untrained=$shared/ml-zoo/models/anomaly_detection/micronet_small/tflite_int8/ad_small_int8.tflite
if [ ! -e "$untrained" ]; then
	skip "a model that was never trained" "there is no $untrained"
	finish
fi
run inspect "$untrained"
expect 0 "a model that was never trained"
expect_out '^warning: untrained weights: 10 of 10 layers' "the warning with the evidence"
expect_out ' 2 .* 0\.1594  *0\.1594  *glorot_uniform .* 0\.001  *untrained$' "a layer"
run inspect "$untrained" --json
expect_json zoo.inspect/1 "a model that was never trained"
expect_out '"warnings":\[\{"kind":"untrained_weights","message":"10 of 10 layers' "in the document"
expect_out '"message":"[^"]*","layers":\[\{"op":' "the evidence within the warning"
layers='"layers":\[\{"op":[^]]*\]'
[ "$(grep -oE "$layers" "$out" | wc -l)" -eq 2 ] && [ "$(grep -oE "$layers" "$out" | sort -u | wc -l)" -eq 1 ]
verdict $? "and the same beside it"
[ "$(grep -oE "$layers" "$out" | head -n 1 | grep -o '"untrained":true' | wc -l)" -eq 10 ]
verdict $? "the evidence of every layer"

finish
