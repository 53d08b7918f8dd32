#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Everything at once in one store: fetching, verifying, repairing, adding, and what takes away.
# Nobody reports damage that is not there, nobody waits for ever, and the store is whole.
#
#	sh mixed.sh PROCESSES COMMANDS
set -u

processes=$1 each=$2
folder=$(mktemp -d "$TORTURE_WORLD/mixed-XXXXXX")
export https_proxy=http://127.0.0.1:1 no_proxy=127.0.0.1
export HOME="$folder" ZOO_HOME="$folder/store" ZOO_METADATA="$TORTURE_WORLD/cards" LC_ALL=C
export ZOO_MIRROR="$TORTURE_WORLD/mirror"
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
file=$TORTURE_WORLD/mirror/models/torture/torture_words.tflite

takes_away=
for command in gc remove fsck; do
	"$ZOO" help $command >/dev/null 2>&1 && takes_away="$takes_away $command"
done

# one WORKER: so many commands, in an order of its own.
one() {
	n=0
	while [ $n -lt "$each" ]; do
		n=$((n + 1))
		case $(((n * 7 + $1 * 13 + n * $1) % 11)) in
		0 | 1) set -- "$1" fetch demo-words ;;
		2 | 3) set -- "$1" fetch torture-words ;;
		4) set -- "$1" verify ;;
		5) set -- "$1" verify --repair ;;
		6) set -- "$1" add torture-words "$file" ;;
		7) set -- "$1" run demo-words "$TORTURE_WORLD/input.npy" ;;
		8) case $takes_away in *remove*) set -- "$1" remove torture-words ;; *) set -- "$1" list ;; esac ;;
		9) case $takes_away in *gc*) set -- "$1" gc ;; *) set -- "$1" verify ;; esac ;;
		10) case $takes_away in *fsck*) set -- "$1" fsck ;; *) set -- "$1" fetch --force demo-words ;; esac ;;
		esac
		worker=$1
		shift
		timeout 120 "$ZOO" --offline "$@" >"$folder/out.$worker" 2>"$folder/err.$worker"
		code=$?
		# Not there at the moment is an answer; damaged, in the way or for ever is none.
		case $code:$1 in
		0:* | 6:remove | 7:run | 7:remove | 7:verify) ;;
		# an object has its name a moment before its link has
		1:fsck) ! grep -E '^[a-z]+ +[a-z]+/' "$folder/out.$worker" | grep -qv '^lost' || echo "$worker: zoo fsck: $(head -n 1 "$folder/out.$worker")" ;;
		1:verify) ! grep 'FAIL' "$folder/out.$worker" | grep -qv 'not installed' || echo "$worker: zoo $*: $(grep -h FAIL "$folder/out.$worker" | head -n 1)" ;;
		*) echo "$worker: zoo $*: exit status $code: $(cat "$folder/out.$worker" "$folder/err.$worker" | head -n 1)" ;;
		esac
		set -- "$worker"
	done
}

worker=0
while [ $worker -lt "$processes" ]; do
	worker=$((worker + 1))
	one $worker >"$folder/bad.$worker" &
done
wait
cat "$folder"/bad.* >"$folder/bad"
fault=$("$TORTURE_BUILD/torture/whole" "$ZOO_HOME") || echo "afterwards: $fault" >>"$folder/bad"
"$ZOO" --offline fetch demo-words torture-words >"$folder/out" 2>&1 && "$ZOO" verify >"$folder/out" 2>&1 ||
	echo "afterwards: $(tail -n 2 "$folder/out")" >>"$folder/bad"
bad=$(wc -l <"$folder/bad")
head -n 12 "$folder/bad" | sed 's/^/#   /'
[ "$bad" -eq 0 ] && verdict=ok || verdict='not ok'
echo "$verdict - mixed: $((processes * each)) commands by $processes processes, $bad bad"
