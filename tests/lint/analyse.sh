#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# clang-tidy over what changed since it last found nothing.  Kernels for Arm need the headers of
# Debian's libc6-dev-arm64-cross.
#
# Nearly all the time goes to clang's path analyser, which gives up on a function after so many
# nodes of its graph: 225,000 of its own accord, at four CPU minutes for the whole tree.
# ZOO_ANALYSER_NODES=225000 is that thorough; the default takes a fifth of the time.
set -eu
build=$1
isa=$(MAKEFLAGS='' make -s print-isa)
nodes=${ZOO_ANALYSER_NODES:-30000}
arm=engine/kernels/arm/
if [ -d /usr/aarch64-linux-gnu/include ]; then arm=none; else echo "lint: $arm is left out: no libc6-dev-arm64-cross"; fi
mkdir -p "$build/tidy/$nodes"
git ls-files --cached --others --exclude-standard -- 'cli/*.c' 'zoo/*.c' 'engine/*.c' |
while read -r file; do
	target=
	case $file in
	"$arm"*) continue ;;
	engine/kernels/arm/*) target=--target=aarch64-linux-gnu ;;
	esac
	case $file in
	engine/kernels/*/*)
		name=${file##*/}
		target="$target $(printf '%s\n' "$isa" | sed -n "s/^${name%%[_.]*} //p")"
		;;
	esac
	stamp=$build/tidy/$nodes/$(printf '%s' "$file" | tr / _)
	[ "$stamp" -nt "$file" ] && [ "$stamp" -nt .clang-tidy ] && continue
	# shellcheck disable=SC2086 -- a list of words
	set -- "$file" "$stamp" $target
	echo "$*"
done |
NODES=$nodes xargs -r -L 1 -P "$(nproc)" sh -c '
	stamp=$1
	shift
	clang-tidy --quiet "$0" -- "$@" -Xclang -analyzer-config -Xclang max-nodes="$NODES" -std=c11 -D_GNU_SOURCE -DZOO_VERSION=\"0\" -DZOO_PREFIX=\"/\" -I. \
	2>/dev/null && : >"$stamp"'
