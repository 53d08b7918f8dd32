#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every row of the fault matrix names a test that is there, or says why there is none.
set -eu
table=tests/torture/matrix.tsv
expected='F-01 F-02 F-03 F-04 F-05 F-06 F-07 F-08 F-09 F-10 F-11 F-12 F-13 F-14 F-15 F-16 F-17
F-20 F-21 F-22 F-23 F-24 F-25 F-26 F-27 F-28 F-29 F-30 F-31 F-32 F-33 F-34 F-35 F-36 F-37 F-38 F-39
F-40 F-41 F-42 F-43 F-44 F-45 F-46 F-47 F-48 F-49 F-50 F-51 F-52 F-53 F-54
F-60 F-61 F-62 F-63 F-64 F-65 F-66 F-67 F-68 F-69
F-70 F-71 F-72 F-73 F-74 F-75 F-76 F-77'
bad=0
for id in $expected; do
	[ "$(grep -c "^$id	" $table)" -eq 1 ] || { echo "$table: $id stands there $(grep -c "^$id	" $table) times"; bad=1; }
done
tab=$(printf '\t')
while IFS=$tab read -r id fault code file check more; do
	case $id in '#'* | '') continue ;; esac
	[ -n "$fault" ] && [ -n "$check" ] && [ -z "$more" ] || { echo "$table: $id: expected five columns"; bad=1; }
	case $code in [0-8] | 130 | -) ;; *) echo "$table: $id: no exit status: $code"; bad=1 ;; esac
	[ "$file" = - ] && continue
	if [ ! -f "$file" ]; then
		echo "$table: $id: there is no $file"
		bad=1
	elif ! grep -qF -e "$check" "$file"; then
		echo "$table: $id: $file does not hold: $check"
		bad=1
	fi
done <$table
exit $bad
