#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# clang-tidy over what changed since it last found nothing.  Kernels for Arm need the headers of
# Debian's libc6-dev-arm64-cross.
#
# Nearly all the time goes to clang's path analyser, which gives up on a function after so many
# nodes of its graph: 225,000 of its own accord, at four CPU minutes for the whole tree.
# ZOO_ANALYSER_NODES=225000 is that thorough, the default takes a fifth of the time.
set -eu
build=$1
nodes=${ZOO_ANALYSER_NODES:-30000}
arm=engine/kernels/arm/
if [ -d /usr/aarch64-linux-gnu/include ]; then arm=none; else echo "lint: $arm is left out: no libc6-dev-arm64-cross"; fi
mkdir -p "$build/tidy/$nodes"
git ls-files --cached --others --exclude-standard -- 'cli/*.c' 'zoo/*.c' 'engine/*.c' |
while read -r file; do
	case $file in "$arm"*) continue ;; esac
	stamp=$build/tidy/$nodes/$(printf '%s' "$file" | tr / _)
	[ "$stamp" -nt "$file" ] && [ "$stamp" -nt .clang-tidy ] || printf '%s %s\n' "$file" "$stamp"
done |
NODES=$nodes xargs -r -n 2 -P "$(nproc)" sh -c '
	case $0 in
	engine/kernels/arm/*) target="--target=aarch64-linux-gnu -march=armv8.2-a+dotprod+i8mm" ;;
	engine/kernels/x86/avx512*) target="-mavx2 -mfma -mavx512f -mavx512bw -mavx512vl -mavx512dq -mavx512vnni" ;;
	engine/kernels/x86/avxvnni*) target="-mavx2 -mfma -mavxvnni" ;;
	engine/kernels/x86/*) target="-mavx2 -mfma" ;;
	esac
	clang-tidy --quiet "$0" -- $target -Xclang -analyzer-config -Xclang max-nodes="$NODES" -std=c11 -D_GNU_SOURCE -DZOO_VERSION=\"0\" -DZOO_PREFIX=\"/\" -I. \
	2>/dev/null && : >"$1"'
