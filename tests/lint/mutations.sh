#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every fault that tests/kernels/mutations.sh plants still has the line in which it is planted;
# whether the checker then sees it takes builds, and CI runs those.
set -eu
out=$(mktemp)
trap 'rm -f "$out"' EXIT
if ! sh tests/kernels/mutations.sh --fits >"$out" 2>&1; then
	grep -v '^ok ' "$out"
	exit 1
fi
