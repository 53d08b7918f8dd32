#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# zoo run with any type at a model's boundary, several inputs, and samples of several windows.
. "$(dirname "$0")/lib.sh"

helper=$(dirname "$ZOO")/tests/helpers/boundary_model
if [ ! -x "$helper" ]; then
	skip "run with any type" "there is no $helper; make $helper"
	finish
fi

# npy DESCR SHAPE FILE: an array whose bytes come from stdin.
npy() {
	printf '\223NUMPY\001\000\166\000%-117s\n' \
		"{'descr': '$1', 'fortran_order': False, 'shape': $2, }" >"$3"
	cat >>"$3"
}

descr() { sed -n "1s/.*'descr': '\([^']*\)'.*/\1/p" "$1"; }

for in in none float32 int8 uint8 int16; do
	for to in none float32 int8 uint8 int16; do
		"$helper" layer $in $to >$in-$to.tflite
	done
done
"$helper" convert int8 float32 8 >to-reals.tflite
"$helper" convert int8 int16 8 >to-words.tflite
"$helper" sum >sum.tflite

# Four inputs of eight codes, and the real numbers and words that they stand for.
printf '\001\177\200\310\020\040\367\200\377\001\002\003\004\005\006\007' >bytes
printf '\100\077\076\075\074\073\072\071\200\220\240\260\300\320\340\360' >>bytes
npy '|i1' '(4, 1, 1, 8)' codes.npy <bytes
npy '|u1' '(4, 1, 1, 8)' bytes.npy <bytes
run run to-reals.tflite codes.npy --output reals.npy
expect 0 "codes to real numbers"
[ "$(descr reals.npy)" = '<f4' ]
verdict $? "the output is float32"
run run to-words.tflite codes.npy --output words.npy
expect 0 "codes to words"
[ "$(descr words.npy)" = '<i2' ]
verdict $? "the output is int16"

# Every type goes in, and every type comes out.
for pair in none:codes float32:reals int8:codes uint8:bytes int16:words; do
	in=${pair%:*} file=${pair#*:}.npy
	for to in none float32 int8 uint8 int16; do
		run run $in-$to.tflite $file --output out.npy --top 1
		expect 0 "$in in, $to out"
		case $to in
		float32) want='<f4' ;;
		uint8) want='|u1' ;;
		int16) want='<i2' ;;
		*) want='|i1' ;;
		esac
		[ "$(descr out.npy)" = "$want" ]
		verdict $? "$in in, $to out: written as $want"
	done
done
run run float32-uint8.tflite reals.npy --json
expect_json zoo.run/1 "real numbers in, bytes out"
expect_out '"type":"uint8"' "the output's type"
[ "$(grep -o '"index":[0-9]*,"outputs"' "$out" | wc -l)" -eq 4 ]
verdict $? "four results"

# What the model would do at its boundary can be done for it.
run run float32-none.tflite reals.npy --output inside.npy
run run none-none.tflite reals.npy --quantise --output outside.npy
expect 0 "real numbers for a model of codes"
cmp -s inside.npy outside.npy
verdict $? "--quantise is the model's own QUANTIZE, bit for bit"
run run float32-float32.tflite reals.npy --output inside.npy
run run none-none.tflite reals.npy --quantise --dequantise --output outside.npy
expect 0 "and real numbers out"
cmp -s inside.npy outside.npy
verdict $? "--dequantise is the model's own DEQUANTIZE, bit for bit"
! grep -q code "$out"
verdict $? "and no codes are shown"
for type in uint8 int16; do
	run run $type-none.tflite reals.npy --quantise --output out.npy
	expect 0 "real numbers for a model of $type"
	[ "$(wc -c <out.npy)" -eq 148 ]
	verdict $? "real numbers for a model of $type: four outputs"
done
run run float32-none.tflite reals.npy --quantise --output again.npy
expect 0 "--quantise where nothing is to be done"
run run none-none.tflite codes.npy --quantise --output again.npy
expect 0 "--quantise of codes"
run run none-none.tflite codes.npy --output plain.npy
cmp -s again.npy plain.npy
verdict $? "codes stay as they are"

