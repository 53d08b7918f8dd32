#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Looking after a store from the command line: fsck, gc, du, remove and verify --repair, with
# the model that travels inside the program.
. "$(dirname "$0")/lib.sh"

model=models/demo-words/demo_words.tflite

for name in fsck gc du; do
	run $name
	expect 0 "zoo $name without a store"
	run $name --json
	expect_json "zoo.$name/1" "zoo $name without a store"
done
[ ! -e "$ZOO_HOME" ]
verdict $? "none of them makes one"
run remove demo-words
expect 6 "removing what is not there"
expect_err 'nothing of it is in the store' "and that is said"
run remove
expect 2 "removing nothing"

run --offline fetch demo-words
expect 0 "fetch"
object=$ZOO_HOME/objects/$(readlink "$ZOO_HOME/$model" | sed 's,.*objects/,,')
sha256=$(basename "$object")
nbytes=$(wc -c <"$object")
[ -f "$object" ]
verdict $? "the model is an object"
run fsck
expect 0 "a whole store"
expect_out '^2 objects, .* read: nothing is wrong$' "is right"
run du
expect_out '^demo-words +[0-9.]+ KiB +[0-9.]+ KiB$' "du names the card"
run du --json
expect_out "\"bytes\":$(cat "$ZOO_HOME"/objects/*/* | wc -c),\"items\"" "du: the sum of all files"

# Damage, and each way to put it right.
damage() {
	chmod u+w "$object"
	printf '\377' | dd of="$object" bs=1 seek="$1" conv=notrunc 2>/dev/null
	cp "$object" damaged
}
damage 1000
run fsck
expect 1 "a damaged model"
expect_out "^damaged +objects/../$sha256: sha256: expected that of its name, found $(sha256sum <"$object" | cut -d ' ' -f 1) in $nbytes bytes \(demo-words\)" \
	"names object, hash found and card"
expect_err 'zoo verify --repair demo-words' "and what to do"
cmp -s "$object" damaged
verdict $? "looking changes nothing"
run fsck --json
expect 1 "a damaged model"
expect_json zoo.fsck/1 "a damaged model"
expect_out '"faults":1,"remaining":1,"mended":0' "the faults are counted"
expect_out '"kind":"damaged",.*"card":"demo-words","fault":true,"mendable":true,"mended":false' "the finding"
run -q fsck
[ "$(wc -l <"$out")" -eq 2 ] && [ ! -s "$err" ]
verdict $? "--quiet: faults and the sum"

run verify demo-words
expect 1 "verify finds it, too"
cmp -s "$object" damaged && [ ! -e "$ZOO_HOME/quarantine" ]
verdict $? "and changes nothing"
run --offline verify --repair
expect 0 "verify --repair, offline"
expect_out '^demo-words: ok \(repaired\)' "from inside the program"
[ "$(sha256sum <"$object" | cut -d ' ' -f 1)" = "$sha256" ]
verdict $? "the object is right"
cmp -s "$ZOO_HOME/quarantine/$sha256".* damaged
verdict $? "the damaged one is in quarantine"
run --offline verify --repair --json
expect_out '"repaired":false' "nothing to repair"

damage 2000
run fsck --repair
expect 1 "put aside, the card is without its model"
expect_out "^damaged .*; moved to quarantine/$sha256\.[0-9a-f]{16} " "and where it is"
expect_out "^dangling +$model: expected the object $sha256, found none \(demo-words\)" "the link"
expect_out ': 2 faults, 1 left$' "one is left"
expect_err 'zoo verify --repair demo-words' "and what to do about it"
[ "$(find "$ZOO_HOME/quarantine" -type f | wc -l)" -eq 2 ]
verdict $? "both damaged ones are kept"
run fsck
expect 1 "looked at once more"
expect_err 'zoo verify --repair demo-words' "fetching helps"
! grep -q 'zoo fsck --repair' "$err"
verdict $? "and mending, which was done, is not proposed again"
run fsck --json
expect_out '"kind":"dangling",.*"fault":true,"mendable":false,"mended":false' "nor in JSON"
run verify
expect 1 "a card whose model got lost is not forgotten"
expect_out '^demo-words: missing' "it is missing"
run --offline verify --repair
expect 0 "and is brought back"
run fsck
expect 0 "all is right again"

