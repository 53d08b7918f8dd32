#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Models from one machine to another in one file: made, checked, taken in.
. "$(dirname "$0")/lib.sh"

here=$scratch/here there=$scratch/there
on() { # STORE ARGUMENT...
	ZOO_HOME=$1
	shift
	run "$@"
}
leftovers() { find "$scratch" -maxdepth 1 -name '*.part*'; }

# A card of our own for the model inside the program, and one with another title.
mkdir mine other
sed 's/^id: .*/id: my-words/; /^aliases:/d' "$root/metadata/demo-words.yaml" >mine/my-words.yaml
sed 's/^title: .*/title: Others/' mine/my-words.yaml >other/my-words.yaml

on "$here" bundle create b.zoo --all
expect 7 "nothing is installed"
on "$here" bundle create b.zoo demo-words
expect 7 "a model that is not installed"
expect_err 'zoo fetch demo-words' "what to do"
ZOO_METADATA=$scratch/mine
export ZOO_METADATA
on "$here" fetch demo-words my-words
on "$here" bundle create b.zoo demo-words my-words
expect 0 "a bundle"
expect_out '^my-words: bundled, 1 file, 30.3 KiB$' "what is in it"
expect_out '^b.zoo: 2 cards, ' "and how large it is"
on "$here" bundle create b.zoo --all
expect 3 "a file that exists"
expect_err 'b.zoo: exists already' "is named"

(umask 077 && cd / && ZOO_HOME=$here "$ZOO" -q bundle create "$scratch/b2.zoo" --all >/dev/null)
cmp b.zoo b2.zoo >&2
verdict $? "all there is, another umask and folder: the same bytes"
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	chmod 755 "$scratch"
	mkdir -m 777 theirs
	command="setpriv --reuid 65534 zoo bundle create"
	ZOO_HOME=$here TZ=Asia/Kathmandu setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$ZOO" bundle create theirs/b.zoo --all >"$out" 2>"$err"
	code=$?
	expect 0 "another user"
	cmp b.zoo theirs/b.zoo >&2
	verdict $? "another user and time zone: the same bytes"
else
	skip "another user" "not root, or there is no setpriv"
fi

# GNU tar, asked for the same times, owners and order, writes the same file.
if tar --version 2>/dev/null | grep -q GNU; then
	mkdir unpacked
	tar xf b.zoo -C unpacked
	tar tf b.zoo >names
	tar --format=ustar --owner=0 --group=0 --numeric-owner --mtime=@0 --mode=0644 \
		--no-recursion -b1 -cf again.zoo -C unpacked -T names
	cmp b.zoo again.zoo >&2
	verdict $? "GNU tar takes it apart and puts it together, to the byte"
	cmp unpacked/cards/my-words.yaml mine/my-words.yaml >&2
	verdict $? "the card is in it, as it was"
	tar -cf loose.zoo -C unpacked -T names
	on "$there" bundle verify loose.zoo
	expect 4 "with times and owners it is no bundle"
else
	skip "another tar" "there is no GNU tar"
fi

unset ZOO_METADATA
on "$there" --offline bundle verify b.zoo
expect 0 "verified on another machine"
expect_out '^my-words: ok, .* a card that this program does not have$' "one card is new there"
[ ! -e "$there" ]
verdict $? "verifying makes no store"
on "$there" show my-words
expect 6 "it is not known yet"
on "$there" --offline bundle unbundle b.zoo --json
expect 0 "taken in"
expect_json zoo.bundle/1 "taken in"
expect_out '"action":"unbundle","file":"b.zoo","bytes":[0-9]+' "what was done"
expect_out '"card":"demo-words","status":"installed","known":true,"files":1,"bytes":31064' \
	"a card that was known"
expect_out '"card":"my-words","status":"installed","known":false' "and one that was not"
on "$there" --offline verify
expect 0 "both are right there"
expect_out '^my-words: ok' "the new card is checked like any other"
on "$there" list
expect_out '^my-words .* yes$' "and listed"
chmod 777 "$there"
on "$there" list
expect 8 "cards that everybody may have written are not read"
chmod 755 "$there"
on "$there" --offline bundle unbundle b.zoo
expect_out '^my-words: present, 1 file, 30.3 KiB$' "again: present"
on "$there" bundle create from-there.zoo --all
cmp b.zoo from-there.zoo >&2
verdict $? "bundled there: the same bytes"

