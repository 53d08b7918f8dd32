#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is wrong with a command line is said in one line with a hint, and is exit status 2.
. "$(dirname "$0")/lib.sh"

usage() { # MESSAGE-REGEX HINT-REGEX ARGUMENTS...
	message=$1 hint=$2
	shift 2
	run "$@"
	expect 2 "zoo $*"
	expect_no_out "zoo $*: nothing on stdout"
	[ "$(grep -c '^zoo: ' "$err")" -eq 1 ] && [ "$(wc -l <"$err")" -le 2 ]
	verdict $? "zoo $*: one line of message"
	expect_err "^zoo: .*$message" "zoo $*: the message"
	[ -z "$hint" ] || expect_err "^hint: .*$hint" "zoo $*: the hint"
}

usage 'no command' 'zoo help'
usage 'unknown command "lisst"' 'did you mean zoo list\?' lisst
usage 'unknown command "qqqqqqqqqq"' 'zoo help' qqqqqqqqqq
usage 'unknown command "../x"' '' ../x
usage 'unknown option --jsn' 'did you mean --json\?' --jsn list
usage 'unknown option --tsk' 'did you mean --task\?' list --tsk x
usage 'unknown option -x' 'zoo list -h' list -x
usage '--task: expected a value' '' list --task
usage '--task: expected T, got nothing' '' list --task=
usage '--json takes no value' '' list --json=1
usage '--color: expected auto, always or never, got "blue"' '' --color blue list
usage '--progress: expected auto, always, never or json' '' list --progress x
usage '--threads: expected a whole number from 1' '' eval a --threads 0
usage '--threads: expected a whole number' '' eval a --threads 2x
usage '--threads: expected a whole number' '' eval a --threads 99999999999999999999
usage '--limit: expected a whole number' '' eval a --limit -1
usage '--rounding: expected double, single or fp32' '' bench a --rounding up
usage 'zoo show: an argument is missing' 'usage: zoo show CARD' show
usage 'zoo show: unexpected argument "b"' 'usage: zoo show CARD' show a b
usage 'zoo add: an argument is missing' 'usage: zoo add CARD FILE' add a
usage 'zoo run: an argument is missing' 'usage: zoo run' run a
usage 'zoo eval: which card' '--dataset' eval
usage 'which card' 'zoo fetch --all' fetch
usage 'exclude each other' '' fetch --all mobilenet-v2
printf x >some.tflite
usage 'a file needs --protocol' '' eval ./some.tflite
usage 'scalar' '' bench mobilenet-v2 --isa abacus

# Options and arguments in any order; global options before and behind the command.
run --json labels mobilenet-v2
expect 0 "--json before the command"
cp "$out" first
run labels mobilenet-v2 --json
cmp -s first "$out"
verdict $? "--json behind the command is the same"
run labels -- mobilenet-v2
expect 0 "-- ends the options"
run labels -- --json
expect 2 "behind -- an option is a name, which no card has"
run list --task=keyword_spotting
expect 0 "--name=value"
run -qv list
expect 0 "two flags in one word"

# -C
mkdir sub
printf 'x' >sub/card.yaml
run -C sub lint card.yaml
expect 4 "-C DIR works as if started there"
expect_out 'card.yaml' "-C DIR: the file is found"
run -Csub lint card.yaml
expect 4 "-CDIR in one word"
run -C no-such-dir list
expect 3 "-C to nowhere"
expect_err 'no-such-dir: No such file' "-C to nowhere is named"

# In --json mode an error is a document, with the same exit status.
for arguments in 'lisst' 'list --tsk x' 'show' 'eval a --threads 0'; do
	run --json $arguments
	expect 2 "zoo --json $arguments"
	expect_json zoo.error/1 "zoo --json $arguments"
	expect_out '"code":2' "zoo --json $arguments: the code"
	expect_out '"message":"' "zoo --json $arguments: the message"
done
run show nothing-of-the-kind --json
expect 6 "an unknown card"
expect_json zoo.error/1 "an unknown card"
expect_out '"hint":' "an unknown card: the hint"

finish
