#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# zoo fetch from end to end: sources in turn, going on after kill -9, no socket where none is
# needed, plans, wrong answers that are kept.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/fetch_world.sh"

new_store() {
	rm -rf "$ZOO_HOME"
}

# Sources in turn: the first that is right counts.
new_store
mkdir empty
run fetch net-words --mirror empty --mirror "$base/wrong" --mirror http://127.0.0.1:1 \
	--mirror "$base/500" --mirror "$base/ok"
expect 0 "the fifth mirror has it"
expect_out "net-words: fetched, .* from $base/ok/$path" "it is named"
run verify net-words
expect 0 "and it is right"
new_store
run fetch net-words --mirror "$base/pointer" --mirror "lfs+$base/lfs"
expect 0 "a pointer, and then a Git LFS server"
expect_out "from lfs\\+$base/lfs" "it is named"
new_store
run --json fetch net-words --mirror "$base/html" --mirror "lfs+$base/lfs-404"
expect 1 "a page, and an object that is not there"
expect_json zoo.fetch/1 "what each source said"
expect_out '"status":"failed","bytes":56,' "JSON: how much came"
expect_out '"bytes":56,"kind":"html"' "JSON: what came"
expect_out 'answered 404 for this object \(Object does not exist\)' "JSON: why it did not"
expect_out "curl -fL -o demo_words.tflite 'https://github.com/ARM-software/ML-zoo/raw/fec0bb5bcd486eb2839cdb7d437d466067402a6a/$path' && zoo add net-words demo_words.tflite" \
	"the command that helps"

# A password in a URL is shown to nobody.
new_store
run --json fetch net-words --mirror "http://me:secret@127.0.0.1:$port/404"
! grep -q secret "$out" "$err"
verdict $? "a password is not shown"
run fetch net-words --mirror "http://me:secret@127.0.0.1:$port/ok"
expect 0 "nor in the way"
! grep -q secret "$out" "$err"
verdict $? "nor where it worked"

# A mirror that is none ends it before anything is asked, whether or not the card is there.
new_store
for present in no yes; do
	asked=$(wc -l <log)
	for bad in http:// http:///x http://:80/x http://127.0.0.1:99999 http://127.0.0.1:8x "$base/ok?x=1" \
		"$base/ok#x" 'http://[::1' http://a%00b file:www file://www gopher://x lfs+ftp://x localhost:80 \
	lfs+x git@github.com:O/R.git; do
		run fetch net-words --mirror "$base/ok" --mirror "$bad"
		expect 2 "$bad, present: $present"
	done
	ZOO_MIRROR=file:www run fetch net-words
	expect 2 "ZOO_MIRROR, present: $present"
	[ "$(wc -l <log)" -eq "$asked" ]
	verdict $? "nothing was asked, present: $present"
	run fetch net-words --mirror www
	expect 0 "a directory"
done
expect_out '^net-words: present$' "it is present"
for bad in gopher://me:secret@x http://me:secret@x:99999 http://me:sec/secret@x http://me:sec?secret@x \
	http:/me:secret@x me:secret@x:/y 'http://me:secret@x/y?z' 'http://x/y?secret'; do
	run fetch net-words --mirror "$bad"
	expect 2 "a password in $bad"
	! grep -q sec "$out" "$err"
	verdict $? "it is not shown"
done

# Exit statuses
new_store
run fetch net-words --mirror "$base/404"
expect 5 "no source has it"
run fetch no-such-card
expect 6 "a card that is not known"
run fetch net-words --mirror gopher://x
expect 2 "a mirror that is none"
run --offline fetch net-words --mirror "$base/ok"
expect 5 "offline"
run fetch net-words --mirror www
expect 0 "a directory"
[ -z "$(find "$ZOO_HOME/tmp" -type f)" ]
verdict $? "nothing is left in tmp"

# The right bytes that are no model
new_store
printf 'no model at all' >www/none
sed -e 's/^id: .*/id: no-model/' -e "s|path: $path|path: none|" \
	-e "s/^\\(  *\\)size_bytes: .*/\\1size_bytes: 15/" -e "s/sha1: .*/sha1: $(sha1sum <www/none | cut -c 1-40)/" \
	-e "s/sha256: .*/sha256: $(sha256sum <www/none | cut -c 1-64)/" cards/net-words.yaml >cards/no-model.yaml
