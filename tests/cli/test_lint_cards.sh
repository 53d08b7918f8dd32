#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What zoo lint finds in our own cards, what it takes, and how it says what it found.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/lint_world.sh"

write_card() {
	cat <<'END'
id: my-words
title: My Words INT8
task: keyword_spotting
description: For the tests.
licence: Apache-2.0
framework: TensorFlow Lite
provenance: made here
upstream:
  repository: a/b
  commit: 0123456789abcdef0123456789abcdef01234567
  card: "a/b@0123456:README.md"
file:
  name: my_words.tflite
  path: models/my_words.tflite
  size_bytes: 1234
  sha1: 0123456789abcdef0123456789abcdef01234567
  sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
inputs: [{name: in, type: int8, shape: [1, 490]}]
outputs: [{name: out, type: int8, shape: [1, 2]}]
labels: {list: [go, stop], count: 2, source: made here}
evaluation: {dataset: speech_commands, split: test, protocol: kws-micronet}
claims:
  - metric: accuracy
    printed: "95.77%"
    dataset: Google Speech Commands
    items: 4890
    source: "a/b@0123456:README.md"
golden:
  inputs:
    - {tensor: in, name: i.npy, path: i.npy, size_bytes: 1, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}
  outputs:
    - {tensor: out, name: o.npy, path: o.npy, size_bytes: 1, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}
END
}

card() { # SED-SCRIPT
	write_card | sed "$1" >my-words.yaml
}

card ''
find_none "a clean card" my-words.yaml
card 's/^title/titel/'
find_one invalid_card error my-words.yaml 2 "a key that there is not" my-words.yaml
[ $code -eq 4 ]
verdict $? "a card that cannot be examined"
card 's/items: 4890/items: 4890\n    sha1: 1111111111111111111111111111111111111111/'
find_one figure_of_other_file note my-words.yaml null "a claim for another file" my-words.yaml
card '/^    source/d'
find_one no_source warning my-words.yaml null "a claim without a source" my-words.yaml
card 's/^    source.*/    source: somewhere/'
find_one loose_source warning my-words.yaml null "a source without a commit" my-words.yaml
card 's/dataset: speech_commands/dataset: cats/'
find_one unknown_dataset warning my-words.yaml null "a dataset that there is not" my-words.yaml
card 's/split: test/split: train/'
find_one wrong_split warning my-words.yaml null "a split that there is not" my-words.yaml
card 's/items: 4890/items: 4891/'
find_one wrong_items error my-words.yaml null "one clip too many" my-words.yaml
says '"expected":"4890","found":"4891"'
card '/^    items/d'
find_one no_items warning my-words.yaml null "no number of items" my-words.yaml
card 's/kws-micronet/kws-nothing/'
find_one unknown_protocol warning my-words.yaml null "a protocol that there is not" my-words.yaml
card 's/kws-micronet/ad-micronet/'
find_one wrong_protocol error my-words.yaml null "a protocol for an AUC" my-words.yaml
card 's/^  sha1: .*/  sha1: '"$sha1/"
find_one same_bytes warning my-words.yaml null "the demo model's bytes" my-words.yaml
says 'demo-words'
card '/^  sha1/d'
find_one no_sha1 note my-words.yaml null "no SHA-1" my-words.yaml
card '/^  sha256/d'
find_one no_sha256 warning my-words.yaml null "no SHA-256" my-words.yaml
card 's#^  size_bytes#  url: "http://example.org/x"\n&#'
find_one not_https warning my-words.yaml null "an address without TLS" my-words.yaml
card '/^  card:/d'
find_one no_upstream warning my-words.yaml null "no text that it was taken from" my-words.yaml
card 's/^title/aliases: [mobilenet-v2]\n&/'
find_one alias_clash error my-words.yaml null "another card's id" my-words.yaml
card 's/94.77/94.77/; s/95.77%/0.94701/'
find_one no_count warning my-words.yaml null "no k of 4890" my-words.yaml
card 's/count: 2/count: 3/; s/stop\]/stop, go]/'
find_one label_count error my-words.yaml null "three labels for two outputs" my-words.yaml
find_one label_twice warning my-words.yaml null "one of them twice" my-words.yaml

