#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A published card to one of ours, from the first draft to one that the catalogue takes.
. "$(dirname "$0")/lib.sh"

model=$root/models/keyword_spotting/demo_words/demo_words.tflite
size=$(wc -c <"$model" | tr -d ' ')
sha1=$(sha1sum "$model" | cut -c 1-40)

mkdir card
cat >card/README.md <<X
# Tiny Net INT8

## Description
Made up for a test, after the MicroNets paper.

## License
[Apache-2.0](https://spdx.org/licenses/Apache-2.0.html)

## Network Information
| Network Information |  Value         |
|---------------------|----------------|
|  Framework          | TensorFlow Lite |
|  SHA-1 Hash         | $sha1 |
|  Size (Bytes)       | $size |
|  Provenance         | by hand |

## Performance
| Platform | Optimized |
|----------|:---------:|
| Cortex-M |:heavy_check_mark:         |

## Accuracy
Dataset: Google Speech Commands Test Set

| Metric | Value |
|--------|-------|
| Accuracy | 95.77 |

## Optimizations
| Optimization |  Value  |
|--------------|---------|
| Quantization | INT8 |

## Network Inputs
<table>
    <tr>
        <th width="200">Input Node Name</th>
        <th width="100">Shape</th>
        <th width="300">Description</th>
    </tr>
    <tr>
        <td>serving_default_mfcc:0</td>
        <td>(1, 49, 10, 1)</td>
        <td>MFCCs</td>
    </tr>
</table>

## Network Outputs
| Output Node Name | Shape | Description |
|------------------|-------|-------------|
| StatefulPartitionedCall_1:0 | () | The probability on 12 keywords. |
X
cp "$model" card/model.tflite

# A draft from the text alone.
run import card/README.md
expect 0 "a card alone"
cp "$out" draft.yaml
expect_out '^id: tiny-net$' "an id is proposed"
expect_out '^# doubtful: not printed; proposed after the title$' "and marked"
expect_out '^  # to add: file.name: ' "what is missing is said where it belongs"
expect_out '^    # doubtful: "\(\)" is printed, which is no shape \(line 51\)$' "so is what is doubtful"
expect_out '^  # doubtful: above 1 without "%": read as a percentage, 0.9577 \(line 27\)$' "a unit error"
expect_out '^    printed: "95.77"$' "and the figure as it is printed"
expect_err '^card/README.md:27: doubtful: claims: above 1 without' "stderr lists it with file and line"
expect_err '^card/README.md: to add: file.sha256: ' "and what is to be added"
expect_err '^zoo: not a card yet: tiny-net.yaml:[0-9]*:3: missing key "name"' "and what it lacks"
run -q import card/README.md
cmp -s draft.yaml "$out" && [ ! -s "$err" ]
verdict $? "--quiet: the same, and nothing on stderr"
run import card/README.md --json
expect 0 "--json"
expect_json zoo.import/1 "--json"
expect_out '"complete":false' "it is not a card yet"
expect_out '{"kind":"doubtful","key":"claims","line":27,"message":"above 1' "a finding"
expect_out '{"kind":"to add","key":"file.name","line":null,' "another one"
[ ! -s "$err" ]
verdict $? "--json: nothing on stderr"

# With all that it takes, it is a card.
commit=0123456789abcdef0123456789abcdef01234567
run import card/README.md --file card/model.tflite --output tiny.yaml \
	--upstream ARM-software/ML-zoo@1234567:models/keyword_spotting/tiny/README.md \
	--upstream "ARM-software/ML-zoo@$commit:models/keyword_spotting/tiny/tiny.tflite"
expect 0 "with the file and both places"
expect_no_out "--output: nothing on stdout"
[ "$(grep -c 'not a card yet' "$err")" -eq 0 ]
verdict $? "it is a card"
grep -qx 'id: tiny' tiny.yaml
verdict $? "whose id is the name of its file"
grep -qx "  sha256: $(sha256sum "$model" | cut -c 1-64)" tiny.yaml
verdict $? "sha256 from the file"
grep -qx '    shape: \[1, 12\]' tiny.yaml
verdict $? "a shape from the file"
grep -qx 'operators: \[AVERAGE_POOL_2D, CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED, RESHAPE, SOFTMAX\]' tiny.yaml
verdict $? "operators from the file"
[ "$(ls)" = "$(printf 'card\ndraft.yaml\nerr\nhome\nout\ntiny.yaml')" ]
verdict $? "no other file is left"
run lint tiny.yaml
expect 0 "zoo lint takes it"
mkdir cards
cp tiny.yaml cards
ZOO_METADATA=$scratch/cards
export ZOO_METADATA
run add tiny "$model"
expect 0 "its model can be added"
run verify tiny
expect 0 "and verified"
run show tiny --json
expect_out '"value":"95.77","dataset":"Google Speech Commands Test Set"' "and shown"
unset ZOO_METADATA

# What is written is written whole or not at all.
echo precious >old.yaml
run import no-such.md --output old.yaml
expect 3 "a text that is not there"
run import "$model" --output old.yaml
expect 4 "a text that is none"
run import "$root/README.md" --output old.yaml
expect 4 "a text that is no card"
expect_err 'no model card in ML-zoo' "which is said"
run import card/README.md --file card/README.md --output old.yaml
expect 4 "a file that is no model"
[ "$(cat old.yaml)" = precious ]
verdict $? "leave what was there"
run import card/README.md --output old.yaml
expect 0 "another one"
grep -qx 'id: old' old.yaml
verdict $? "takes its place"
run import card/README.md --output no-such/x.yaml
expect 3 "a directory that is not there"
expect_err 'no-such/x.yaml: No such file' "is named"
[ ! -e no-such ] && [ "$(find . -name '*.part')" = '' ]
verdict $? "nothing is left behind"
if [ -e /dev/full ]; then
	"$ZOO" import card/README.md >/dev/full 2>"$err"
	code=$?
	command='zoo import >/dev/full'
	expect 3 "output that cannot be written"
fi

run import card/README.md --upstream nowhere
expect 2 "a place that is none"
expect_err '^zoo: --upstream: expected OWNER/NAME@COMMIT:PATH, got "nowhere"' "says what one is"
expect_err '^hint: for example ' "with an example"
run import card/README.md --file "$root/models/keyword_spotting/demo_words/demo_words_test.tar"
expect 4 "a file of another kind"

# Lines may end in any way, and marks that turn text around do not reach the terminal.
sed 's/$/\r/' card/README.md >crlf.md
run -q import crlf.md
sed 1d draft.yaml >expected
sed 1d "$out" >got
cmp -s expected got
verdict $? "with carriage returns: the same"
printf '# a\342\200\256b\n\033[31m' >evil.md
run import evil.md
expect 4 "control bytes"
expect_err 'evil.md:2:1: a control character' "are refused with their place"
sed 's/^# .*/# a\xe2\x80\xaeb/' card/README.md >evil.md
run import evil.md
expect 0 "a mark that turns text around"
expect_out '^title: "a\\u202eb"$' "is spelled out"

# The examples of the manual page.
sed -n '/^\.EX/,/^\.EE/p' "$root/man/zoo-import.1" | grep '^zoo ' | sed 's/\\-/-/g' >examples
[ "$(wc -l <examples)" -ge 3 ]
verdict $? "the page has examples"
while read -r zoo example; do
	run $example
	expect 0 "example: zoo $example"
done <examples

# The five published cards: all of what they print is in the catalogue.
if [ -d "$shared/cards" ]; then
	for text in "$shared"/cards/*.md; do
		id=$(basename "$text" .md)
		ours=$root/metadata/$id.yaml
		repository=$(sed -n 's/^  repository: //p' "$ours")
		commit=$(sed -n 's/^  commit: //p' "$ours")
		path=$(sed -n '/^file:/,/^$/s/^  path: //p' "$ours")
		run -q import "$text" --id "$id" --upstream "$(sed -n 's/^  card: //p' "$ours")" \
			--upstream "$repository@$commit:$path"
		expect 0 "$id"
		# Lines of the imported card that ours does not have; folded text as one line.
		unfold() {
			grep -v '^ *#' "$1" | awk '
				/>-$/ { sub(/>-$/, ""); folded = $0; match($0, /^ */); depth = RLENGTH; next }
				folded != "" { match($0, /^ */)
					if (RLENGTH > depth && $0 != "") {
						sub(/^ */, ""); folded = folded $0 " "; next }
					print folded; folded = "" }
				{ print }
				END { if (folded != "") print folded }' | sed '/^$/d; s/ *$//'
		}
		unfold "$out" >imported
		unfold "$ours" >catalogue
		grep -vxFf catalogue imported >differences
		command="zoo import $id: $(head -n 1 differences)"
		[ ! -s differences ]
		verdict $? "$id: every line of it stands in metadata/"
	done
else
	skip "the five published cards" "no shared data"
fi

run import card.md --id ../x
expect 2 "an id that is none"
expect_err '^zoo: --id \.\./x: expected lower-case' "what it should be"
expect_no_out "nothing is written then"
run import card.md --id x.
expect 2 "an id of allowed characters that is none"
expect_err '^zoo: --id x\.: expected lower-case .* 64 at most, a letter or digit first and no "\." last' \
	"the rule that it breaks"

finish
