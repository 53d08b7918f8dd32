#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Circumstances that mean no good: something else in the store's place, limits of the
# system, numbers that are none.  Never a signal, and never a yes that is not true.
. "$(dirname "$0")/lib.sh"

run fetch demo-words
expect 0 "the model inside the program"
model=$ZOO_HOME/models/demo-words/demo_words.tflite
cp "$model" kept.tflite

rm -f "$model"
mkdir "$model"
run verify
expect 8 "a directory in the model's place is not taken for nothing"
expect_err 'demo_words.tflite' "it is named"
run verify demo-words
expect 8 "nor if the card is named"
rmdir "$model"
mkfifo "$model"
run verify
expect 8 "a pipe in the model's place, without waiting for it"
run inspect "$model"
expect 3 "a pipe is not inspected"
rm -f "$model"
ln -s /dev/zero "$model"
run verify
expect 8 "a link to a device"
run add demo-words kept.tflite
expect 8 "the model by hand is not put over the link"
[ "$(readlink "$model")" = /dev/zero ]
verdict $? "which stays"
rm "$model"
run add demo-words kept.tflite
expect 0 "once it is gone"
run verify
expect 0 "right again"

printf x >file
for arguments in list verify 'fetch demo-words' 'show demo-words'; do
	command="ZOO_HOME=file zoo $arguments"
	ZOO_HOME=$scratch/file "$ZOO" $arguments >"$out" 2>"$err" </dev/null
	code=$?
	expect 3 "$arguments: the store is a file"
	expect_err 'Not a directory' "$arguments: that is said"
done

# More than the limit of a file's size (in blocks of 512 bytes or of 1 KiB) is written.
command='ulimit -f 4; zoo fetch demo-words'
(
	ulimit -f 4
	ZOO_HOME=$scratch/small "$ZOO" fetch demo-words >/dev/null 2>"$err"
)
code=$?
expect 3 "a limit of file sizes"
[ -z "$(find "$scratch/small" -type f ! -path "*/locks/*")" ]
verdict $? "a limit of file sizes: nothing is left behind"

tab=$(printf '\t')
for number in -1 0 1e9 99999999999999999999 NaN inf 0x10 1.5 ' 1' "${tab}1" '1 ' +1 -0; do
	run bench demo-words --threads "$number"
	expect 2 "--threads '$number'"
done

finish