# A card that cannot be read any more stops nobody who does not need it.
card=$there/cards/my-words.yaml
echo '[' >>"$card"
on "$there" --offline verify demo-words
expect 0 "a damaged card: another one is verified"
on "$there" list
expect 4 "the list is not all there is"
expect_out '^demo-words .* yes$' "the others are listed"
expect_err "^zoo: $card:[0-9]+:" "the one is named"
expect_err 'zoo fsck --repair.*zoo bundle unbundle' "with what to do"
[ "$(wc -l <"$err")" -eq 2 ]
verdict $? "once"
on "$there" list --json
expect_json zoo.list/1 "a damaged card"
expect_out '"unread":\[\{"card":"my-words","path":"[^"]*","error":\{"code":4,' "and in JSON"
for words in 'show my-words' 'verify' 'lint' 'bundle create x.zoo my-words' 'bundle create x.zoo --all'; do
	on "$there" --offline $words
	expect 4 "$words, with a damaged card"
	rm -f x.zoo
done
on "$there" bundle verify b.zoo
expect_out '^my-words: ok, .*could not be read here' "nothing can be compared with it"
on "$there" fsck
expect 1 "fsck reads cards"
expect_out '^damaged +cards/my-words.yaml: ' "and finds it"
cp -R "$there" again
on "$scratch/again" --offline bundle unbundle b.zoo
expect 0 "the bundle brings it again"
on "$there" fsck --repair
expect 0 "or it is put aside"
expect_out '^damaged +cards/my-words.yaml: .*; moved to quarantine/my-words.yaml.[0-9a-f]{16}$' "where"
on "$there" list
expect 0 "and the list is whole"
on "$there" --offline bundle unbundle b.zoo
expect 0 "the bundle brings it again, too"
for store in "$there" again; do
	cmp "$store/cards/my-words.yaml" mine/my-words.yaml >&2 && [ "$(find "$store/quarantine" -type f | wc -l)" -eq 1 ]
	verdict $? "as it was; the damaged one is kept"
done
mkfifo "$there/cards/fifo.yaml"
ln -s my-words.yaml "$there/cards/link.yaml"
on "$there" show my-words
expect 0 "a FIFO and a link among the cards"
on "$there" show fifo
expect 8 "the FIFO is not waited for"
on "$there" show link
expect 8 "the link is not followed"
on "$there" fsck --repair
expect_out '^foreign +cards/fifo.yaml: a FIFO .*in the way' "nor touched"
rm "$there/cards/fifo.yaml" "$there/cards/link.yaml"
on "$there" remove my-words
expect 0 "removed"
on "$there" show my-words
expect 6 "the card is gone, too"
[ ! -e "$card" ] && [ ! -e "$there/models/my-words" ]
verdict $? "from the store"

ZOO_METADATA=$scratch/other
export ZOO_METADATA
for verb in verify unbundle; do
	on "$scratch/third" bundle "$verb" b.zoo
	expect 1 "$verb: a card of that id is known, and another"
	expect_err 'my-words .*line [0-9]+: expected "title: Others"' "$verb: what differs"
done
[ ! -e "$scratch/third" ]
verdict $? "and nothing is installed, not even the other card"
unset ZOO_METADATA

# What is in the way of the second card: the first is there, and of the second nothing.
fifth=$scratch/fifth
mkdir -p "$fifth/cards"
mkfifo "$fifth/cards/my-words.yaml"
on "$fifth" bundle unbundle b.zoo --json
expect 8 "a FIFO in a card's place"
expect_json zoo.bundle/1 "a FIFO in a card's place"
expect_out '"card":"demo-words","status":"installed",[^{}]*"error":null' "the card before it is told of"
expect_out '"card":"my-words","status":"failed",[^{}]*"error":\{"code":8,"message":"my-words: ' \
	"and the one that failed, with why"
