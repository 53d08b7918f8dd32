#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# From an empty store to a verified one and back: list, fetch, add, verify, lint.
. "$(dirname "$0")/lib.sh"

# json KEY: the first value of that key in $out.
json() { grep -o "\"$1\":\(\"[^\"]*\"\|[^],}]*\)" "$out" | head -n 1 | sed 's/^[^:]*://; s/"//g'; }

run list
expect 0 "the catalogue"
for card in micronet-kws-medium micronet-ad-small micronet-vww2 ds-cnn-large-clustered mobilenet-v2; do
	expect_out "^$card .* no\$" "$card is listed, and not installed"
done
[ ! -e "$ZOO_HOME" ]
verdict $? "listing makes no store"
mkdir -p "$ZOO_HOME/models"
: >"$ZOO_HOME/models/demo-words"
run list
expect 8 "something is in a model's way"
expect_out '^micronet-vww2 ' "the others are listed"
expect_err 'models/demo-words: there is a file where the store has a directory' "and it is named"
rm -r "$ZOO_HOME"
run list --task keyword_spotting --json
expect_json zoo.list/1 "zoo list --json"
[ "$(grep -o '"task":"keyword_spotting"' "$out" | wc -l)" -ge 2 ] && ! grep -q mobilenet "$out"
verdict $? "--task chooses"
run list --task keyword_spoting
expect 6 "an unknown task"
expect_err 'did you mean keyword_spotting' "an unknown task: did you mean"
run list --dataset imagenet
expect_out mobilenet-v2 "--dataset chooses"
run list --dataset nothing
expect 6 "an unknown dataset"

run show micronet-medium --json
expect_json zoo.show/1 "zoo show by alias"
expect_out '"card":"micronet-kws-medium"' "an alias names a card"
expect_out '"value":"95.77%"' "the figure as published"
run show micronet
expect 6 "an ambiguous prefix"
expect_err 'micronet-vww2' "the candidates are listed"
for id in demo-words. .foo; do
	run show "$id"
	expect 2 "$id can be nobody's name"
	expect_err 'a letter or digit first and no "\." last$' "$id: the rule that it breaks"
done
run show mobilenet-v3
expect 6 "an unknown card"
expect_err 'did you mean mobilenet-v2' "an unknown card: did you mean"
run labels mobilenet-v2
[ "$(wc -l <"$out")" -eq 1001 ]
verdict $? "1001 labels, one a line"
run labels micronet-kws-medium --json
expect_json zoo.labels/1 "zoo labels --json"

run verify
expect 0 "nothing is installed"
expect_out 'nothing is installed' "and that is said"
run verify --json
expect_json zoo.verify/1 "nothing is installed"
run verify micronet-kws-medium
expect 1 "a card named that is not installed"
expect_out '^micronet-kws-medium: missing' "it is missing"
run lint
expect 0 "the built-in cards are clean"
expect_out ' notes \(shown with -v\)$' "how to see what was not shown"
run lint "$root/metadata/demo-words.yaml"
expect_out '^1 card: 0 errors, 0 warnings, 1 note' "one is one"
printf 'id: x\nid: x\n' >x.yaml
run lint x.yaml
expect 4 "a card with a doubled key"
expect_out 'x.yaml:2:1' "with line and column"
run lint no-such.yaml
expect 3 "a card that is not there"
run lint --json
expect_json zoo.lint/1 "zoo lint --json"
run datasets
expect 0 "zoo datasets"
expect_out '^speech_commands ' "zoo datasets: Speech Commands"
run datasets --json
expect_json zoo.datasets/1 "zoo datasets --json"

