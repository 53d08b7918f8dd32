#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A sample of each part of "make torture", small enough for every day; where root runs it, some
# of it once more as a user whom modes bind.
. "$(dirname "$0")/lib.sh"

: "${TEST_BUILD:=$root/build}"
export TEST_BUILD ZOO
run_sh=$root/tests/torture/run.sh

# show WHO: the lines of the log as checks.
show() {
	while IFS= read -r line; do
		case $line in
		"ok - "*"# SKIP "*) skip "$1$(expr "$line" : 'ok - \(.*\) # SKIP')" "${line#*# SKIP }" ;;
		"ok - "*) verdict 0 "$1${line#ok - }" ;;
		"not ok - "*) verdict 1 "$1${line#not ok - }" ;;
		*) echo "$line" ;;
		esac
	done <log
}

: >"$out"
command='sh tests/torture/run.sh bounded' code=1
sh "$run_sh" bounded >log 2>"$err"
show ''

[ "$(id -u)" -eq 0 ] || finish
as_user() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
if ! as_user test -x "$ZOO" 2>/dev/null || ! as_user test -x "$TEST_BUILD/tests/torture/points" ||
	! as_user test -r "$run_sh"; then
	skip "torture as user 65534" "no setpriv, or nobody else is let in to what was built"
	finish
fi
chmod 755 "$scratch"
mkdir user
chown 65534:65534 user
command='sh tests/torture/run.sh user, as user 65534'
TMPDIR=$scratch/user HOME=$scratch/user as_user sh "$run_sh" user >log 2>"$err"
verdict $? "torture as user 65534"
show 'as user 65534: '
finish
