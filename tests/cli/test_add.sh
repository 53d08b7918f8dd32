#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# zoo add of a file that is not the card's: what the file is, in the words of zoo fetch, and
# what to try; nothing gets into the store.
. "$(dirname "$0")/lib.sh"

model=$root/models/keyword_spotting/demo_words/demo_words.tflite
sha256=$(sha256sum "$model" | cut -d ' ' -f 1)
commit=fec0bb5bcd486eb2839cdb7d437d466067402a6a
url=https://github.com/ARM-software/ML-zoo/raw/$commit/models/keyword_spotting/demo_words/demo_words.tflite
mkdir cards
sed -e 's/^id: .*/id: net-words/' -e 's/^aliases:.*//' \
	-e 's/^task:/upstream: {repository: ARM-software\/ML-zoo, commit: '$commit'}\n&/' \
	"$root/metadata/demo-words.yaml" >cards/net-words.yaml
export ZOO_METADATA="$scratch/cards"
again="zoo fetch net-words brings the file; by hand: curl -fL -o demo_words.tflite '$url' && zoo add net-words demo_words.tflite\$"

# wrong FILE WHAT HINT: it is refused, with regular expressions for what it is and what helps.
wrong() {
	run add net-words "$1"
	expect 1 "$1"
	expect_err "^zoo: $1 is not demo_words.tflite of net-words: [^:]*: expected .*, got .* \\($2" "$1: what it is"
	expect_err "^hint: $3" "$1: what to try"
}

printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 31064\n' "$sha256" >pointer
wrong pointer 'a Git LFS pointer to 31064 bytes, .*: it stands for the file, and is not the file\)$' \
	"in a clone of ML-zoo, \"git lfs pull\" .*; $again"
printf '<!doctype html><html><head><title>Sign in</title></head></html>' >page
wrong page 'an HTML page .* with the title "Sign in"\)$' "a page about the file was saved .*; $again"
printf '{"message": "Not Found"}' >answer
wrong answer 'a JSON document with the message "Not Found"\)$' "$again"
: >empty
wrong empty 'an empty file\)$' "$again"
head -c 10000 "$model" >short
wrong short 'a TFLite model, .*: it ends at byte 10000 of 31064\)$' "$again"
{ cat "$model" && echo; } >long
wrong long 'the file itself, and it goes on behind byte 31064\)$' "$again"
cp "$model" flipped
printf '\001' | dd of=flipped bs=1 seek=10000 conv=notrunc 2>/dev/null
wrong flipped 'as long as the file, with other bytes\)$' "$again"
head -c 31064 /dev/zero >zeros
wrong zeros 'as long as the file, and nothing but zero bytes\)$' "$again"
# the last line has no end
sed '$!s/$/\r/' "$model" >as-text
[ "$(tail -c 1 "$model" | od -An -tx1)" = " 0a" ] && printf '\r\n' >>as-text
wrong as-text 'the file itself, with every line end made CR LF' "it was copied as a text: .*; $again"
printf 'hello' >other
wrong other '' "$again"
gzip -c "$model" >packed.gz
wrong packed.gz 'gzip-compressed data, and the file itself is in it\)$' \
	'gunzip -c < packed.gz > demo_words.tflite && zoo add net-words demo_words.tflite$'
mkdir m
cp "$model" m/right.tflite
cp flipped m/first.tflite
tar -czf packed.tar.gz m/first.tflite m/right.tflite
wrong packed.tar.gz 'gzip-compressed data, and the file itself is in it as m/right.tflite\)$' \
	'gunzip -c < packed.tar.gz \| tar -xPOf - m/right.tflite > demo_words.tflite && zoo add net-words demo_words.tflite$'
zip -q packed.zip m/first.tflite m/right.tflite
wrong packed.zip 'a zip archive, and the file itself is in it as m/right.tflite\)$' \
	'unzip -p packed.zip m/right.tflite > demo_words.tflite && zoo add net-words demo_words.tflite$'