run inspect micronet-kws-medium
expect 7 "inspecting what is not installed"
expect_err 'zoo fetch micronet-kws-medium' "with the command that helps"
run --offline fetch micronet-kws-medium
expect 5 "offline without a mirror"
run --offline fetch mobilenet-v2 no-such-card
expect 6 "a name that is not known: nothing is begun"
printf 'not a model' >wrong.tflite
run add micronet-kws-medium wrong.tflite
expect 1 "adding another file"
run add micronet-kws-medium no-such-file
expect 3 "adding a file that is not there"
[ -z "$(find "$ZOO_HOME" -type f ! -path "$ZOO_HOME/locks/*" 2>/dev/null)" ]
verdict $? "no failure leaves a file in the store"

# Who may not write is told where not, as whom, and what helps.
if [ "$(id -u)" -eq 0 ] && as=$(command -v setpriv) && chmod 755 "$scratch" && cp "$ZOO" zoo &&
	$as --reuid=65534 --regid=65534 --clear-groups ./zoo --version >"$out" 2>&1 &&
	$as --reuid=61001 --regid=61001 --groups=61000 ./zoo --version >"$out" 2>&1; then
	# ./zoo: where $ZOO is, others may not be let in
	mkdir -m 755 "$scratch/denied" "$scratch/denied/store"
	as_nobody() {
		command="zoo $* as nobody"
		setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent \
			"$scratch/zoo" "$@" >"$out" 2>"$err" </dev/null
		code=$?
	}
	for home in "$scratch/denied/store" "$scratch/denied/none"; do
		where=${home%/none}
		ZOO_HOME=$home as_nobody fetch demo-words
		expect 3 "a store in which we may not write"
		expect_err "^hint: user 65534 may not write to $where, which belongs to user 0, group 0 \(mode 0755\): set ZOO_HOME to" \
			"whose it is, who we are, and what to do"
	done
	chmod 700 "$scratch/denied"
	ZOO_HOME=$scratch/denied/store as_nobody list
	expect 3 "a store that we may not enter"
	expect_err "^hint: user 65534 may not enter $scratch/denied, which belongs to user 0" "where it begins"
	rm -r "$scratch/denied"

	# Two users at the same moment: the first file of a store that they share.
	share() {
		(umask "$3" && exec setpriv --reuid="$1" --regid="$2" --groups=61000 env HOME=/nonexistent \
			ZOO_HOME="$scratch/shared" "$scratch/zoo" --offline fetch demo-words >>"$scratch/shared.err" 2>&1)
	}
	# A round that failed and took a second or more tells nothing: on a busy machine who has just
	# made a directory may be away for longer than the other waits.  It is repeated.
	round=0 bad=0 repeats=0
	: >shared.err
	while [ $round -lt 12 ]; do
		round=$((round + 1)) failed=0 begin=$(date +%s)
		rm -rf shared
		mkdir shared && chgrp 61000 shared && chmod 2775 shared
		share 61001 61000 022 &
		share 61002 61002 022 || failed=1
		wait $! || failed=1
		if [ $failed -ne 0 ] && [ $(($(date +%s) - begin)) -ge 1 ] && [ $repeats -lt 8 ]; then
			repeats=$((repeats + 1)) round=$((round - 1))
		else
			bad=$((bad + failed))
		fi
	done
	command="zoo fetch, as two users" code=$bad
	[ $bad -eq 0 ] || sed 's/^/# /' shared.err
	verdict $bad "12 rounds in which two users begin a store"
	rm -rf shared
else
	skip "who may not write, and two users" "not root, or root of too few users, or no setpriv"
fi

mirror=$shared/ml-zoo
if [ ! -d "$mirror/models" ]; then
	skip "fetch from a mirror" "there is no $mirror"
	finish
fi

run --offline fetch micronet-kws-medium --mirror "$mirror" --golden --json
expect 0 "fetch from a directory"
expect_json zoo.fetch/1 "fetch from a directory"
expect_out '"status":"fetched"' "fetched"
expect_out '"error":null' "no error"
run --offline fetch micronet-kws-medium --json
expect 0 "fetch again"
expect_out '"status":"present"' "present"
expect_out '"bytes":0' "nothing is transferred"
run list
expect_out '^micronet-kws-medium .* yes$' "it is listed as installed"
run verify --golden --json
expect 0 "verify it"
expect_json zoo.verify/1 "verify it"
expect_out '"status":"ok"' "ok"
for check in size sha1 sha256 structure labels golden; do
	expect_out "\"name\":\"$check\"" "$check is checked"
done

model=$ZOO_HOME/models/micronet-kws-medium/kws_micronet_m.tflite
chmod u+w "$model"
printf '\377' | dd of="$model" bs=1 seek=1000 conv=notrunc 2>/dev/null
run verify
expect 1 "one byte is changed"
expect_out '^  FAIL  sha1 .*expected fd03a6b24548ea99cf487dbd682937df5718cef1, got' "the hash tells"
run verify --json
expect_out '"status":"mismatch"' "mismatch"
run run micronet-kws-medium "$shared/goldens/micronet-kws-medium/input.npy"
expect 1 "a changed model is not run"
run lint
expect 1 "lint compares with what is installed"
run --offline verify --repair
expect 5 "no repair without a source"
ZOO_MIRROR=$mirror
export ZOO_MIRROR
run --offline verify --repair --json
expect 0 "repair"
expect_out '"repaired":true' "repaired"
run verify
expect 0 "and it is right again"
unset ZOO_MIRROR

# A batch: what can be had is had, and the code is that of the first without an answer.
mkdir -p broken/models/image_classification/mobilenet_v2_1.0_224/tflite_int8
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n' \
	>broken/models/image_classification/mobilenet_v2_1.0_224/tflite_int8/mobilenet_v2_1.0_224_INT8.tflite
run --offline fetch mobilenet-v2 --mirror "$scratch/broken"
expect 1 "a mirror with a pointer in place of the file"
expect_err 'LFS pointer' "it is called by its name"
run --offline fetch mobilenet-v2 ds-cnn-large-clustered --mirror "$scratch/broken"
expect 5 "a no, then one without an answer"
run --offline fetch ds-cnn-large-clustered mobilenet-v2 --mirror "$mirror" --json
expect 5 "a batch in which one is nowhere"
expect_json zoo.fetch/1 "a batch"
expect_out '"status":"failed"' "a batch: one failed"
expect_out '"status":"fetched"' "a batch: the other was fetched"
run verify mobilenet-v2
expect 0 "a batch: and is right"

# Everything at once from a mirror that has four of the five models, and two of their vectors.
run --offline fetch --all --golden --mirror "$mirror" --json
expect 5 "one model of the catalogue is in no source"
for card in demo-words micronet-ad-small micronet-vww2 mobilenet-v2; do
	expect_out "\"card\":\"$card\",\"status\":\"(fetched|present)\"" "$card is there"
done
expect_out '"card":"ds-cnn-large-clustered","status":"failed"' "the one that is not"
expect_out '"card":"micronet-vww2","status":"fetched",[^}]*"vectors_failed":true' \
	"vectors that are not there are told apart from the model"
run verify --golden --json
expect 0 "the vectors that exist are proven"
for card in micronet-kws-medium mobilenet-v2; do
	expect_out "\"card\":\"$card\",\"status\":\"ok\".*\"name\":\"golden\",\"ok\":true" \
		"$card: its vector, bit for bit"
done
expect_out '"golden":"absent"' "and those that do not are named"
run verify --golden micronet-vww2
expect 7 "a card whose vectors are not there cannot be proven"
expect_err 'zoo fetch micronet-vww2 --golden' "and what to do"

finish