expect_err '^zoo: my-words: .*FIFO' "on stderr, too"
on "$fifth" bundle unbundle b.zoo
expect 8 "the same as text"
expect_out '^demo-words: present' "what was done is told"
expect_err '^zoo: my-words: .*FIFO' "and which card failed"
rm "$fifth/cards/my-words.yaml"
export ZOO_METADATA="$scratch/mine"
on "$fifth" --offline verify
expect 0 "the store is right"
[ "$(grep -c '^[a-z-]*: ' "$out")" -eq 1 ]
verdict $? "the second card does not count as installed"
on "$fifth" fsck
expect 0 "and nothing of it is lost"
unset ZOO_METADATA

cp b.zoo damaged.zoo
size=$(wc -c <damaged.zoo)
printf '\377' | dd of=damaged.zoo bs=1 seek=$((size - 20000)) conv=notrunc 2>/dev/null
on "$scratch/third" bundle verify damaged.zoo
expect 1 "one byte of a model"
expect_err 'objects/[0-9a-f]{64}: sha256: expected' "the object is named"
head -c $((size - 1)) b.zoo >cut.zoo
on "$scratch/third" bundle unbundle cut.zoo
expect 4 "one byte less"
expect_err "cut short: expected $size bytes" "is called cut"
on "$scratch/third" bundle unbundle b2.zoo/x
expect 3 "no file"
mkfifo pipe
on "$scratch/third" bundle verify pipe
expect 3 "a pipe"
printf '\033]0;x\007' >"$(printf 'evil\033[2J.zoo')"
on "$scratch/third" bundle verify "$(printf 'evil\033[2J.zoo')"
expect 4 "no bundle"
expect_err 'evil\\+x1b\[2J.zoo: no bundle' "a name is shown harmless"
on "$scratch/third" bundle verify "$(printf 'evil\033[2J.zoo')" --json
expect_json zoo.error/1 "no bundle"
[ ! -e "$scratch/third" ]
verdict $? "none of them makes a store"

mkdir -m 777 open
chmod 777 open
on "$scratch/open" bundle unbundle b.zoo
expect 8 "a store that everybody may write"
on "$here" bundle create x.zoo no-such-card
expect 6 "a card that is not known"
on "$here" bundle
expect 2 "no verb"
on "$here" bundle verfy b.zoo
expect 2 "a verb that is none"
expect_err 'did you mean zoo bundle verify' "did you mean"
on "$here" bundle frob
expect 2 "a verb alone that is none"
expect_err 'expected create, verify or unbundle, got "frob"' "it is named"
on "$here" bundle verify
expect 2 "a verb without its file"
expect_err '^hint: usage: zoo bundle verify FILE$' "its usage"
on "$here" bundle verify b.zoo b2.zoo
expect 2 "one file too many"
on "$here" bundle unbundle b.zoo --all
expect 2 "an option of another verb"
on "$here" bundle create x.zoo
expect 2 "no card"
on "$here" bundle create x.zoo demo-words --all
expect 2 "all and one"
(
	ulimit -f 8
	ZOO_HOME=$here "$ZOO" bundle create x.zoo --all >"$out" 2>"$err"
)
code=$?
command='ulimit -f 8; zoo bundle create'
expect 3 "no room"
[ ! -e x.zoo ] && [ -z "$(leftovers)" ]
verdict $? "none of them leaves a file"

