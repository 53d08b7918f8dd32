#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The same kernels where two tables are emulated, which therefore every CPU with AVX2 proves:
# tests/simde/vnni.h.  And whole networks on those tables, the small ones of them.
#
# ZOO_EMULATED=full runs all networks, which takes some minutes.
set -u
cd "$(dirname "$0")/../.." || exit 1

programs=$TEST_BUILD/tests/simde
if [ ! -x "$programs/check" ]; then
	echo 'ok 1 - kernels emulated by SIMDe # SKIP there is nothing to emulate for this architecture'
	echo 1..1
	exit 0
fi

most=4000
[ "${ZOO_EMULATED:-}" = full ] && most=1000000

count=0 failed=0
# A program's lines, counted on; one that ends early is a failed line more.
part() {
	name=$(basename "$1")
	tap=$("$@" </dev/null)
	status=$?
	lines=$(printf '%s\n' "$tap" | grep -cE '^(not )?ok ')
	printf '%s\n' "$tap" | awk -v n="$count" '
		/^1\.\./ { next }
		/^(not )?ok / { n++; sub(/ok [0-9]+/, "ok " n) }
		{ print }'
	count=$((count + lines + 1))
	if [ "$(printf '%s\n' "$tap" | tail -n 1)" = "1..$lines" ] && [ $status -eq 0 ]; then
		echo "ok $count - $name, its VNNI tables emulated, runs to its end"
	else
		failed=1
		echo "not ok $count - $name, its VNNI tables emulated, runs to its end"
		echo "# exit status $status after $lines lines"
	fi
}

part "$programs/check" --quick
for program in golden determinism; do
	part "$programs/$program" --isa avxvnni --isa avx512vnni --most-macs $most
done
echo "1..$count"
exit $failed
