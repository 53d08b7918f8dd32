#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Many processes fetch the same model at once, from a slow server: one of them downloads, the
# others wait for it; all succeed, and the store is right.
#
#	sh crowd.sh PROCESSES ROUNDS
set -u

processes=$1 rounds=$2
folder=$(mktemp -d "$TORTURE_WORLD/crowd-XXXXXX")
export https_proxy=http://127.0.0.1:1 no_proxy=127.0.0.1
export HOME="$folder" ZOO_HOME="$folder/store" ZOO_METADATA="$TORTURE_WORLD/cards" LC_ALL=C
unset ZOO_MIRROR http_proxy all_proxy

mkfifo "$folder/port"
"$TORTURE_BUILD/server/httpd" "$TORTURE_WORLD/mirror" "$folder/log" >"$folder/port" &
server=$!
read -r port <"$folder/port"
trap 'kill $server 2>/dev/null; chmod -R u+w "$folder"; rm -rf "$folder"' EXIT

# As they come: exit status and messages, one file each.
one() {
	timeout 120 "$ZOO" fetch torture-words --mirror "http://127.0.0.1:$port/slow" >"$folder/out.$1" 2>&1
	echo $? >"$folder/code.$1"
}

bad=0 downloads=0 worst=0
complain() {
	bad=$((bad + 1))
	[ $bad -le 12 ] && echo "#   round $round: $*"
}

round=0
while [ $round -lt "$rounds" ]; do
	round=$((round + 1))
	rm -rf "$ZOO_HOME"
	: >"$folder/log"
	i=0 pids=
	while [ $i -lt "$processes" ]; do
		i=$((i + 1))
		one $i &
		pids="$pids $!"
	done
	# shellcheck disable=SC2086 -- a list of numbers; the server is not among them
	wait $pids
	count=$(grep -c '^GET .*torture_words.tflite' "$folder/log")
	downloads=$((downloads + count))
	[ "$count" -gt $worst ] && worst=$count
	[ "$count" -eq 1 ] || complain "$count downloads"
	failed=$(cat "$folder"/code.* | grep -cv '^0$')
	[ "$failed" -eq 0 ] ||
		complain "$failed of $processes failed: $(grep -h '^zoo:' "$folder"/out.* | head -n 1)"
	"$ZOO" verify torture-words >"$folder/out" 2>&1 || complain "verify: $(head -n 3 "$folder/out")"
	left=$(find "$ZOO_HOME/tmp" -type f 2>/dev/null | wc -l)
	[ "$left" -eq 0 ] || complain "$left files left in tmp/"
done
[ $bad -eq 0 ] && verdict=ok || verdict='not ok'
echo "$verdict - crowd: $rounds rounds of $processes processes, $downloads downloads (at most $worst a round), $bad bad"
