#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The clock stands at 1970, before it, in 2099, behind the year 2106, or runs backwards: every
# command says the same as always.
set -u

folder=$(mktemp -d "$TORTURE_WORLD/clock-XXXXXX")
export HOME="$folder" ZOO_HOME="$folder/store" ZOO_METADATA="$TORTURE_WORLD/cards" LC_ALL=C
unset ZOO_MIRROR http_proxy https_proxy all_proxy
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT

runs=0 bad=0
commands="--offline fetch demo-words torture-words --mirror $TORTURE_WORLD/mirror
verify
--offline verify --repair
list
run demo-words $TORTURE_WORLD/input.npy
eval demo-words --data $TORTURE_WORLD/words.tar --limit 20 --quiet"

# Without the lines that tell how long it took.
say() {
	rm -rf "$ZOO_HOME"
	printf '%s\n' "$commands" | while read -r words; do
		# shellcheck disable=SC2086 -- words of a command
		"$@" "$ZOO" $words 2>&1 | grep -vE 'second|/s'
		echo "zoo $words"
	done
}

say env >"$folder/expected"
for clock in '0 1' '-86400 1' '4086000000 1' '5000000000 1' '1700000000 -1000' '1700000000 1000000'; do
	runs=$((runs + 1))
	say env LD_PRELOAD="$TORTURE_BUILD/torture/clock.so" CLOCK_AT="${clock% *}" CLOCK_PACE="${clock#* }" >"$folder/got"
	if ! cmp -s "$folder/expected" "$folder/got"; then
		bad=$((bad + 1))
		echo "#   CLOCK_AT=${clock% *} CLOCK_PACE=${clock#* }:"
		diff "$folder/expected" "$folder/got" | head -n 4 | sed 's/^/#     /'
	fi
done
[ $bad -eq 0 ] && verdict=ok || verdict='not ok'
echo "$verdict - clock: $runs wrong clocks, $(printf '%s\n' "$commands" | wc -l) commands each, $bad bad"
