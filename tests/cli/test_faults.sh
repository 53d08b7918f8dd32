#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What goes wrong around zoo: no home, a store that cannot be used, a disk that is full, a
# set that is not whole.  Each has its exit code, names the thing, and loses nothing.
. "$(dirname "$0")/lib.sh"

demo=$root/models/keyword_spotting/demo_words
set=$demo/demo_words_test.tar

# Without HOME there is no place for a store; what needs none works.
homeless() {
	command="zoo $* (no HOME)"
	env -u HOME -u ZOO_HOME "$ZOO" "$@" >"$out" 2>"$err" </dev/null
	code=$?
}
for arguments in list 'show demo-words' 'labels demo-words' lint datasets version \
	"inspect $demo/demo_words.tflite"; do
	homeless $arguments
	expect 0 "$command"
	[ ! -s "$err" ]
	verdict $? "$command: nothing to complain about"
done
homeless eval "$demo/demo_words.tflite" --protocol kws-micronet --dataset demo_words \
	--data "$set" --limit 12 -q
expect 7 "$command"
expect_out '^  accuracy ' "$command: measured"
for arguments in verify 'fetch demo-words' 'run demo-words x.npy'; do
	homeless $arguments
	expect 3 "$command"
	expect_err 'no place for the store: HOME is not set' "$command: the fault"
	expect_err '^hint: set ZOO_HOME' "$command: what to do"
done

# A store that is none is not an empty one.
good=$ZOO_HOME
: >file
ZOO_HOME=$scratch/file
run verify
expect 3 "the store is a file"
expect_err "cannot be read: $scratch/file: Not a directory" "the store is a file: it is named"
run eval demo-words --data "$set"
expect 3 "eval: the store is a file"
run fetch demo-words
expect 3 "fetch: the store is a file"
ZOO_HOME=$good
if [ "$(id -u)" -ne 0 ]; then
	run fetch demo-words
	chmod a-rwx "$ZOO_HOME/models"
	run verify
	expect 3 "a store that may not be read"
	expect_err 'models: Permission denied' "a store that may not be read: why"
	chmod u+rwx "$ZOO_HOME/models"
	chmod a-w "$ZOO_HOME/tmp"
	run fetch --force demo-words
	expect 3 "a store that may not be written"
	expect_err 'cannot be written.*Permission denied' "a store that may not be written: why"
	chmod u+w "$ZOO_HOME/tmp"
	run verify
	expect 0 "nothing of it is lost"
else
	skip "a store without permissions" "root may do everything"
fi

