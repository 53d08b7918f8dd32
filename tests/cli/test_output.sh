#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Where output goes, what it may hold, and what happens when it cannot be written.
. "$(dirname "$0")/lib.sh"

# Output that is lost is an error, whatever else came of it, and the first reason is told: of
# every command, as text and as JSON.
demo=$root/models/keyword_spotting/demo_words
clip=$(tar tf "$demo/demo_words_test.tar" | grep 'yes/.*\.flac$' | head -n 1)
tar xf "$demo/demo_words_test.tar" "$clip"
cp "$clip" clip.flac
printf '# A Net\n\n## Network Information\n| A | B |\n|---|---|\n| Framework | TensorFlow Lite |\n' >page.md
"$ZOO" fetch demo-words >/dev/null
"$ZOO" bundle create a.bundle demo-words >/dev/null
cat >rows <<X
list
show demo-words
labels demo-words
datasets
fetch demo-words
fetch --dry-run demo-words
fetch --dry-run --dataset speech_commands
add demo-words $demo/demo_words.tflite
verify
verify demo-words
remove demo-words
fsck
gc
du
bundle create b.bundle demo-words
bundle verify a.bundle
bundle unbundle a.bundle
lint $root/metadata/demo-words.yaml
import page.md
run demo-words clip.flac
inspect demo-words
eval demo-words --data $demo/demo_words_test.tar
bench demo-words --ms 5
help
help eval
version
X
lost() { # REASON
	expect 3 "$command"
	expect_err "^zoo: could not write output: $1\$" "$command says why"
}
: >"$out"
while read -r arguments; do
	for arguments in "$arguments" "$arguments --json"; do
		"$ZOO" fetch demo-words >/dev/null 2>&1
		command="zoo $arguments >&-"
		rm -f b.bundle
		"$ZOO" $arguments >&- 2>"$err" </dev/null
		code=$?
		lost 'Bad file descriptor'
		[ -e /dev/full ] || continue
		"$ZOO" fetch demo-words >/dev/null 2>&1
		command="zoo $arguments >/dev/full"
		rm -f b.bundle
		"$ZOO" $arguments >/dev/full 2>"$err" </dev/null
		code=$?
		lost 'No space left on device'
	done
done <rows
"$ZOO" help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' >commands
[ -s commands ]
verdict $? "the commands are known"
while read -r name; do
	grep -q "^$name\( \|\$\)" rows
	verdict $? "$name is among those whose output was lost"
done <commands
[ -e /dev/full ] || skip "a full device" "there is no /dev/full"
rm -rf "$ZOO_HOME"
command='zoo list 2>&-'
"$ZOO" list 2>&- >"$out"
code=$?
expect 0 "stderr is closed"

# A reader that goes away is no news.
{ "$ZOO" labels mobilenet-v2; echo $? >status; } 2>"$err" | head -n 1 >"$out"
code=$(cat status)
command='zoo labels | head'
[ "$code" -eq 0 ] || [ "$code" -eq 3 ]
verdict $? "a closed pipe ends it without a signal"
[ ! -s "$err" ]
verdict $? "a closed pipe is not complained about"

# A descriptor that is closed is not filled by a file that is opened.
"$ZOO" list <&- >"$out" 2>"$err"
code=$?
command='zoo list <&-'
expect 0 "stdin is closed"

# Colours.
printf '\033' >escape
has_colour() { grep -qf escape "$out"; }
run list
has_colour
[ $? -eq 1 ]
verdict $? "no colours in a file"
run --color always list
has_colour
verdict $? "--color always"
run --color never list
has_colour
[ $? -eq 1 ]
verdict $? "--color never"
run --color always --json list
has_colour
[ $? -eq 1 ]
verdict $? "no colours in JSON"
if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
	script -qec "'$ZOO' list" /dev/null >"$out" </dev/null
	command='zoo list on a terminal'
	has_colour
	verdict $? "colours on a terminal"
	NO_COLOR=1 script -qec "'$ZOO' list" /dev/null >"$out" </dev/null
	has_colour
	[ $? -eq 1 ]
	verdict $? "NO_COLOR"
	NO_COLOR= script -qec "'$ZOO' list" /dev/null >"$out" </dev/null
	has_colour
	verdict $? "NO_COLOR that is empty is none"
	TERM=dumb script -qec "'$ZOO' list" /dev/null >"$out" </dev/null
	has_colour
	[ $? -eq 1 ]
	verdict $? "TERM=dumb"
	TERM= script -qec "'$ZOO' list" /dev/null >"$out" </dev/null
	has_colour
	[ $? -eq 1 ]
	verdict $? "an empty TERM is none, and a terminal without a name gets no colours"
	NO_COLOR=1 script -qec "'$ZOO' --color always list" /dev/null >"$out" </dev/null
	has_colour
	verdict $? "--color always before NO_COLOR"
else
	skip "colours on a terminal" "script(1) cannot make a terminal here"
fi

# Text from files cannot drive the terminal, nor break JSON.
mkdir cards
sed 's/^id: .*/id: evil/; s/^aliases: .*//; s/^title: .*/title: "a\\u202ec"/' \
	"$root/metadata/mobilenet-v2.yaml" >cards/evil.yaml
cp -r "$root/metadata/labels" cards/
ZOO_METADATA=$scratch/cards
export ZOO_METADATA
run show evil
expect 0 "a card with a mark that turns text around"
expect_out 'a\\u202ec' "it is spelled out"
run show evil --json
expect_json zoo.show/1 "such a card"
unset ZOO_METADATA
run show "$(printf 'a\033[31m')"
expect 2 "a name with control bytes"
grep -qf escape "$err"
[ $? -eq 1 ]
verdict $? "control bytes of arguments do not reach the terminal"
run --json show "$(printf 'a\377b')"
expect_json zoo.error/1 "a name that is not UTF-8"

# External commands.
mkdir bin
cat >bin/zoo-hello <<'X'
#!/bin/sh
echo "hello $# [$1] in $(basename "$PWD")"
exit 42
X
chmod +x bin/zoo-hello
printf 'echo wrong\n' >bin/zoo-list
chmod +x bin/zoo-list
PATH=$scratch/bin:$PATH
export PATH
run hello --json 'a b'
expect 42 "zoo-hello on PATH is run by zoo hello"
expect_out '^hello 2 \[--json\]' "with the arguments that follow"
mkdir there
run -C there hello
expect_out ' in there$' "in the directory of -C"
run list
expect 0 "a command of zoo's own comes first"
expect_out mobilenet-v2 "a command of zoo's own comes first"

finish
