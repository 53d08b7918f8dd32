# SPDX-License-Identifier: Apache-2.0
# For tests of the command line: TAP, a scratch folder, and a world in which nothing of the
# user's own is seen.  To be sourced; ZOO is the program under test.
#
#	run list --json           # stdout in $out, stderr in $err, exit status in $code
#	expect 0 "the catalogue can be listed"
#	expect_out '"schema"' "it is JSON"
#	finish

set -u

root=$(cd "$(dirname "$0")/../.." && pwd)
: "${ZOO:=$root/build/zoo}"
shared=${ZOO_SHARED:-$root/../shared}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

export HOME="$scratch/home" ZOO_HOME="$scratch/store" LC_ALL=C TERM=xterm
mkdir -p "$HOME"
unset XDG_DATA_HOME XDG_CONFIG_HOME ZOO_METADATA ZOO_DATA ZOO_MIRROR ZOO_ISA NO_COLOR COLUMNS

test_count=0 failed_count=0
out=$scratch/out err=$scratch/err code=0 command="nothing yet"

# Run the program with the arguments given.
run() {
	command="zoo $*"
	"$ZOO" "$@" >"$out" 2>"$err" </dev/null
	code=$?
}

# verdict STATUS WHAT: print a check.
verdict() {
	test_count=$((test_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $test_count - $2"
		return 0
	fi
	failed_count=$((failed_count + 1))
	echo "not ok $test_count - $2"
	echo "#   after: $command (exit status $code)"
	head -n 4 "$out" | cut -c 1-160 | sed 's/^/#   stdout: /'
	head -n 3 "$err" | cut -c 1-160 | sed 's/^/#   stderr: /'
	return 1
}

expect() { # CODE WHAT
	[ "$code" -eq "$1" ]
	verdict $? "$2: exit status $1"
}

expect_out() { # REGEX WHAT
	grep -qE -e "$1" "$out"
	verdict $? "$2"
}

expect_no_out() { # WHAT
	[ ! -s "$out" ]
	verdict $? "$1"
}

expect_err() { # REGEX WHAT
	grep -qE -e "$1" "$err"
	verdict $? "$2"
}

# Is stdout one JSON document?  json_verify comes with libyajl; not everybody has it.
expect_json() { # SCHEMA WHAT
	if command -v json_verify >/dev/null; then
		json_verify -q <"$out"
		verdict $? "$2: stdout is one JSON document"
	elif command -v python3 >/dev/null; then
		python3 -c 'import json, sys; json.load(sys.stdin)' <"$out"
		verdict $? "$2: stdout is one JSON document"
	fi
	[ "$(sed -n 's/^{"schema":"\([^"]*\)".*$/\1/p' "$out")" = "$1" ]
	verdict $? "$2: schema $1"
}

skip() { # WHAT WHY
	test_count=$((test_count + 1))
	echo "ok $test_count - $1 # SKIP $2"
}

finish() {
	echo "1..$test_count"
	[ "$failed_count" -eq 0 ]
	exit $?
}