# One that is stopped while it waits takes nothing back that another one has built on.
if command -v flock >/dev/null; then
	command="zoo bundle unbundle, stopped while another one ends"
	both=$scratch/both
	model=$(sed -n 's/^  sha256: //p' "$root/metadata/demo-words.yaml")
	mkdir -p "$both/locks"
	hold() {
		(
			flock 9
			echo >held
			exec sleep 60
		) 9>>"$both/locks/$model" &
		holder=$!
		until [ -e held ]; do sleep 0.05; done
		rm held
	}
	release() {
		kill "$holder"
		wait "$holder" 2>/dev/null
	}
	ZOO_METADATA=$scratch/mine
	export ZOO_METADATA
	on "$here" bundle create one.zoo my-words
	unset ZOO_METADATA
	hold
	ZOO_HOME=$both "$ZOO" bundle unbundle one.zoo >"$out" 2>"$err" &
	waiting=$!
	tries=0
	until grep -q waiting "$err" || [ $tries -gt 600 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	kill -STOP "$waiting"
	release
	on "$both" bundle unbundle one.zoo
	expect 0 "the other one has all"
	hold
	kill -TERM "$waiting"
	kill -CONT "$waiting"
	wait "$waiting"
	[ $? -eq 143 ]
	verdict $? "the first one is stopped"
	release
	on "$both" verify
	expect 0 "and takes nothing of it away"
	expect_out '^my-words: ok' "the card and its model are there"
	on "$both" fsck
	expect 0 "nothing is wrong with the store"
	expect_out 'nothing is wrong' "and it says so"
fi

# A card that calls itself by a name that is known here would get what is asked for by it.
mkdir named
for name in 'id: micronet-medium' 'aliases: [kws, micronet-medium]' 'aliases: [demo-words]'; do
	command="zoo bundle unbundle, of a card with $name"
	rm -f named/* named.zoo
	sed -e 's/^id: .*/id: my-words/' -e '/^aliases:/d' -e "s/^title:/$name\n&/" \
		"$root/metadata/demo-words.yaml" >named/my-words.yaml
	case $name in id:*)
		sed -i '/^id: my-words/d' named/my-words.yaml
		mv named/my-words.yaml "named/${name#id: }.yaml"
		;;
	esac
	export ZOO_METADATA="$scratch/named"
	id=$(sed -n 's/^id: //p' named/*.yaml)
	on "$scratch/naming" add "$id" "$root/models/keyword_spotting/demo_words/demo_words.tflite"
	on "$scratch/naming" bundle create named.zoo "$id"
	expect 0 "it is made where nothing is in its way"
	unset ZOO_METADATA
	on "$scratch/named-home" bundle unbundle named.zoo
	expect 1 "it is refused"
	expect_err 'calls itself .*, which is a name of ' "with the name and whose it is"
	[ ! -e "$scratch/named-home/cards" ] && [ ! -e "$scratch/named-home/models" ]
	verdict $? "nothing of it is taken in"
done
# One that lies there all the same has no such name.
mkdir -p "$scratch/named-home/cards"
sed -e 's/^id: .*/id: micronet-medium/' -e '/^aliases:/d' "$root/metadata/demo-words.yaml" \
	>"$scratch/named-home/cards/micronet-medium.yaml"
on "$scratch/named-home" show micronet-medium
expect_out 'micronet-kws-medium' "a name goes to the card that had it first"

# The sanitizer's search for leaks cannot run in a process that is traced.
interrupt="env ASAN_OPTIONS=detect_leaks=0 strace -qq -o /dev/null -e trace=write -e inject=write:signal=INT:when=1"
if $interrupt true >/dev/null 2>&1; then
	command="$interrupt zoo bundle create"
	ZOO_HOME=$here $interrupt "$ZOO" bundle create x.zoo --all >"$out" 2>"$err"
	code=$?
	expect 130 "interrupted while it writes"
	[ ! -e x.zoo ] && [ -z "$(leftovers)" ]
	verdict $? "nothing is left"
	command="$interrupt zoo bundle unbundle"
	ZOO_HOME=$scratch/stopped $interrupt "$ZOO" bundle unbundle b.zoo >"$out" 2>"$err"
	code=$?
	expect 130 "interrupted while it takes in"
	[ -z "$(find "$scratch/stopped/tmp" -type f 2>/dev/null)" ]
	verdict $? "nothing is left in tmp/"
	on "$scratch/stopped" bundle unbundle b.zoo
	expect 0 "and then it is taken in"
else
	skip "interrupted" "there is no strace, or it may not trace"
fi

mirror=$shared/ml-zoo
if [ ! -d "$mirror/models" ]; then
	skip "published models" "there is no $mirror"
	finish
fi
on "$here" --offline fetch micronet-kws-medium mobilenet-v2 --golden --mirror "$mirror"
on "$here" bundle create zoo.zoo micronet-kws-medium mobilenet-v2 --json
expect 0 "two published models"
expect_json zoo.bundle/1 "two published models"
expect_out '"card":"mobilenet-v2","status":"bundled","known":true,"files":3' "with their vectors"
on "$scratch/fourth" --offline bundle unbundle zoo.zoo
expect 0 "taken in elsewhere"
on "$scratch/fourth" --offline verify --golden micronet-kws-medium mobilenet-v2
expect 0 "proven there by their vectors, bit for bit"
on "$scratch/fourth" labels mobilenet-v2
[ "$(wc -l <"$out")" -eq 1001 ]
verdict $? "with their labels"

finish
