#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Who may include whom.  The table is the architecture: a file sees its own folder and the
# folders behind the colon, by full path from the root.  zoo/ and engine/ themselves hold
# nothing but public headers; the folders below them hold the code, and headers of their own.
set -eu

table='
cli:             zoo engine engine/base
zoo:             engine engine/base
zoo/verify:      zoo zoo/store engine engine/base
zoo/eval:        zoo engine engine/base
zoo/bench:       zoo engine engine/base
zoo/fetch:       zoo engine engine/base
zoo/arrival:     zoo zoo/decode engine/base
zoo/bundle:      zoo zoo/store zoo/decode engine engine/base
zoo/upkeep:      zoo zoo/store engine/base
zoo/store:       zoo engine/base
zoo/lint:        zoo zoo/published engine engine/base
zoo/import:      zoo zoo/published engine/base
zoo/published:   zoo zoo/base engine/base
zoo/card:        zoo zoo/base engine/base
zoo/sets:        zoo zoo/datasets engine/base
zoo/datasets:    zoo zoo/decode engine/base
zoo/protocols:   zoo zoo/decode zoo/features engine engine/base
zoo/decode:      engine/base
zoo/features:    zoo engine engine/base
zoo/base:        zoo engine/base
engine:          engine/base
engine/model:    engine engine/tflite engine/base
engine/plan:     engine engine/ops engine/base
engine/ops:      engine engine/kernels engine/base
engine/kernels:  engine engine/base
engine/kernels/x86: engine/kernels engine engine/base
engine/kernels/arm: engine/kernels engine engine/base
engine/tflite:   engine/base
engine/base:
'

git ls-files --cached --others --exclude-standard -- 'cli/*.[ch]' 'zoo/*.[ch]' 'engine/*.[ch]' 'engine/*.cc' |
while read -r file; do [ -e "$file" ] && grep -Hn '^#include "' "$file"; done |
awk -v table="$table" '
function folder(path) { sub("/[^/]*$", "", path); return path }
BEGIN {
	rows = split(table, row, "\n")
	for (i = 1; i <= rows; i++) {
		if (split(row[i], side, ":") < 2) continue
		known[side[1]] = 1
		names = split(side[2], name, " ")
		for (j = 1; j <= names; j++) may[side[1], name[j]] = 1
	}
}
{
	split($0, part, ":")
	from = folder(part[1])
	match($0, /"[^"]*"/)
	header = substr($0, RSTART + 1, RLENGTH - 2)
	if (header == "schema_generated.h") next   # generated; libraries.sh says who reads it
	if (header !~ "/") { print part[1] ":" part[2] ": \"" header "\" is not a path from the root"; bad = 1; next }
	to = folder(header)
	if (!(from in known)) { print part[1] ": the table of layers does not know " from; bad = 1; next }
	if (from != to && !((from, to) in may)) {
		print part[1] ":" part[2] ": " from " may not include " header; bad = 1
	}
}
END { exit bad }'