# Refused, with the way out.
run run none-none.tflite reals.npy
expect 4 "real numbers for codes"
expect_err 'expected int8 1x1x1x8 for input codes, got float32 4x1x1x8' "both are named"
expect_err '^hint: --quantise makes codes of real numbers: x / 0\.0521[0-9]* \+ 7' "and how"
run run float32-none.tflite codes.npy --quantise
expect 4 "codes for real numbers"
expect_err 'expected float32 .*, got int8 4x1x1x8' "codes for real numbers: the type is named"
run run none-none.tflite bytes.npy --quantise
expect 4 "uint8 for int8"
run run int16-none.tflite codes.npy
expect 4 "int8 for int16"
printf '\000\000\200\077\000\000\300\177\000\000\200\177\000\000\200\377%016d' 0 >floats
npy '<f4' '(1, 1, 8)' nan.npy <floats
run run none-none.tflite nan.npy --quantise
expect 4 "not a number"
expect_err 'nan.npy: element 1 of input 0 is not a number' "not a number: which"
printf '\000\000\200\077\000\000\200\177\000\000\200\377\000\000\310\302' >floats
printf '%016d' 0 | tr 0 '\000' >>floats
npy '<f4' '(1, 8)' rank.npy <floats
run run none-none.tflite rank.npy --quantise
expect 4 "two dimensions missing"
npy '<f4' '(1, 1, 8)' far.npy <floats
run run none-none.tflite far.npy --quantise
expect 0 "numbers beyond the range"
expect_err '3 numbers lie beyond the range' "how many is said"
run run none-none.tflite far.npy --quantise --json
expect_out '"clamped":3' "in the document as well"
npy '|i1' '(0, 1, 1, 8)' none.npy </dev/null
run run none-none.tflite none.npy
expect 4 "an array of no inputs"
expect_err 'holds no input' "an array of no inputs: the message"

# Several inputs.
printf 'abcdefgh' | npy '|i1' '(1, 1, 1, 8)' one.npy
run run sum.tflite codes.npy codes.npy --output sum.npy
expect 0 "two inputs"
expect_out '^codes.npy, codes.npy \[3\]$' "two inputs: both are named"
run run sum.tflite one.npy one.npy one.npy one.npy --json
expect 0 "two inputs, twice"
expect_out '"inputs":\["one.npy","one.npy"\]' "two inputs, twice: in the document"
[ "$(grep -o '"inputs":' "$out" | wc -l)" -eq 2 ]
verdict $? "two inputs, twice: two results"
run run sum.tflite one.npy one.npy one.npy
expect 2 "three files for two inputs"
expect_err 'has 2 inputs: expected as many files for each run, got 3 in all' "the message"
run run sum.tflite codes.npy one.npy
expect 4 "batches of different sizes"
expect_err 'one.npy: expected as many inputs as codes.npy holds, 4, got 1' "batches of different sizes: which"
run run sum.tflite clip.wav clip.wav --protocol kws-micronet
expect 4 "a sample for two inputs"

# A file that is a card's model, whatever it is called, is read as the card says.
set=$root/models/keyword_spotting/demo_words/demo_words_test.tar
clip=$(tar tf "$set" | grep 'yes/.*\.flac$' | head -n 1)
tar xf "$set" "$clip"
cp "$root/models/keyword_spotting/demo_words/demo_words.tflite" renamed.tflite
run run ./renamed.tflite "$clip" --top 1
expect 0 "a sample for a file that is known"
expect_out '^  *9  yes ' "with the card's labels"
run run none-none.tflite "$clip"
expect 2 "a sample for a file that is not known"

# A place that will not do is known before anything is run; what is no file is written into.
run run to-reals.tflite codes.npy --output no-such/out.npy
expect 3 "a directory that is not there"
expect_no_out "and nothing was run for it"
expect_err '^zoo: no-such/out.npy: No such file or directory$' "it is named"
run run to-words.tflite codes.npy --output plain.npy
ln -s plain.npy linked.npy
run run to-reals.tflite codes.npy --output linked.npy
expect 0 "a link"
[ -h linked.npy ] && cmp -s plain.npy reals.npy
verdict $? "is followed to the file"
mkfifo pipe
cat pipe >through.npy &
run run to-reals.tflite codes.npy --output pipe
expect 0 "a FIFO"
wait $!
[ -p pipe ] && cmp -s through.npy reals.npy
verdict $? "hands on what is written"
# Nobody reads: by the first signal it ends.
timeout -s TERM -k 30 2 "$ZOO" run to-reals.tflite codes.npy --output pipe >"$out" 2>"$err"
code=$?
command="zoo run --output pipe, and TERM"
expect 124 "one that nobody reads is given up when a signal says so"

models=$shared/ml-zoo/models/anomaly_detection/micronet_small/tflite_int8
if [ ! -e "$shared/datasets/dcase_slider_sample.tar.xz" ] || [ ! -e "$models/ad_small_int8.tflite" ]; then
	skip "a clip of several windows" "there is no shared test data"
	finish
fi
clip=$(tar tf "$shared/datasets/dcase_slider_sample.tar.xz" | grep '\.wav$' | head -n 1)
tar xf "$shared/datasets/dcase_slider_sample.tar.xz" "$clip"
run run "$models/ad_small_int8.tflite" "$clip" --output windows.npy
expect 0 "a clip of several windows"
expect_out ', window 13 of 13$' "each is shown"
[ "$(head -c 128 windows.npy | grep -c "'shape': (13, 8)")" -eq 1 ]
verdict $? "and written"
run run "$models/ad_small_int8.tflite" "$clip" --json
expect_out '"window":12,"windows":13' "and in the document"
run run "$models/ad_small_int8.tflite" "$clip" --set mean=dataset
expect 2 "a choice that needs the whole set"
expect_err 'mean=dataset needs a whole set' "a choice that needs the whole set: why"

finish