run fetch no-model --mirror "$base/ok"
expect 4 "the card's bytes, but no model"
expect_err 'not a TFLite model' "why"
[ -z "$(find "$ZOO_HOME" -type f ! -path '*/locks/*')" ]
verdict $? "it is not installed"
rm cards/no-model.yaml

# Wrong answers are kept if that is wanted.
new_store
run --json fetch net-words --mirror "$base/html" --keep-rejected
expect 1 "a page"
kept=$(find "$ZOO_HOME/rejected" -type f)
[ "$(wc -l <<KEPT
$kept
KEPT
)" -eq 1 ] && grep -qi html "$kept"
verdict $? "it is kept"
expect_out "\"rejected\":\"$kept\"" "JSON: where"
run fetch net-words --mirror "$base/quota" --keep-rejected
expect_err 'is kept as .*/rejected/demo_words.tflite\.[0-9a-f]{12}\.rejected' "text: where"

# What is longer than the file is kept whole, if it ends soon, and otherwise said to be cut.
kept_is() { # FILE: what is kept has these bytes
	cmp -s "$1" "$(find "$ZOO_HOME/rejected" -type f)"
}
{ cat "$root/$path"; head -c 1000 /dev/zero; } >longer
new_store
run --json fetch net-words --mirror "$base/oversized" --keep-rejected
expect 1 "1000 bytes too many"
kept_is longer
verdict $? "all that was sent is kept"
expect_out '"kind":"oversized","rejected":"[^"]*","not_kept":null,"rejected_bytes":32064,"rejected_cut":false' "JSON: all of it"
[ -z "$(find "$ZOO_HOME/tmp" -type f)" ]
verdict $? "nothing is left to be gone on with"
new_store
run fetch net-words --mirror "$base/oversized" --keep-rejected
expect_err '^zoo: what [^ ]* sent is kept as ' "text: all of it"
{ cat "$root/$path"; head -c 500 /dev/zero; } >longer
new_store
run fetch net-words --mirror "$base/oversized-cut" --keep-rejected
expect_err '^zoo: the first 31564 bytes of what [^ ]* sent are kept as ' "text: it ended too soon"
kept_is longer
verdict $? "what came of it is kept"
mkdir -p "long/$(dirname "$path")"
{ cat "$root/$path"; head -c 20000 /dev/zero; } >"long/$path"
head -c $((31064 + 16384)) "long/$path" >longer
new_store
run --json fetch net-words --mirror long --keep-rejected
expect 1 "20000 bytes too many"
kept_is longer
verdict $? "the first 16 KiB of them are kept"
expect_out '"rejected_bytes":47448,"rejected_cut":true' "JSON: it is cut"
new_store
run --json fetch net-words --mirror "$base/html"
expect_out '"rejected":null,"not_kept":null,"rejected_bytes":null,"rejected_cut":false' "JSON: nothing is kept"

# Packed, or with other line ends: what is kept can be made the file again.
for behaviour in crlf:line-endings gzip:wrapped zip:wrapped; do
	new_store
	run --json fetch net-words --mirror "$base/${behaviour%:*}" --keep-rejected
	expect_out "\(.*the file itself.*\).*\"kind\":\"${behaviour#*:}\"" "$behaviour: it is seen"
	cp "$(find "$ZOO_HOME/rejected" -type f)" "kept.${behaviour%:*}"
done
gunzip -c <kept.gzip | cmp -s - "$root/$path"
verdict $? "gzip: the file is in what is kept"
run add net-words kept.zip
expect_err 'the file itself is in it as demo_words.tflite' "zip: the file is in what is kept"

# What cannot be kept is told; the answer was wrong all the same.
new_store
mkdir -m 700 "$ZOO_HOME"
: >"$ZOO_HOME/rejected"
run --quiet fetch net-words --mirror "$base/html" --keep-rejected
expect 1 "a page that cannot be kept"
expect_err "^zoo: what $base/html/$path sent could not be kept: $ZOO_HOME/rejected.*: " "text: why"
run --json fetch net-words --mirror "$base/html" --keep-rejected
expect 1 "a page that cannot be kept"
expect_out "\"rejected\":null,\"not_kept\":\"$ZOO_HOME/rejected" "JSON: why"

