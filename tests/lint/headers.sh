#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every header compiles alone and has a guard that spells its path; every source opens with
# its licence and, in C, with a comment that says what it is.
set -eu
bad=0
isa=$(MAKEFLAGS='' make -s print-isa)
for header in $(git ls-files --cached --others --exclude-standard -- 'cli/*.h' 'zoo/*.h' 'engine/*.h' 'tests/*.h'); do
	guard=$(printf '%s' "$header" | tr 'a-z/.' 'A-Z__')
	grep -q "^#ifndef $guard\$" "$header" || { echo "$header: the guard is not $guard"; bad=1; }
	case $header in
	engine/kernels/arm/*)
		compiler=aarch64-linux-gnu-gcc
		command -v $compiler >/dev/null || { echo "lint: $header is left out: no $compiler"; continue; }
		;;
	*) compiler=${CC:-cc} ;;
	esac
	flags=
	case $header in
	engine/kernels/*/*)
		name=${header##*/}
		flags=$(printf '%s\n' "$isa" | sed -n "s/^${name%%[_.]*} //p")
		;;
	esac
	printf '#include "%s"\n' "$header" |
		$compiler $flags -std=c11 -D_GNU_SOURCE -I. -fsyntax-only -x c - || { echo "$header does not compile alone"; bad=1; }
done
for file in $(git ls-files --cached --others --exclude-standard -- '*.c' '*.h' '*.cc' '*.sh' '*.py' '*.fbs' Makefile .ci/run .ci/deps tests/run); do
	head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || { echo "$file: no SPDX line"; bad=1; }
	case $file in *.[ch] | *.cc)
		[ "$(sed -n 2p "$file")" = '/*' ] || { echo "$file: no comment at its head"; bad=1; } ;;
	esac
done
exit $bad
