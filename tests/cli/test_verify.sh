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

# What the system refuses; nothing is refused to root.
install
if [ "$(id -u)" -eq 0 ] && ! command -v setpriv >/dev/null; then
	skip "a model that may not be read" "root may read everything, and there is no setpriv"
	finish
fi
chmod 000 "$(readlink -f "$ZOO_HOME/models/words-1/demo_words.tflite")"
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$scratch"
	cp "$ZOO" zoo # where it is, others may not be let in
	command='zoo verify, as user 65534'
	setpriv --reuid 65534 --regid 65534 --clear-groups ./zoo verify words-1 >"$out" 2>"$err"
	code=$?
else
	run verify words-1
fi
expect 3 "a model that may not be read"
expect_out '^words-1: unreadable  ' "unreadable"
expect_out '^  ok .*labels ' "its labels are checked all the same"
expect_err 'Permission denied' "with the system's reason"
expect_err '^hint: ' "and what to do"
finish