# Plans
new_store
run fetch --dry-run net-words --mirror "$base/ok"
expect 0 "a plan"
expect_out "^  $base/ok/$path\$" "it names the sources"
[ ! -e "$ZOO_HOME" ]
verdict $? "nothing is written"
run --json fetch --dry-run net-words --mirror "$base/ok"
expect_json zoo.fetch/1 "a plan as JSON"
expect_out '"name":"demo_words.tflite","present":false,"bytes":31064,"kept_bytes":0,"sources":\[' "JSON: the model"

# kill -9 in the middle; the next process goes on.
new_store
"$ZOO" fetch net-words --mirror "$base/slow" >/dev/null 2>&1 &
victim=$!
tries=0
until [ -s "$(find "$ZOO_HOME/tmp" -name '*.part' 2>/dev/null)" ] || [ $tries -gt 200 ]; do
	tries=$((tries + 1))
	sleep 0.02
done
sleep 0.2
kill -9 "$victim" 2>/dev/null
wait "$victim" 2>/dev/null
part=$(find "$ZOO_HOME/tmp" -name '*.part')
[ -s "$part" ] && [ "$(wc -c <"$part")" -lt 31064 ]
verdict $? "killed in the middle"
run verify
expect 0 "the store is right"
run --json fetch net-words --mirror "$base/slow"
expect 0 "the next one brings it"
run verify net-words
expect 0 "and it is right"

# Stopped for a while, it goes on.
command="zoo fetch, stopped and continued"
new_store
"$ZOO" fetch net-words --mirror "$base/slow" >"$out" 2>"$err" &
paused=$!
sleep 0.3
kill -STOP "$paused" && sleep 0.5 && grep -q '^State:	T' "/proc/$paused/status" && kill -CONT "$paused"
verdict $? "it is there to be stopped"
wait "$paused"
code=$?
expect 0 "it goes on, and ends"
run verify net-words
expect 0 "with the right bytes"

# ^C while it comes ends it; one that comes when it is right already is too late to.
if env --default-signal=INT strace -o /dev/null true 2>/dev/null; then
	interrupt_at() { # CALL N: of the network or of the file system
		command="zoo fetch, SIGINT at $1 $2"
		new_store
		ASAN_OPTIONS=detect_leaks=0 env --default-signal=INT strace -f -o calls -e trace="$1" \
			-e inject="$1:signal=INT:when=$2" "$ZOO" fetch net-words --mirror "$base/ok" >"$out" 2>"$err"
		code=$?
		grep -q -- '--- SIGINT' calls
		verdict $? "SIGINT at $1 $2: it comes"
	}
	for call in 1 2; do
		interrupt_at recvfrom $call
		expect 130 "SIGINT while it comes"
		expect_err '^zoo: stopped by SIGINT$' "it says so"
		[ -z "$(find "$ZOO_HOME" -name '*.tflite')" ]
		verdict $? "nothing is installed"
	done
	interrupt_at renameat2 1
	expect 0 "SIGINT while it gets its name"
	run verify net-words
	expect 0 "it is there, and right"
else
	skip "SIGINT in a fetch" "no strace that works here, or env knows no --default-signal"
fi

# No socket where none is needed
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	no_socket() { # WHAT ARGUMENTS...
		what=$1
		shift
		command="zoo $*"
		ASAN_OPTIONS=detect_leaks=0 strace -f -o calls -e trace=network "$ZOO" "$@" >"$out" 2>"$err" </dev/null
		code=$?
		! grep -q 'socket(\|connect(\|bind(' calls
		verdict $? "$what: no socket"
	}
	no_socket "present" fetch net-words --mirror "$base/ok"
	expect 0 "present"
	no_socket "from a directory, offline" --offline fetch --force net-words --mirror www
	expect 0 "from a directory, offline"
	no_socket "planned" fetch --dry-run --force net-words --mirror "$base/ok"
	new_store
	no_socket "offline" --offline fetch net-words --mirror "$base/ok" --mirror "lfs+$base/lfs"
	expect 5 "offline"
	no_socket "builtin" fetch demo-words
	expect 0 "builtin"
