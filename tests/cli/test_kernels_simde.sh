#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The same kernels where two tables are emulated, which therefore every CPU with AVX2 proves:
# tests/simde/vnni.h.
if [ ! -x "$TEST_BUILD/tests/simde/check" ]; then
	echo 'ok 1 - kernels emulated by SIMDe # SKIP there is nothing to emulate for this architecture'
	echo 1..1
	exit 0
fi
exec "$TEST_BUILD/tests/simde/check" --quick
