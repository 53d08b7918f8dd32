#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A sample of each part of "make torture", small enough for every day.
. "$(dirname "$0")/lib.sh"

: "${TEST_BUILD:=$root/build}"
export TEST_BUILD ZOO
sh "$root/tests/torture/run.sh" bounded >log 2>"$err"
: >"$out"
command='sh tests/torture/run.sh bounded' code=1
while IFS= read -r line; do
	case $line in
	"ok - "*"# SKIP "*) skip "$(expr "$line" : 'ok - \(.*\) # SKIP')" "${line#*# SKIP }" ;;
	"ok - "*) verdict 0 "${line#ok - }" ;;
	"not ok - "*) verdict 1 "${line#not ok - }" ;;
	*) echo "$line" ;;
	esac
done <log
finish