mv m/right.tflite 'm/[right].tflite'
zip -q odd.zip m/*
wrong odd.zip 'a zip archive, and the file itself is in it as m/\[right\].tflite\)$' 'unzip -p odd.zip MEMBER > '
mkdir m/in
(cd m/in && tar -cPzf '../../co:lon.tgz' ../first.tflite '../[right].tflite' --transform 's/\[right\]/right/')
wrong co:lon.tgz 'gzip-compressed data, and the file itself is in it as ../right.tflite\)$' \
	'gunzip -c < co:lon.tgz \| tar -xPOf - ../right.tflite > demo_words.tflite && zoo add net-words demo_words.tflite$'
# a name in UTF-8, by bit 11 of the flags: no locale of zoo's can say it
cp "$model" m/rXXht.tflite
(cd m && zip -qX ../plain.zip rXXht.tflite)
LC_ALL=C sed 's/rXXht/r\xc3\xa9ht/g' plain.zip >utf8.zip
printf '\010' | dd of=utf8.zip bs=1 seek=7 conv=notrunc 2>/dev/null
wrong utf8.zip 'a zip archive, and the file itself is in it as (r.*ht.tflite|[?])\)$' 'unzip -p utf8.zip MEMBER > demo_words.tflite && '
mkfifo pipe
for path in pipe m /dev/null; do
	run add net-words "$path"
	expect 3 "$path"
	expect_err "^zoo: $path: expected a file, found a (FIFO|directory|device)$" "$path is no file"
done
[ ! -e "$ZOO_HOME/models/net-words" ]
verdict $? "nothing of all that is installed"

# What the hint says is what helps.
for packed in packed.gz packed.tar.gz packed.zip co:lon.tgz; do
	run add net-words $packed
	sh -c "PATH=$(dirname "$ZOO"):\$PATH; $(sed -n 's/^hint: //p' "$err")" >"$out" 2>&1
	code=$? command="the command of $packed's hint"
	expect 0 "$command"
	rm demo_words.tflite
	run remove net-words
done
run add net-words "$model"
run add net-words flipped
expect_err '\(as long as the file, and first different at byte 10000\)$' "where the right bytes are known: the first that differs"
run add net-words short
expect_err '\(the beginning of the file: it ends at byte 10000 of 31064\)$' "and that it is the beginning"

gzip -c <other >other.gz
wrong other.gz 'gzip-compressed data' "what is wrapped in it is not the file, or not all of it; $again"
run add mobilenet-v2 "$model"
expect 1 "the model of another card"
expect_err '\(another known model: models/keyword_spotting/demo_words/demo_words.tflite\)$' "it is known"
expect_err "^hint: it is the model of (net|demo)-words: zoo add (net|demo)-words " "and whose it is"
run add demo-words short
expect_err '^hint: zoo fetch demo-words has the file: it travels inside zoo$' "a model that needs no download"
cp page 'a (page), got (x); rm y'
run add net-words 'a (page), got (x); rm y'
expect_err "^zoo: a \\(page\\), got \\(x\\); rm y is not .*: size: expected 31064 bytes, got 63 \\(an HTML" "a name with everything in it"
cp packed.gz 'a b.gz'
run add net-words 'a b.gz'
expect_err '^hint: gunzip -c < FILE >' "and no name that a shell would read otherwise"
for name in 'a collision' 'a page, got (much)'; do
	cp page "$name"
	run add net-words "$name"
	expect_err '^zoo: .*: size: expected 31064 bytes, got 63 \(an HTML page .* "Sign in"\)$' "\"$name\" is a page, too"
done
printf '<!doctype html><html><head><title>it, got (it)</title></head></html>' >titled
run add net-words titled
expect_err '^zoo: titled is not .*: size: expected 31064 bytes, got [0-9]+ \(an HTML page \(a login or error page\?\) with the title "it, got \(it\)"\)$' "and one of such a title"
sed -e "s/^id: .*/id: other-words/" -e "s/^  sha256: $sha256/  sha256: $(printf '%064d' 5)/" cards/net-words.yaml >cards/other-words.yaml
run add other-words "$model"
expect 1 "right by its SHA-1 alone"
expect_err 'although the SHA-1 agrees: a collision that somebody made\?$' "in words of its own"
rm cards/other-words.yaml
run add net-words page --json
expect_json zoo.error/1 "in JSON"
expect_out '"code":1,"message":"page is not .*an HTML page.*","hint":"a page about' "with message and hint"

# A store that somebody clears: who waits says so, and ends when it is told to.
undo=
env --default-signal=INT true 2>/dev/null && undo='env --default-signal=INT'
if [ -z "$undo" ] || ! command -v flock >/dev/null; then
	skip "a store that is being cleared" "no flock, or no env --default-signal"
	finish
fi
mkfifo release
flock "$ZOO_HOME/locks/store" sh -c 'echo >locked; cat release' >/dev/null &
holder=$!
exec 9>release # the holder opens it when it has the lock

# wait_for FILE REGEX: a minute at most
wait_for() {
	for _ in $(seq 600); do
		grep -qE -e "$2" "$1" 2>/dev/null && return 0
		sleep 0.1
	done
	return 1
}
wait_for locked ''
command="zoo add, beside one that holds the store"
$undo "$ZOO" add demo-words "$model" >"$out" 2>"$err" 9>&- &
waiting=$!
wait_for "$err" '^zoo: waiting for .* the store$'
verdict $? "it says for whom it waits"
kill -INT "$waiting"
wait "$waiting"
code=$?
expect 130 "the first ^C ends it"
[ ! -e "$ZOO_HOME/models/demo-words" ]
verdict $? "and nothing is installed"
"$ZOO" add demo-words "$model" >"$out" 2>"$err" 9>&- &
waiting=$!
wait_for "$err" '^zoo: waiting for .* the store$'
exec 9>&- # the lock is let go
wait "$waiting"
code=$?
expect 0 "installed when the store is free"
wait "$holder"
finish
