#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Run one part of the torture, whose command is one word here, and show what it printed in one
# piece, with the seconds that it took; a part that dies is a failure.
set -u

out=$(mktemp "$TORTURE_WORLD/out-XXXXXX")
began=$(date +%s)
# shellcheck disable=SC2086 -- a command and its words
$1 >"$out" 2>"$out.err"
code=$?
if [ $code -gt 1 ] || ! grep -qE '^(not )?ok ' "$out"; then
	head -n 5 "$out.err" | sed 's/^/#   /' >>"$out"
	echo "not ok - ${1##*/}: it could not go on, exit status $code" >>"$out"
fi
took=$(($(date +%s) - began))
sed "/^ok /s/\$/ ($took s in all)/" "$out" | sed "/# SKIP/s/ ([0-9]* s in all)//"
