#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The same kernels where two tables are emulated, which therefore every CPU with AVX2 proves:
# tests/emulated/vnni.h.
if [ ! -x "$TEST_BUILD/tests/emulated/check" ]; then
	echo 'ok 1 - emulated kernels # SKIP there is nothing to emulate for this architecture'
	echo 1..1
	exit 0
fi
exec "$TEST_BUILD/tests/emulated/check" --quick
