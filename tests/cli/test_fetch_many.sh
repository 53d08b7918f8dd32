#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# zoo fetch of several cards at once: order, exit status, signals, and what is drawn on a
# terminal, which a small one of our own plays.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/fetch_world.sh"
screen=$TEST_BUILD/tests/helpers/screen

# Files of their own: the model with another byte behind it.
for i in 1 2 3 4 5 6; do
	mkdir -p "www/many"
	{ cat "$root/$path"; printf '%s' "$i"; } >"www/many/$i.tflite"
	make_card "many-$i"
	sed -i -e "s|path: $path|path: many/$i.tflite|" -e "s/^\\(  *\\)size_bytes: .*/\\1size_bytes: 31065/" \
		-e "s/sha1: .*/sha1: $(sha1sum <"www/many/$i.tflite" | cut -c 1-40)/" \
		-e "s/sha256: .*/sha256: $(sha256sum <"www/many/$i.tflite" | cut -c 1-64)/" "cards/many-$i.yaml"
done
six='many-6 many-5 many-4 many-3 many-2 many-1'

run fetch -j 6 $six --mirror "$base/slow"
expect 0 "six at once"
[ "$(grep -c '^many-[1-6]: fetched, ' "$out")" -eq 6 ]
verdict $? "each is shown"
run fetch $six
expect 0 "there already"
rm -rf "$ZOO_HOME"
rm www/many/3.tflite
run --json fetch -j 6 $six --mirror "$base/slow"
expect 5 "one of them cannot be had"
expect_json zoo.fetch/1 "six at once"
[ "$(grep -o '"card":"many-[1-6]","status":"[a-z]*"' "$out" | tr -dc '0-9a-z\n' | tr '\n' ' ')" = \
	"cardmany6statusfetched cardmany5statusfetched cardmany4statusfetched cardmany3statusfailed cardmany2statusfetched cardmany1statusfetched " ]
verdict $? "JSON in the order in which they were asked for"

# What zoo did not make has a name that one of them needs: nothing is asked for it.
rm -rf "$ZOO_HOME"
mkdir -p "$ZOO_HOME/models/many-1" "$ZOO_HOME/models/many-2"
echo "my own notes" >"$ZOO_HOME/models/many-1/demo_words.tflite"
ln -s /etc/passwd "$ZOO_HOME/models/many-2/labels.txt"
foreign() { # WHAT: of the two is told, and they stay
	expect_err "many-1/demo_words.tflite: expected a link to an object of this store, found a file\$" "$1: a file"
	expect_err "many-2/labels.txt: expected a link to an object of this store, found one to /etc/passwd\$" "$1: a link"
	expect_err '^hint: zoo did not make it; look at it, and remove it' "$1: what to do"
	[ "$(cat "$ZOO_HOME/models/many-1/demo_words.tflite")" = "my own notes" ] &&
		[ "$(readlink "$ZOO_HOME/models/many-2/labels.txt")" = /etc/passwd ]
	verdict $? "$1: they stay"
	[ ! -e "$ZOO_HOME/models/many-1/labels.txt" ] && [ ! -e "$ZOO_HOME/models/many-2/demo_words.tflite" ]
	verdict $? "$1: and nothing is beside them"
}
before=$(grep -c '^GET /ok/many/[12]' log)
run fetch --dry-run many-1 many-2 many-4 --mirror "$base/ok"
expect 8 "planned"
foreign "planned"
expect_out '^many-4: demo_words.tflite: would be fetched' "the other has its plan"
run --json fetch --dry-run many-1 many-4 --mirror "$base/ok"
expect_json zoo.fetch/1 "planned"
expect_out '"card":"many-1","files":\[\],"error":{"code":8,' "JSON: why"
expect_out '"card":"many-4","files":\[{.*\],"error":null' "JSON: the other"
run fetch many-1 many-2 many-4 --mirror "$base/ok"
expect 8 "fetched"
foreign "fetched"
expect_out '^many-4: fetched, ' "the other is there"
run fetch --force many-1 many-2 --mirror "$base/ok"
expect 8 "by force"
foreign "by force"
[ "$(grep -c '^GET /ok/many/[12]' log)" -eq "$before" ]
verdict $? "nothing was transferred for them"
run add many-1 www/many/1.tflite
expect 8 "added"
run add many-2 www/many/2.tflite
expect 8 "added beside a link"
run fsck --repair
expect 1 "fsck --repair"
rm "$ZOO_HOME/models/many-1/demo_words.tflite" "$ZOO_HOME/models/many-2/labels.txt"
run fetch many-1 many-2 --mirror "$base/ok"
expect 0 "once they are gone"

