#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# zoo verify where something in the store is not to be trusted: it says so of that card, goes
# on with the card's other files and with the other cards, and the worst decides in the end.
. "$(dirname "$0")/lib.sh"

model=$root/models/keyword_spotting/demo_words/demo_words.tflite
mkdir cards
for id in words-1 words-2 words-3 words-4; do
	sed -e "s/^id: .*/id: $id/" -e 's/^aliases:.*//' "$root/metadata/demo-words.yaml" >cards/$id.yaml
done
export ZOO_METADATA="$scratch/cards"

# install: four cards, right
install() {
	rm -rf "$ZOO_HOME"
	for id in words-1 words-2 words-3 words-4; do
		run add $id "$model"
		[ "$code" -eq 0 ] || expect 0 "$id is added"
	done
}

install
rm "$ZOO_HOME/models/words-1/demo_words.tflite"
ln -s /etc/passwd "$ZOO_HOME/models/words-1/demo_words.tflite"
rm "$ZOO_HOME/models/words-2/labels.txt"
mkfifo "$ZOO_HOME/models/words-2/labels.txt"
mv "$ZOO_HOME/models/words-3" words-3
ln -s "$scratch/words-3" "$ZOO_HOME/models/words-3"
run verify
expect 8 "three cards of four are not to be trusted"
for id in words-1 words-2 words-3; do
	expect_out "^$id: untrusted  $ZOO_HOME/models/$id/demo_words.tflite" "$id has its line"
done
expect_out '^words-4: ok$' "and so has the one that is right"
expect_err 'words-1/demo_words.tflite: expected a link .*, found one to /etc/passwd$' "a link that leads out"
expect_err 'words-2/labels.txt: expected a link .*, found a FIFO$' "a FIFO for labels"
expect_err 'models/words-3: there is a symbolic link where the store has none$' "a link for a folder"
[ "$(grep -c '^hint: ' "$err")" -eq 3 ]
verdict $? "each with what to do"
[ "$(sed -n '/^words-2:/,/^words-3:/p' "$out" | grep -c '^  ok .*\(size\|sha1\|sha256\|structure\) ')" -eq 4 ]
verdict $? "where only the labels are in question, the model is checked"
[ "$(sed -n '/^words-1:/,/^words-2:/p' "$out" | grep -c '^  ok .*labels ')" -eq 1 ]
verdict $? "where only the model is, the labels are checked"

run verify --json
expect 8 "the same in JSON"
expect_json zoo.verify/1 "the same in JSON"
for id in words-1 words-2 words-3; do
	expect_out "\"card\":\"$id\",\"status\":\"untrusted\",.*\"error\":{\"code\":8,\"message\":\"[^\"]*models/$id" \
		"$id: status, checks and error"
done
expect_out '"card":"words-4","status":"ok",.*"failures":\[\]' "words-4: ok, and no error"
run verify words-1 words-4
expect 8 "cards that are named"
run verify words-4 words-1
expect 8 "in either order"
run --offline verify --repair
expect 8 "what is not trusted is not repaired"
expect_out '^words-4: ok$' "and the rest is still checked"

# The worst is not the first.
install
object=$(readlink -f "$ZOO_HOME/models/words-1/labels.txt")
rm "$ZOO_HOME/models/words-1/demo_words.tflite"
run verify words-1 words-2
expect 1 "one is missing"
expect_out '^words-1: missing' "and said to be"
chmod u+w "$object"
echo more >>"$object"
rm "$ZOO_HOME/models/words-4/demo_words.tflite"
mkdir "$ZOO_HOME/models/words-4/demo_words.tflite"
run verify
expect 8 "missing, mismatch, and a directory in the way"
expect_out '^words-1: missing' "missing"
expect_out '^words-2: mismatch' "mismatch"
expect_out '^words-4: untrusted' "untrusted"

rm -r "$ZOO_HOME/models/words-4/demo_words.tflite"
sed -e 's/^id: .*/id: words-5/' -e 's/^aliases:.*//' -e 's/sha256: .*/sha256: '"$(printf '%064d' 5)"'/' \
	-e 's/^task:/upstream: {repository: a\/b, commit: fec0bb5bcd486eb2839cdb7d437d466067402a6a}\n&/' \
	"$root/metadata/demo-words.yaml" >cards/words-5.yaml