rm -r "$ZOO_HOME/models"
run fsck
expect 1 "the links are lost"
run fsck --repair
expect 0 "and made again"
expect_out "^lost +$model: .*, repaired$" "one by one"
run verify
expect 0 "they are right"

# The right object of a link that is wrong is no waste.
right=$(readlink "$ZOO_HOME/$model")
labels=$(readlink "$ZOO_HOME/models/demo-words/labels.txt")
why="$model should be a link to it; zoo fsck --repair links it again"
ln -sfn "$labels" "$ZOO_HOME/$model"
run fsck
expect 1 "a link to another object"
expect_out "^unlinked +objects/../$sha256: no link names it, but zoo gc keeps it: $why \(demo-words\)$" \
	"fsck does not give its own object to gc"
expect_err 'zoo fsck --repair' "but says how to link it again"
! grep -q 'zoo verify --repair' "$err"
verdict $? "which takes no transfer"
run gc
expect 0 "gc"
expect_out "^kept objects/../$sha256: $why \(demo-words\)$" "keeps the object, and says why"
expect_out '^1 file without a link kept, [0-9.]+ KiB$' "and how much that is"
run gc --json
expect_json zoo.gc/1 "gc"
expect_out "\"paths\":\[\],\"kept_bytes\":$nbytes,\"kept\":\[\{\"path\":\"objects/../$sha256\",\"text\":\"$why\",\"card\":\"demo-words\",\"bytes\":$nbytes\}\]" \
	"the same"
run fsck --repair
expect 0 "so that it can be linked again"
[ "$(readlink "$ZOO_HOME/$model")" = "$right" ]
verdict $? "as it was"
mkdir -p "$ZOO_HOME/cards" "$ZOO_HOME/models/own"
echo 'id: own' >"$ZOO_HOME/cards/own.yaml"
rm -r "$ZOO_HOME/models/demo-words"
run gc --dry-run
expect_out "^kept objects/../$sha256: cards/own.yaml cannot be read, and may be a card that needs it; zoo fsck says more \(own\)$" \
	"nor is anything removed that a card may need which cannot be read"
rm -r "$ZOO_HOME/cards" "$ZOO_HOME/models/own"
run gc --dry-run
expect_out "^objects/../$sha256$" "without that card it would be"
run --offline fetch demo-words
expect 0 "fetched again"