# Several processes want the same: one brings it, the others wait and use it.
rm -rf "$ZOO_HOME"
for i in 1 2 3 4 5 6 7 8; do
	{ "$ZOO" fetch net-words --mirror "$base/slow" >"out.$i" 2>"err.$i"; echo $? >"code.$i"; } &
	fetchers="${fetchers:-} $!"
done
wait $fetchers
command="eight processes"
[ "$(cat code.* | sort -u)" = 0 ]
verdict $? "eight processes: each has it"
[ "$(grep -c "^GET /slow/$path" log)" -eq 1 ]
verdict $? "it is transferred once"
[ "$(cat out.* | grep -c ': fetched, 30.3 KiB')" -eq 1 ] && grep -q 'waiting for process' err.*
verdict $? "one brought it, and who waits says for whom"

# A signal ends all of them.
rm -rf "$ZOO_HOME"
undo=
env --default-signal=INT true 2>/dev/null && undo='env --default-signal=INT'
if [ -n "$undo" ]; then
	command="zoo fetch, interrupted"
	$undo "$ZOO" fetch -j 3 $six --mirror "$base/stall" >"$out" 2>"$err" &
	victim=$!
	sleep 0.7
	kill -INT "$victim"
	wait "$victim"
	code=$?
	expect 130 "interrupted"
	expect_err 'stopped by SIGINT' "it says so, once"
	[ "$(wc -l <"$err")" -eq 1 ]
	verdict $? "and nothing else"
else
	skip "interrupted" "env knows no --default-signal"
fi

# draw ROWS COLUMNS ARGUMENTS...: on a terminal of that size.
draw() {
	command="screen $*"
	"$screen" "$@" >"$out" 2>"$err" </dev/null
	code=$?
}
if [ -x "$screen" ]; then
	export TERM=xterm
	rm -rf "$ZOO_HOME"
	draw 24 100 "$ZOO" fetch -j 6 many-1 many-2 many-4 many-5 many-6 --mirror "$base/slow"
	expect 0 "on a terminal"
	expect_out '^most lines: [3-6]$' "several lines, and a sum"
	[ "$(grep -vc 'fetched, \|most lines' "$out")" -eq 0 ]
	verdict $? "nothing is left on it"
	rm -rf "$ZOO_HOME"
	draw 5 40 "$ZOO" fetch -j 6 many-1 many-2 many-4 many-5 many-6 --mirror "$base/slow"
	expect 0 "on a small one"
	expect_out '^most lines: [1-3]$' "no more lines than it has room for"
	rm -rf "$ZOO_HOME"
	draw 24 100 --resize 6 24 "$ZOO" fetch -j 6 many-1 many-2 many-4 many-5 many-6 --mirror "$base/slow"
	expect 0 "on one that becomes small"
	rm -rf "$ZOO_HOME"
	draw 24 100 "$ZOO" --progress json fetch -j 6 many-1 many-2 --mirror "$base/slow"
	expect 0 "as JSON"
	[ "$(grep -vc '^{"schema":"zoo.progress/1",.*}$\|fetched, \|most lines' "$out")" -eq 0 ]
	verdict $? "one object a line"
else
	skip "progress on a terminal" "no $screen"
fi
finish
