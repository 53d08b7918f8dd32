#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The README's transcripts: each "$ zoo ..." line runs, from the root of the source tree, and
# prints first what stands below it.
. "$(dirname "$0")/lib.sh"

cd "$root" || exit 1
awk '/^```/ { block = !block; print "$ "; next } block' README.md >"$scratch/blocks"
grep '^\$ zoo ' "$scratch/blocks" | sed 's/^\$ zoo //' >"$scratch/commands"
[ -s "$scratch/commands" ]
verdict $? "there are transcripts"

while read -r line; do
	# shellcheck disable=SC2086 -- the words of a command line
	run $line
	expect 0 "zoo $line"
	awk -v start="\$ zoo $line" '$0 == start { on = 1; next } /^\$ / { on = 0 } on' \
		"$scratch/blocks" >"$scratch/expected"
	head -n "$(wc -l <"$scratch/expected")" "$out" | cmp -s - "$scratch/expected"
	verdict $? "zoo $line prints what the README shows"
done <"$scratch/commands"
finish