else
	skip "no socket where none is needed" "no strace that works here"
fi

# Datasets
new_store
run fetch --dataset imagenet
expect 7 "a set that needs a login"
expect_err '^hint: get ILSVRC2012_img_val.tar' "what to do"
run fetch --dataset no-such-set
expect 6 "a set that is not known"
run fetch --dataset
expect 2 "no set"
run fetch --all --dataset speech_commands
expect 2 "sets and all cards"
run fetch --dry-run --dataset speech_commands dcase2020_task2_slider
expect 0 "a plan of sets"
expect_out '^  licence: CC-BY-NC-SA-4.0; .* MD5' "licence, and what is known of it"
[ ! -e "$ZOO_HOME" ]
verdict $? "nothing is written"
run fetch --dry-run --dataset no-such-set
expect 6 "a plan of a set that is not known"
run --json fetch --dry-run --dataset imagenet dcase2020_task2_slider
expect 7 "a plan of a set that needs a login"
expect_json zoo.fetch/1 "a plan of two sets"
expect_out '"dataset":"imagenet","licence":"[^"]*","files":\[\],"error":\{"code":7,' "JSON: why not"
expect_out '"name":"dev_data_slider.zip","present":false,.*"doubt":"its record has only an MD5' "JSON: the other, and its doubt"

# Their plan names the sources that are asked, and what is there counts only if it is right.
archive=speech_commands_test_set_v0.02.tar.gz
sha256=cc2a00c1147c2254e9be3fa0f779d8c17421dc349b86366567a8edfa9acd51df
run --offline fetch --dry-run --dataset speech_commands
expect 0 "a plan of a set, offline"
expect_out '^  no source: --offline allows no download$' "it has no source"
export ZOO_MIRROR="$base/ok"
run --offline fetch --dry-run --dataset speech_commands --mirror www
printf '%s\n' "speech_commands: $archive: would be fetched, 107.3 MiB" '  licence: CC-BY-4.0' "  www/$archive" |
	cmp -s - "$out"
verdict $? "offline, a directory is its source"
run fetch --dry-run --dataset speech_commands --mirror www
printf '  %s\n' "www/$archive" "$base/ok/$archive" "https://download.tensorflow.org/data/$archive" >expected
sed -n '3,$p' "$out" | cmp -s - expected
verdict $? "mirrors, those of ZOO_MIRROR, upstream"
unset ZOO_MIRROR
mkdir -m 700 "$ZOO_HOME"
mkdir "$ZOO_HOME/datasets" "$ZOO_HOME/tmp"
truncate -s 112563277 "$ZOO_HOME/datasets/$archive"
truncate -s 30000000 "$ZOO_HOME/tmp/$sha256.part"
printf 'zoo part 1\n%s\n"tag"\n' "$sha256" >note
{ cat note && sha256sum note | cut -c 1-64; } >"$ZOO_HOME/tmp/$sha256.note"
run --offline fetch --dry-run --dataset speech_commands
expect_out 'would be fetched, 107.3 MiB, of which an earlier transfer left 28.6 MiB$' "another archive of that size is not present"
run --json --offline fetch --dry-run --dataset speech_commands
expect_out '"present":false,"bytes":112563277,"kept_bytes":30000000,"sources":\[\],"doubt":null' "JSON: the same"
run --offline fetch --dataset speech_commands
expect 5 "as fetching it says"
expect_err "^zoo: speech_commands: $archive, 112563277 bytes; licence: CC-BY-4.0\$" "with its licence"
new_store
printf 'something else' >www/speech_commands_test_set_v0.02.tar.gz
run --json fetch --dataset speech_commands --mirror "$base/ok"
expect 1 "another archive in its place"
expect_json zoo.fetch/1 "another archive"
expect_out '"dataset":"speech_commands","status":"failed"' "JSON: which"
expect_err 'licence: CC-BY-4.0' "its licence comes first"
run --offline fetch --dataset speech_commands
expect 5 "offline"
run datasets
expect_out 'how to get it: zoo fetch --dataset speech_commands;' "zoo datasets says how"
finish
