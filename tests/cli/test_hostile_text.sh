#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Names and texts that want to drive the terminal, hide something or break a document: in
# cards, models, file names, archives, labels, published cards and what arrives in a file's
# place.  All that is printed is harmless, and JSON stays JSON.
. "$(dirname "$0")/lib.sh"

demo=$root/models/keyword_spotting/demo_words
card=$root/metadata/demo-words.yaml
esc=$(printf '\033')
tab=$(printf '\t')

# Nothing but printable ASCII, newlines, tabs and characters of UTF-8 that can be seen.
harmless() { # FILE
	iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1 &&
		! LC_ALL=C grep -qaP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf' "$1"
}

# hostile CODE WHAT ARGUMENT...: run it twice, for people and as JSON.
hostile() {
	wanted=$1 what=$2
	shift 2
	run "$@"
	expect "$wanted" "$what"
	harmless "$out" && harmless "$err"
	verdict $? "$what: what is printed is harmless"
	run --json "$@"
	harmless "$out" && harmless "$err"
	verdict $? "$what: so is the document"
	expect_json "$([ "$wanted" -eq 0 ] && echo "zoo.$1/1" || sed -n 's/^{"schema":"\([^"]*\)".*/\1/p' "$out")" \
		"$what"
}

# The judge itself.
printf 'gr\303\274n \360\237\246\201 tab\there\n' >good
harmless good
verdict $? "plain text is harmless"
n=0
for bytes in 'a\033[31m' 'a\rb' '\302\233' '\377' '\342\200\256' '\342\200\213' '\357\273\277' \
	'\300\257' '\355\240\200' '\177' '\a'; do
	n=$((n + 1))
	printf "$bytes" >bad
	! harmless bad
	verdict $? "hostile text $n is found"
done

# A card: controls are refused, and named without being printed; marks are shown as escapes.
mkdir cards
export ZOO_METADATA="$scratch/cards"
for text in '\e[31m' '\x9b31m' '\x07' '\x7f'; do
	sed -e 's/^id: .*/id: evil/' -e "s/^title: .*/title: \"Evil $(printf '%s' "$text" | sed 's/\\/\\\\/g')\"/" \
		"$card" >cards/evil.yaml
	hostile 4 "a card with $text" show evil
done
printf 'id: evil\ntitle: "%s]0;x\a"\n' "$esc" >cards/evil.yaml
hostile 4 "a card with raw controls" list
hostile 4 "lint of it" lint cards/evil.yaml
m='\\u202e\\u200b\\ufeff\\u061c\\u2066\\u2028 %n%s%99999d C:\\\\x1b'
sed -e 's/^id: .*/id: evil/' -e "s/^title: .*/title: \"T$m\"/" -e "s/^licence: .*/licence: \"L$m\"/" \
	-e "s/^framework: .*/framework: \"F$m\"/" -e "s/^provenance: .*/provenance: \"P$m\"/" \
	-e "s/Quantization: INT8/\"Q$m\": \"V$m\"/" -e "s/RESHAPE, SOFTMAX/\"O$m\"/" \
	-e "s/\"serving_default_mfcc:0\"/\"I$m\"/" -e "s/\[down, go/[\"down$m\", go/" \
	-e "s/  source: models.*/  source: \"S$m\"/" -e "s/dataset: Demo Words.*/dataset: \"D$m\"/" \
	"$card" >cards/evil.yaml
hostile 0 "a card with marks is listed" list
hostile 0 "and shown" show evil
run show evil
expect_out 'T\\u202e\\u200b\\ufeff\\u061c\\u2066\\u2028 %n%s%99999d C:\\x1b' "marks are spelled, formats are text"
hostile 0 "its labels" labels evil
run labels evil
expect_out '^down\\u202e' "labels are the same in a pipe"
hostile 0 "it is fetched" fetch evil
hostile 1 "and verified, without agreement" verify evil
hostile 1 "lint" lint cards/evil.yaml
hostile 2 "a name that is none" show "ev${esc}[2Jil"
hostile 2 "an option that is none" list "--x${esc}]0;t$(printf '\a')"
ZOO_METADATA="$scratch/no${esc}[2Jwhere"
hostile 3 "a folder of cards that is none" list
unset ZOO_METADATA

# A model: names are replaced by others of the same length.
LC_ALL=C sed "s/serving_default_mfcc:0/$(printf 'ser\033]52;c;\a\r\b\302\233\377\342\200\256_')xx/" \
	"$demo/demo_words.tflite" >evil.tflite
cmp -s "$demo/demo_words.tflite" evil.tflite
[ $? -eq 1 ] && [ "$(wc -c <evil.tflite)" -eq "$(wc -c <"$demo/demo_words.tflite")" ]
verdict $? "a model with a hostile name of a tensor"
hostile 0 "it is inspected" inspect evil.tflite
hostile 0 "in full" inspect -v evil.tflite
name="na${esc}[31m${tab}me
$(printf '\377\342\200\256').tflite"
cp evil.tflite "$name"
hostile 0 "a hostile name of a file" inspect "$name"
hostile 3 "one that is not there" inspect "no$name"
hostile 1 "one that is not the card's" add demo-words "$name"
hostile 7 "it is measured, in part" eval "$name" --protocol kws-micronet --dataset demo_words \
	--data "$demo/demo_words_test.tar" --limit 5

# An archive with such members.
run fetch demo-words
mkdir set
tar -xf "$demo/demo_words_test.tar" -C set
folder=$(find set -type f | sort | head -n 1)
cp "$folder" "$(dirname "$folder")/$(printf 'x\342\200\256\302\205\377').flac"
(cd set && tar -cf ../marks.tar .)
hostile 7 "marks in an archive" eval demo-words --data marks.tar
cp "$folder" "$(dirname "$folder")/$(printf 'x\033[2J').flac"
(cd set && tar -cf ../controls.tar .)
hostile 4 "controls in an archive" eval demo-words --data controls.tar
hostile 7 "a folder with both" eval demo-words --data set

# A published card.
sed -e "s/^# .*/# T${esc}[31m$(printf '\342\200\256\302\233')/" -e "s/MicroNet/Micro${esc}]0;x$(printf '\a')Net/" \
	>README.md <<'X'
# Tiny

## Description
Made up after the MicroNets paper.

## License
[Apache-2.0](https://spdx.org/licenses/Apache-2.0.html)
X
run import README.md
harmless "$out" && harmless "$err"
verdict $? "a published card: its translation is harmless"
run --json import README.md
harmless "$out" && harmless "$err"
verdict $? "a published card: so is the document"
expect_json "$(sed -n 's/^{"schema":"\([^"]*\)".*/\1/p' "$out")" "a published card"

# What arrives in a file's place is called by its name, by every command that meets it.
oid=$(sha256sum "$demo/demo_words.tflite" | cut -c 1-64)
size=$(wc -c <"$demo/demo_words.tflite" | tr -d ' ')
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %s\n' "$oid" "$size" >pointer.tflite
printf '<!DOCTYPE html><title>Sign%s[2J in%s</title>' "$esc" "$(printf '\342\200\256')" >page.tflite
gzip -c "$demo/demo_words.tflite" >packed.tflite
LC_ALL=C sed "\$!s/\$/$(printf '\r')/" "$demo/demo_words.tflite" >dos.tflite
ZOO_HOME=$scratch/fresh
run fetch demo-words
object=$(readlink -f "$ZOO_HOME/models/demo-words/demo_words.tflite")
for case in 'pointer.tflite|a Git LFS pointer|: it stands for the file, and is not the file' \
	'page.tflite|an HTML page|with the title "Sign\\x1b\[2J in\\u202e"' \
	'packed.tflite|gzip-compressed data|, and the file itself is in it' \
	'dos.tflite||the file itself, with every line end made CR LF'; do
	file=${case%%|*} rest=${case#*|}
	look=${rest%%|*} proof=${rest#*|}
	if [ -n "$look" ]; then
		hostile 4 "inspect $file" inspect "$file"
		run inspect "$file"
		expect_err "not a TFLite model: $look" "inspect $file: what it is"
		run eval "$file" --protocol kws-micronet \
			--dataset demo_words --data "$demo/demo_words_test.tar"
		expect 4 "eval $file"
		expect_err "not a TFLite model: $look" "eval $file: what it is"
	fi
	rm -f "$object"
	cp "$file" "$object"
	chmod 444 "$object"
	hostile 1 "verify $file" verify demo-words
	run verify demo-words
	expect_out "$look.*$proof" "verify $file: what it is"
done

finish