# A mirror that is a directory.
mirror=$scratch/mirror
path=$(sed -n 's/^ *path: *//p' "$root/metadata/mobilenet-v2.yaml" | head -n 1)
if [ -f "$shared/ml-zoo/$path" ]; then
	mkdir -p "$mirror/$(dirname "$path")"
	cp "$shared/ml-zoo/$path" "$mirror/$path"
	export ZOO_MIRROR="$mirror"
	run --offline fetch mobilenet-v2
	expect 0 "from a directory"
	large=$(ls "$ZOO_HOME"/models/mobilenet-v2/*.tflite)
	large=$ZOO_HOME/objects/$(readlink "$large" | sed 's,.*objects/,,')
	chmod u+w "$large"
	printf x >>"$large"
	cp "$large" damaged
	ZOO_MIRROR=$scratch/nowhere
	run --offline verify --repair mobilenet-v2
	[ "$code" -ne 0 ] && cmp -s "$large" damaged
	verdict $? "while no source has it the damaged one stays"
	run fsck
	expect_out 'size: expected 4020936 bytes, found 4020937 \(mobilenet-v2\)' "too long by one"
	ZOO_MIRROR=$mirror
	run --offline verify --repair mobilenet-v2
	expect 0 "repaired from a directory, offline"
	unset ZOO_MIRROR
	run remove mobilenet --gc
	expect 0 "by a prefix, and freed at once"
	[ ! -e "$large" ]
	verdict $? "its object is gone"
else
	skip "repair from a directory" "there is no $shared/ml-zoo"
fi

# What zoo did not make.
mkfifo "$ZOO_HOME/objects/fifo" "$ZOO_HOME/tmp/$(printf '\033[31mred\nline')"
ln -s /etc/passwd "$ZOO_HOME/datasets-link"
run fsck --repair
expect 0 "foreign things are no faults where they are not in the way"
expect_out '^foreign +tmp/\\x1b\[31mred\\(n|x0a)line: a FIFO that zoo did not make$' "names are escaped"
run fsck --json
expect_json zoo.fsck/1 "foreign things"
[ -p "$ZOO_HOME/objects/fifo" ] && [ -L "$ZOO_HOME/datasets-link" ]
verdict $? "and are left alone"
rm "$ZOO_HOME/objects/fifo" "$ZOO_HOME"/tmp/*red* "$ZOO_HOME/datasets-link"
ln "$object" second
run fsck
expect 1 "an object with two names"
expect_out 'a file with 2 names \(hard links\) that zoo did not make, in the way' "is foreign"
run --offline verify --repair demo-words
expect 8 "which repair does not touch"
rm second

# remove and gc
run remove demo-words --json
expect 0 "remove"
expect_json zoo.remove/1 "remove"
expect_out '"card":"demo-words","status":"removed","links":2,"card_removed":false,"left":\[\],"error":null' "its links"
[ -f "$object" ] && [ ! -e "$ZOO_HOME/models/demo-words" ]
verdict $? "the folder is gone, the object is not"
run --offline fetch demo-words
expect 0 "fetched again"
run remove demo-words no-such-card
expect 6 "one that is known and one that is not"
expect_out '^demo-words: removed$' "the first is removed"
expect_err 'zoo gc frees [0-9.]+ KiB' "and what gc would free"
run gc --dry-run
expect 0 "gc --dry-run"
expect_out "^objects/../$sha256\$" "names the object"
[ -f "$object" ]
verdict $? "and keeps it"
run gc --json
expect 0 "gc"
expect_json zoo.gc/1 "gc"
[ ! -e "$object" ]
verdict $? "removes it"
run gc --quarantine
expect 0 "gc --quarantine"
[ -z "$(find "$ZOO_HOME/objects" "$ZOO_HOME/quarantine" "$ZOO_HOME/tmp" -type f)" ]
verdict $? "then nothing is left"
run du
expect_out '^in all, each file once +0 B' "nothing takes room"

# A card of somebody's own that nobody knows any more.
mkdir -p "$ZOO_HOME/models/own"
ln -s "../../objects/00/$(printf %064d 0)" "$ZOO_HOME/models/own/x.tflite"
run remove own
expect 0 "a card that is in no catalogue"
[ ! -e "$ZOO_HOME/models/own" ]
verdict $? "is removed, too"

# Root may write everywhere, so somebody else has to try.
run --offline fetch demo-words
rm -r "$ZOO_HOME/locks"
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	chmod 755 "$scratch"
	chmod 555 "$ZOO_HOME"
	command="zoo fsck as nobody"
	as_nobody() {
		setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent \
			"$ZOO" "$@" >"$out" 2>"$err" </dev/null
		code=$?
	}
	as_nobody fsck
	expect 0 "a store that may only be read"
	as_nobody fsck --repair
	expect 3 "cannot be repaired"
	as_nobody gc
	expect 3 "nor collected"
	as_nobody gc --dry-run
	expect 0 "but looked at"
	as_nobody remove demo-words
	expect 3 "nothing can be removed"
	chmod 755 "$ZOO_HOME"
else
	skip "a store that may only be read" "not root, or no setpriv"
fi
chmod o+w "$ZOO_HOME"
run fsck
expect 8 "a store that everybody may write"
chmod o-w "$ZOO_HOME"

finish