ZOO_MIRROR=bogus://x run --offline verify words-5 words-3 --repair
expect 2 "a mirror that is none brings nothing"
expect_out '^words-5: missing' "and it is still missing"

# A card that cannot be read is one of all, and counts as it ranks.
rm -r "$ZOO_HOME"
mkdir -p "$ZOO_HOME/models/words-5" "$ZOO_HOME/cards"
lost=$(printf '%064d' 5)
ln -s "../../objects/00/$lost" "$ZOO_HOME/models/words-5/demo_words.tflite"
run --offline verify --repair
expect 5 "nothing brings what was lost"
[ "$(grep -c '^zoo: words-5: ' "$err")" -eq 1 ]
verdict $? "which is said once"
run --offline verify --repair --json
expect_out '"card":"words-5","status":"missing",.*"error":\{"code":5,"message":"words-5: .*"failures":\["words-5: [^]"]*"\]' \
	"a failed repair: error and failures"
printf 'id: [\n' >"$ZOO_HOME/cards/broken.yaml"
run --offline verify --repair
expect 4 "beside a card that is malformed"
run --offline verify --repair words-5
expect 5 "of which nobody asked"
ln -s /etc/passwd "$ZOO_HOME/cards/linked.yaml"
run --offline verify --repair
expect 8 "and beside a card that is not to be trusted"

# Without its card nobody can say whether what is installed is right.
install
run add demo-words "$model"
mkdir "$ZOO_HOME/models/empty" few
cp cards/words-1.yaml cards/words-3.yaml few
export ZOO_METADATA="$scratch/few"
run verify --json
expect 6 "two of five cards are not in the folder that is set now"
expect_json zoo.verify/1 "unknown models"
expect_out '"card":"words-3","status":"ok",.*\],"unknown":\["words-2","words-4"\]\}$' "they are named beside the results"
run --quiet verify
expect 6 "in text"
expect_err '^zoo: words-2: installed, but no card' "each has its line"
expect_err '^zoo: words-4: installed, but no card' "even with --quiet"
[ "$(grep -c '^hint: .*ZOO_METADATA.*zoo remove ' "$err")" -eq 1 ]
verdict $? "with what to do, once"
run verify words-1 demo-words
expect 0 "cards that are named, and are right"
rm "$ZOO_HOME/models/words-1/demo_words.tflite"
run verify
expect 6 "unknown is worse than missing"
mkdir "$ZOO_HOME/models/words-1/demo_words.tflite"
run verify
expect 8 "and better than untrusted"
rm -r "$ZOO_HOME/models/words-1"
run fsck
expect 0 "they are no faults of the store"
expect_out '^unknown +models/words-2: installed, but no card' "but fsck says it"
expect_out ' read: no faults, 2 unknown models$' "and counts them"
expect_err 'set ZOO_METADATA.*zoo remove ' "with what to do"
run fsck --json
expect_json zoo.fsck/1 "unknown models"
expect_out '"unknown":2,"findings":\[\{"kind":"unknown","path":"models/words-2",.*"card":"words-2","fault":false' "in JSON"
run --quiet fsck
expect_out ' no faults, 2 unknown models$' "with --quiet, too"
export ZOO_METADATA=
run remove demo-words words-3
expect 0 "removed, one without its card"
run verify
expect 6 "no card is left"
expect_out "^nothing could be verified in $ZOO_HOME\$" "which does not mean that nothing is there"
mkdir "$ZOO_HOME/cards"
for id in words-2 words-4; do
	echo '[' >"$ZOO_HOME/cards/$id.yaml"
done
run verify
expect 4 "their cards are damaged"
expect_out '^nothing could be verified in .*: 2 cards cannot be read$' "all that there are"
run fsck --repair
expect 0 "they are put aside"
run verify
expect 6 "and their models not forgotten"
object=$(readlink -f "$ZOO_HOME/models/words-2/demo_words.tflite")
chmod u+w "$object"
printf "\377" | dd of="$object" bs=1 seek=1000 conv=notrunc 2>/dev/null
run fsck
expect 1 "their objects are read like others"
expect_out ' 1 fault, 1 left, 2 unknown models$' "and both are said"
run remove words-2 words-4
expect 0 "they can be removed"
run verify
expect 0 "and then"
expect_out '^nothing is installed in ' "nothing is installed"
export ZOO_METADATA="$scratch/cards"

