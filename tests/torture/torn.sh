#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A file is cut and restored all the time while it is read: no signal, and never a result of
# half a file.
#
#	sh torn.sh RUNS
set -u

wanted=$1
folder=$(mktemp -d "$TORTURE_WORLD/torn-XXXXXX")
export HOME="$folder" ZOO_HOME="$folder/store" ZOO_METADATA="$TORTURE_WORLD/cards" LC_ALL=C
trap 'kill $tearing 2>/dev/null; chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
tearing=
"$ZOO" --offline fetch demo-words >/dev/null || exit 3
object=$(readlink -f "$ZOO_HOME/models/demo-words/demo_words.tflite")
cp "$object" "$folder/whole"
cp "$object" "$folder/loose.tflite"
chmod u+w "$object" "$folder/loose.tflite"
"$ZOO" run demo-words "$TORTURE_WORLD/input.npy" >"$folder/expected" || exit 3

while :; do
	for file in "$object" "$folder/loose.tflite"; do
		truncate -s 20000 "$file"
		cat "$folder/whole" >"$file"
	done
done &
tearing=$!

runs=0 bad=0 right=0 wrong=0 unread=0
while [ $runs -lt "$wanted" ]; do
	runs=$((runs + 1))
	case $((runs % 3)) in
	0) set -- verify demo-words ;;
	1) set -- run demo-words "$TORTURE_WORLD/input.npy" ;;
	2) set -- inspect "$folder/loose.tflite" ;;
	esac
	"$ZOO" "$@" >"$folder/out" 2>"$folder/err"
	code=$?
	case $code in
	0) right=$((right + 1)) ;;
	1 | 4) wrong=$((wrong + 1)) ;;
	3) unread=$((unread + 1)) ;;
	*)
		bad=$((bad + 1))
		echo "#   zoo $*: exit status $code: $(head -n 1 "$folder/err")"
		;;
	esac
	if [ $code -eq 0 ] && [ "$1" = run ] && ! cmp -s "$folder/out" "$folder/expected"; then
		bad=$((bad + 1))
		echo "#   zoo $*: another result"
	fi
done
[ $bad -eq 0 ] && verdict=ok || verdict='not ok'
echo "$verdict - torn files: $runs runs, $right right, $wrong refused as wrong, $unread as unreadable, $bad bad"