# against what is installed
mkdir -p cards
export ZOO_METADATA="$scratch/cards"
demo=$root/models/keyword_spotting/demo_words
sed 's/^id: .*/id: my-words/; s#^  path: .*#&\n  url: "https://example.org/x"#' "$root/metadata/demo-words.yaml" >cards/my-words.yaml
run add my-words "$demo/demo_words.tflite"
expect 0 "a model to compare with"
chmod u+w "$ZOO_HOME/models/my-words"/*
find_one same_bytes warning my-words.yaml null "two cards of one file" cards/my-words.yaml
find_no structure_differs "an installed model as its card says" cards/my-words.yaml
cp cards/my-words.yaml good.yaml
sed 's/shape: \[1, 12\]/shape: [1, 2, 6]/' good.yaml >cards/my-words.yaml
find_one structure_differs error my-words.yaml null "another shape than the installed file" cards/my-words.yaml
run lint --json
[ $code -eq 1 ] && findings structure_differs error my-words.yaml null | grep -q .
verdict $? "and with the whole catalogue"
cp good.yaml cards/my-words.yaml
printf 'x' >>"$ZOO_HOME/models/my-words/demo_words.tflite"
for kind in size_differs sha1_differs sha256_differs; do
	find_one $kind error my-words.yaml null "a byte too many" cards/my-words.yaml
done
says 'zoo verify my-words --repair'
printf 'x\n' >"$ZOO_HOME/models/my-words/labels.txt"
find_one labels_differ error my-words.yaml null "another list of labels" cards/my-words.yaml
unset ZOO_METADATA
rm -r "$ZOO_HOME"

# what it takes
printf 'GIF89a' >picture.gif
run lint picture.gif
expect 2 "a file of no kind"
expect_err '^hint: .*\.yaml.*README\.md.*\.tflite' "what it takes is listed"
expect_no_out "and nothing is examined"
fresh
for pair in README.md:x.md definition.yaml:x.yaml get_class_labels.sh:script demo_words.tflite:model \
	testing_output/StatefulPartitionedCall_1:0/0.npy:array; do
	cp "$m/$(echo "$pair" | sed 's/:[^:]*$//')" "${pair##*:}"
	run lint --json "${pair##*:}"
	expect 0 "$pair is told by its content"
	expect_out '"files":1,' "and examined"
done
mkdir empty
run lint empty --json
expect 0 "an empty folder"
expect_out '"files":0,"other_files":0' "has no files"
cp picture.gif empty
ln -s ../empty empty/again
run lint empty
expect_out '^0 cards, 1 file of other kinds not looked at: 0 errors' "a folder that links to itself"
if [ "$(id -u)" -ne 0 ]; then
	mkdir shut; chmod 0 shut
	run lint shut
	expect 3 "a folder that may not be read"
	chmod 700 shut
fi
mkfifo pipe.yaml
run lint pipe.yaml
expect 3 "a pipe"
head -c 200000 /dev/zero | tr '\0' 'a' >big.md
run lint big.md
expect 4 "a text that is too long"
sed "s/'/''/g; s/\\[/[[/" "$m/definition.yaml" >odd.yaml
run lint odd.yaml
expect 4 "broken YAML"

# how it says it
fresh; edit README.md 's/91.18%/91.18/; s/31064/31065/'
run lint work
expect 1 "an error"
expect_out '^work/.*/README.md:19: error: size: expected 31064 \(the file\), found 31065 \[size_differs\]$' "file, line, both values, kind"
expect_out '^work/.*/README.md:31: warning: .*\[unit_error\]$' "a warning"
expect_out '^    if so, print 91.18% or 0.9118$' "what to do about it"
expect_out '^2 cards in 7 files: 1 error, 1 warning, 0 notes$' "a summary"
run lint work --json
expect 1 "an error, as a document"
expect_json zoo.lint/1 "findings"
for key in kind severity file line column message expected found advice; do
	expect_out "\"$key\":" "finding: $key"
done
expect_out '"cards":2,"files":7,"other_files":0,"errors":1,"warnings":1,"notes":0' "counts"
edit README.md 's/The probabilities of twelve words/x/; s/MFCC/\x1b[31m/; s/^A keyword spotter.*/A \xc2\x9b keyword/'
run lint work
[ -z "$(tr -d '\n\t -~' <"$out")" ]
verdict $? "no control characters reach the terminal"
run lint --kinds
expect 0 "the list of kinds"
expect_out '^unit_error +warning +' "a kind, its severity and what it is"
sed 's/^\([^ ]*\) *\([a-z]*\).*/\1 \2/' "$out" >kinds
sed -n 's/^\.BR \([a-z0-9_]*\) " (\([a-z]*\))"$/\1 \2/p' "$root/man/zoo-lint.1" >told
cmp -s kinds told
verdict $? "the manual has the same kinds and severities"
run lint --kinds --json
expect_json zoo.lint/1 "kinds"
run lint --no-such-option
expect 2 "an option that there is not"

# the cards as they were published, and the models
if [ ! -d "$shared/ml-zoo/models" ] || [ ! -d "$shared/cards" ]; then
	skip "published cards and models" "there is no $shared"
	expect_seen $card_kinds
	finish
fi
run lint --json "$shared/cards"
expect 0 "the five published cards"
findings several_figures warning ds-cnn-large-clustered.md 42 | grep -q '93.87%'
verdict $? "0.9401 and 93.87% for one file"
findings wrong_meaning warning micronet-ad-small.md 68 | grep -q .
verdict $? "no machine is anomalous"
findings wrong_meaning warning micronet-kws-medium.md 68 | grep -q .
verdict $? "logits are no probabilities"
findings figure_rounded note micronet-kws-medium.md 39 | grep -q '0.958'
verdict $? "95.77% is 0.958, rounded"
expect_out '"cards":5,"files":5,"other_files":0,"errors":0,"warnings":3,' "and no more warnings"
run lint --json "$shared/ml-zoo"
expect 0 "the published models"
findings untrained_weights warning ad_small_int8.tflite null | grep -q .
verdict $? "one is untrained"
findings same_size note ds_cnn_l_quantized.tflite null | grep -q ds-cnn-large-clustered
verdict $? "and one has the size of another"
run --offline fetch micronet-ad-small --mirror "$shared/ml-zoo"
run lint --json
expect 0 "the installed model that is untrained: its card says so"
findings untrained_weights note micronet-ad-small.yaml null | grep -q .
verdict $? "which makes it a note"
expect_seen $card_kinds
finish
