#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The world that the parts of the torture test live in: no settings of the user's own, a card
# that only a mirror has, and what happens to stores before a fault is injected.
#
#	sh world.sh make DIR          what all parts share
#	sh world.sh prepare "STEPS"   steps of below, in the order given, on $ZOO_HOME
#
# ZOO is the program under test, TORTURE_WORLD the folder made.
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
model=$here/models/keyword_spotting/demo_words

make_world() {
	mkdir -p "$1/cards" "$1/mirror/models/torture"
	file=$1/mirror/models/torture/torture_words.tflite
	# The demo model with one weight changed: right in every other respect, and not built in.
	cp "$model/demo_words.tflite" "$file"
	chmod 644 "$file"
	printf '\001' | dd of="$file" bs=1 seek=10000 conv=notrunc 2>/dev/null
	commit=fec0bb5bcd486eb2839cdb7d437d466067402a6a
	sha1=$(sha1sum "$file" | cut -d ' ' -f 1) sha256=$(sha256sum "$file" | cut -d ' ' -f 1)
	sed -e 's/^id: .*/id: torture-words/' \
		-e 's,name: demo_words.tflite,name: torture_words.tflite,' \
		-e 's,path: models/.*,path: models/torture/torture_words.tflite,' \
		-e 's|^file:|upstream: {repository: ARM-software/ML-zoo, commit: '"$commit"'}\n\nfile:|' \
		-e "s/sha1: .*/sha1: $sha1/" -e "s/sha256: .*/sha256: $sha256/" \
		"$here/metadata/demo-words.yaml" >"$1/cards/torture-words.yaml"
	cp "$model/demo_words_test.tar" "$1/words.tar"
	cp "$model/golden/input.npy" "$1/input.npy"
}

zoo() { "$ZOO" "$@" >/dev/null; }

# Overwrite one byte of an installed file, through whatever leads to it.
damage() {
	file=$(readlink -f "$ZOO_HOME/models/$1")
	chmod u+w "$file"
	printf '\377\376' | dd of="$file" bs=1 seek=23 conv=notrunc 2>/dev/null
	chmod 444 "$file"
}

step() {
	case $1 in
	demo) zoo --offline fetch demo-words ;;
	words) zoo --offline fetch torture-words --mirror "$TORTURE_WORLD/mirror" ;;
	damage) damage demo-words/demo_words.tflite ;;
	damage-labels) damage demo-words/labels.txt ;;
	lose-link) rm "$ZOO_HOME/models/demo-words/demo_words.tflite" ;;
	stale) : >"$ZOO_HOME/tmp/0123456789abcdef.incoming" && touch -d '3 days ago' "$ZOO_HOME/tmp/"* ;;
	remove) zoo remove torture-words ;;
	bundle) zoo bundle create "$TORTURE_WORLD/words.bundle.$$" demo-words torture-words &&
		mv "$TORTURE_WORLD/words.bundle.$$" "$TORTURE_WORLD/words.bundle" ;;
	unbundle) ZOO_METADATA='' zoo bundle unbundle "$TORTURE_WORLD/words.bundle" ;;
	damage-card) echo '[' >>"$ZOO_HOME/cards/torture-words.yaml" ;;
	empty) chmod -R u+w "$ZOO_HOME" && rm -rf "$ZOO_HOME" ;;
	*) echo "world.sh: no step $1" >&2; exit 2 ;;
	esac
}

case $1 in
make) make_world "$2" ;;
prepare) for name in $2; do step "$name"; done ;;
esac