# Several mirrors, and only the last has it: that is no failure.
mkdir -p mirror
sed -e 's/^id: .*/id: words-6/' -e 's/^aliases:.*//' \
	-e 's/^task:/upstream: {repository: a\/b, commit: fec0bb5bcd486eb2839cdb7d437d466067402a6a}\n&/' \
	"$root/metadata/demo-words.yaml" >cards/words-6.yaml
cp -r "$root/models" mirror
ZOO_MIRROR="$scratch/nowhere $scratch/mirror" run --offline verify --repair --json words-6
expect 0 "the second mirror has it"
expect_out '"status":"ok",.*"repaired":true,.*"failures":\[\]' "ok and repaired"
! grep -q '"error"' "$out"
verdict $? "without an error"

# What the system refuses; nothing is refused to root.
install
if [ "$(id -u)" -eq 0 ] && ! command -v setpriv >/dev/null; then
	skip "a model that may not be read" "root may read everything, and there is no setpriv"
	finish
fi
run add words-6 "$model"
chmod 000 "$(readlink -f "$ZOO_HOME/models/words-1/demo_words.tflite")"
# as_other WORDS...: run, as somebody who is not root
as_other() {
	if [ "$(id -u)" -ne 0 ]; then
		run "$@"
		return
	fi
	command="zoo $*, as user 65534"
	ASAN_OPTIONS=detect_leaks=0 setpriv --reuid 65534 --regid 65534 --clear-groups ./zoo "$@" >"$out" 2>"$err"
	code=$?
}
chmod 755 "$scratch"
cp "$ZOO" zoo # where it is, others may not be let in
[ "$(id -u)" -ne 0 ] || chown -R 65534:65534 "$ZOO_HOME"
as_other verify words-1
expect 3 "a model that may not be read"
expect_out '^words-1: unreadable  ' "unreadable"
expect_out '^  ok .*labels ' "its labels are checked all the same"
expect_err 'Permission denied' "with the system's reason"
expect_err '^hint: ' "and what to do"

# Both are told, what could not be read and why nothing else came; the first is worse.
as_other --offline verify --repair words-6
expect 3 "no repair without a source"
expect_out '^words-6: unreadable  ' "still unreadable"
[ "$(grep -c 'Permission denied' "$err")" -eq 1 ] && [ "$(grep -c '^zoo: words-6: .*--offline' "$err")" -eq 1 ]
verdict $? "why, and why it was not repaired, each once"
as_other --offline verify --repair --json words-6
expect 3 "in JSON"
expect_json zoo.verify/1 "in JSON"
expect_out '"error":\{"code":3,"message":"[^"]*Permission denied"' "the worst is the error"
expect_out '"failures":\["[^"]*Permission denied","words-6: [^"]*--offline[^"]*"\]' "and both are failures"

# A folder of nobody's card, which may not be looked into: it may be a model.
mkdir -m 000 "$ZOO_HOME/models/shut"
[ "$(id -u)" -ne 0 ] || chown 65534:65534 "$ZOO_HOME/models/shut"
as_other verify --json
expect 3 "a folder that may not be listed"
expect_json zoo.verify/1 "a folder that may not be listed"
expect_out '\],"error":\{"code":3,"message":"[^"]*models/shut: Permission denied".*,"unknown":\[\]\}$' "with the reason"
rmdir "$ZOO_HOME/models/shut"

# What cannot be read once, and is there at the next look.
object=$(readlink -f "$ZOO_HOME/models/words-6/demo_words.tflite")
chmod 444 "$object"
[ "$(id -u)" -ne 0 ] || chown -R 0:0 "$ZOO_HOME"
inject="env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o trace -P $object -e trace=read,pread64 -e inject=read,pread64:error=EIO:when=1"
command="zoo verify --repair, with a read that fails"
$inject "$ZOO" --offline verify --repair --json words-6 >"$out" 2>"$err"
code=$?
if ! grep -q INJECTED trace 2>/dev/null; then
	skip "a file that cannot be read and then can" "strace may not trace here"
	finish
fi
expect 0 "a good copy is found"
expect_err 'Input/output error$' "what failed is told"
expect_out '"status":"ok",.*"repaired":true,.*"failures":\[\]' "ok and repaired"
! grep -q '"error"' "$out"
verdict $? "and there is no error any more"
finish