# A file that may not grow any more is an error, not a signal, and what was there stays.
limited() { # BLOCKS ARGUMENTS: blocks of 512 bytes
	blocks=$1
	shift
	command="zoo $* (files of $blocks blocks)"
	(ulimit -f "$blocks" && exec "$ZOO" "$@" </dev/null) >"$out" 2>"$err"
	code=$?
}
rm -rf "$ZOO_HOME"
limited 20 fetch demo-words
expect 3 "no room for the model"
expect_err 'File too large' "no room: why"
[ -z "$(find "$ZOO_HOME" -type f ! -path "$ZOO_HOME/locks/*")" ]
verdict $? "no room: nothing is left behind"
run fetch demo-words
expect 0 "there is room again"
limited 20 fetch --force demo-words
expect 3 "no room for another copy"
limited 20 add demo-words "$demo/demo_words.tflite"
expect 3 "no room for one by hand"
run verify
expect 0 "what was there is still right"

# What verify finds names the file, and what to do.
model=$ZOO_HOME/models/demo-words/demo_words.tflite
chmod u+w "$model"
printf '\377' | dd of="$model" bs=1 seek=3000 conv=notrunc 2>/dev/null
run verify
expect 1 "a byte is changed"
expect_out "^demo-words: mismatch  $model\$" "the file is named"
expect_out '^  FAIL  sha1 +expected [0-9a-f]{40}, got [0-9a-f]{40}$' "expected and found"
expect_err 'zoo verify --repair demo-words' "and what to do"
run eval demo-words --data "$set"
expect 1 "eval refuses it"
expect_err "$model: sha1: expected [0-9a-f]{40}, got [0-9a-f]{40}" \
	"eval: file, expected, found"
run verify --repair
expect 0 "repaired"
run verify --golden
expect 0 "whatever has vectors is proven"
expect_err 'demo-words has no published test vector' "a vector that there is not"
run verify --golden demo-words
expect 7 "a card that was named and has none is not"

# The model is a link to an object named by its hash; nothing else is believed.
sha256=$(sha256sum <"$demo/demo_words.tflite" | cut -c 1-64)
object=$ZOO_HOME/objects/$(echo "$sha256" | cut -c 1-2)/$sha256
[ "$(readlink -f "$model")" = "$(readlink -f "$object")" ] && [ "$(stat -c %a%h "$object")" = 4441 ]
verdict $? "the model is an object, read-only, with one name"
distrusted() { # WHAT REGEX
	for arguments in 'run demo-words x.npy' verify; do
		run $arguments
		expect 8 "$1: $arguments"
		expect_err "$2" "$1: $arguments: why"
		expect_err '^hint: ' "$1: $arguments: what to do"
	done
}
ln -sfn /etc/passwd "$model"
distrusted "a link out of the store" "$model: expected a link to an object of this store, found one to /etc/passwd"
run fetch demo-words
expect 8 "nothing is fetched over it"
[ "$(readlink "$model")" = /etc/passwd ]
verdict $? "it stays"
rm "$model"
run fetch demo-words
expect 0 "fetched again"
run verify
expect 0 "and right"
ln "$object" second
distrusted "an object with a second name" 'found 2 names'
rm second
mv "$object" object
mkfifo "$object"
distrusted "a FIFO for an object" 'found a FIFO'
rm "$object"
mv object "$object"
ln -s "$ZOO_HOME" link
ZOO_HOME=$scratch/link/
distrusted "a store that is a link" 'is a symbolic link'
ZOO_HOME=$good
rm link
chmod o+w "$ZOO_HOME"
distrusted "a store that everybody may write" 'everybody may write there'
chmod o-w "$ZOO_HOME"
rm "$model"
run verify demo-words
expect 1 "a link that is lost"
expect_out '^demo-words: missing' "a link that is lost: not installed"
run fetch demo-words
expect 0 "a link that is lost: fetched"
run verify
expect 0 "a link that is lost: and right"

# A set that is not whole.
mkdir set
tar -C set -xf "$set" || exit 1
clip=$(cd set && echo yes/*_0005.flac)
cp "set/$clip" whole.flac
head -c 3000 whole.flac >"set/$clip"
tar -C set -cf cut.tar .
for where in set cut.tar; do
	run eval demo-words --data "$where"
	expect 4 "a clip is cut short ($where)"
	expect_err "$where: $clip: truncated" "a clip is cut short ($where): it is named"
	expect_no_out "a clip is cut short ($where): no figure"
done
run eval demo-words --data set --allow-skips -q
expect 7 "a clip is skipped"
expect_out "^  skipped, as they cannot be read: 1; the first: set: $clip: truncated" "a clip is skipped: which, and why"
run eval demo-words --data set --allow-skips --json
expect_out "\"skips\":\\[\"set: $clip: truncated[^\"]*\"\\]" "and the document names every one"
rm -r set/yes
tar -C set -cf less.tar .
for where in set less.tar; do
	run eval demo-words --data "$where" -q
	expect 7 "a class is missing ($where)"
	expect_out '374 of 408 samples' "a class is missing ($where): how many there are"
	expect_out '^  yes: 0 of 34 clips$' "a class is missing ($where): which"
done
run eval demo-words --data less.tar --json
expect 7 "a class is missing, as a document"
expect_json zoo.eval/1 "a class is missing"
expect_out '"yes: 0 of 34 clips"' "a class is missing: which"
expect_out '"met":false' "a class is missing: no claim is met"

# What this version cannot measure has the keys of what it can.
mkdir cards
sed 's/^id: .*/id: other/; s/protocol: kws-micronet/protocol: another-one/' \
	"$root/metadata/demo-words.yaml" >cards/other.yaml
cp -r "$root/metadata/labels" cards/
mv whole.flac clip.flac
export ZOO_METADATA="$scratch/cards"
run add other "$demo/demo_words.tflite"
expect 0 "a card with a protocol of another version"
run eval other --data "$set" --json
expect 7 "its evaluation"
expect_json zoo.eval/1 "its evaluation"
for key in card file sha1 dataset split protocol knobs engine samples expected_samples skipped \
	complete metric measured correct interval95 claims value source implied_correct met \
	verdict per_class confusion seconds samples_per_second; do
	expect_out "\"$key\":" "its evaluation: $key"
done
run run other clip.flac
expect 7 "a sample for it"
expect_err 'no protocol "another-one"' "a sample for it: why"
expect_err '^hint: .*\.npy' "a sample for it: what can be done"
run run other clip.flac --protocol kws-micronet
expect 0 "a sample by another protocol"

finish
