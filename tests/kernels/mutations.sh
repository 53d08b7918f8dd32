#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Does the checker of kernels see faults?  Plants one after the other in a copy of the sources,
# builds the checker, and requires that it fails.  Prints TAP.
#
#	tests/kernels/mutations.sh [--quick | WORD]
#
# Each line of the table: table of kernels, subject of the checker, file below engine/kernels, a
# sed expression that changes exactly one line of it, and what is wrong then.  --quick: the
# lines that begin with a star.  WORD: those that it occurs in.
set -u

table='
*scalar    @ conv      @ requant.h                @ /^static inline int32_t high_multiply/,/^}/s/<< 30)) >> 31/<< 29)) >> 31/     @ rounding constant
 scalar    @ conv      @ requant.h                @ s/(mask >> 1) + (x < 0);/(mask >> 1);/                                       @ ties below 0
*scalar    @ conv      @ scalar.c                 @ s/if (k < k_count)/if (k + 1 < k_count)/                                     @ k tail
 scalar    @ conv      @ scalar.c                 @ s/memset(row, conv->zero_in, depth)/memset(row, 0, depth)/                   @ margin
 scalar    @ depthwise @ scalar.c                 @ s/memset(outside, conv->zero_in,/memset(outside, 0,/                         @ margin
 scalar    @ pool      @ requant.h                @ s/: (sum - count \/ 2) \/ count/: (sum + count \/ 2) \/ count/                @ rounding of a mean below 0
 scalar    @ add       @ scalar.c                 @ s/(b\[i\] - add->zero_b)/(b[i] - add->zero_a)/                               @ zero point
*scalar    @ forms     @ forms_steps.c            @ s/-half : half)/half : -half)/                                         @ sign of a threshold
*scalar    @ forms     @ forms_steps.c            @ s/unit, before - 1, /unit, before, /                                         @ ties below 0
*scalar    @ forms     @ forms.c                  @ s/out->exception = below .*/out->exception = INT32_MIN;/                     @ exception
 scalar    @ forms     @ forms_steps.c            @ s/twice = .* INT64_C(1) << 30 : 0/twice = 0/                                 @ first of two roundings
 scalar    @ forms     @ forms_steps.c            @ s/int64_t borrow = .*/int64_t borrow = 0;/                                   @ remainder of a step
 scalar    @ forms     @ forms.h                  @ s/lane->negative = .*/lane->negative = 0;/                                     @ ties below 0 in integers
*scalar    @ conv      @ pack.c                   @ s/(int64_t)conv->zero_in + g->a_bias/(int64_t)g->a_bias/                     @ zero point folded in
 avx2       @ depthwise @ pack.c                    @ s/(g->lanes ? g->lanes\[lane\] : lane)/lane/                      @ lane order
 avx2       @ conv      @ pack.c                    @ s/k < 0 ? 0 :/k < 0 ? 1 :/                                        @ weights beyond k
 avx2       @ conv      @ x86/avx2_tile.h           @ s/if (rows < tile_rows || p->count < COLS)/if (rows < tile_rows)/ @ channel tail
 avx2       @ conv      @ x86/avx2_tile.h           @ s/if (rows < tile_rows || p->count < COLS)/if (p->count < COLS)/  @ row tail
 avx2       @ conv      @ x86/avx2_lines.c          @ s/zero_in, left \* depth)/zero_in * 0, left * depth)/             @ margin
 avx2       @ conv      @ x86/avx2_lines.c          @ s/k < line ?/k <= line ?/                                         @ places of a run
 avx2       @ conv      @ x86/avx2_widen.h          @ s/(in + i))));/(in + i + 64 - 64 * (i + 16 < count)))));/          @ reads behind the slack
 avx2       @ conv      @ x86/avx2_requant.h        @ s/= _mm256_or_ps(offset, sign)/= _mm256_or_ps(offset, _mm256_setzero_ps())/ @ sign of the offset
 avx2       @ forms     @ x86/avx2_requant.h        @ s/r = _mm256_sub_epi32(r, _mm256_cmpeq/r = _mm256_add_epi32(r, _mm256_cmpeq/ @ sign of an exception
 avx2       @ forms     @ x86/avx2_requant.h        @ s/_mm256_andnot_si256(negative, /_mm256_and_si256(negative, /     @ ties below 0
 avx2       @ depthwise @ x86/avx2_depthwise_block.c @ s/fill(row, cols.first, conv->zero_in)/fill(row, cols.first, 0)/ @ margin
 avx2       @ depthwise @ x86/avx2_depthwise.c      @ s/tile->count < COLS ? job->line : NULL/NULL/                     @ channel tail
 avx2       @ depthwise @ x86/avx2_depthwise_3x3.c  @ s/if (x == width)/if (x + 1 >= width)/                            @ odd output
 avx2       @ depthwise @ x86/avx2_depthwise_window.c @ s/x + 3 < t->w/x + 2 < t->w/                                      @ last outputs of a row
 avx2       @ pool      @ x86/avx2_pool.c           @ s/left = INT16_CODES - 1;/left = INT16_CODES;/                    @ one code too many in int16
 avx2       @ add       @ x86/avx2_add.c            @ s/_mm256_and_si256(_mm256_srai_epi32(h, 31), f->negative)/_mm256_setzero_si256()/ @ ties below 0
 avx512vnni @ conv      @ pack.c                    @ s/(int64_t)conv->zero_in + g->a_bias/(int64_t)conv->zero_in/      @ a_bias
 avx512vnni @ conv      @ x86/vnni_conv.c           @ s/size_t pitch = round_up(k_count, VNNI_DEPTH)/size_t pitch = k_count/ @ k tail
 avx512vnni @ conv      @ x86/vnni_conv.c           @ s/outside(conv), before \* depth)/outside(conv) * 0, before * depth)/ @ margin
 avx512vnni @ conv      @ x86/avx512vnni_gemm.c     @ s/(rest < (int32_t)width ? rest : (int32_t)width)/(int32_t)width/ @ channel tail
 avx512vnni @ conv      @ x86/avx512vnni_gemm.c     @ s/int32_t rows = (rest + left - 1) \/ left;/int32_t rows = (row_count + left - 1) \/ left;/ @ row tail
 avx512vnni @ conv      @ x86/avx512vnni_conv.c     @ s/_mm512_maskz_loadu_epi8(rest, from + i)/_mm512_loadu_si512(from + i + 64)/ @ reads behind the slack
 avx512vnni @ forms     @ x86/avx512_requant.h      @ s/_mm512_set1_epi32(INT32_MIN), f->offset/_mm512_setzero_si512(), f->offset/ @ sign of the offset
 avx512vnni @ depthwise @ x86/avx512vnni_depthwise_3x3.h @ s/~(__mmask64)0 >> (BLOCK - b->channels)/~(__mmask64)0/                 @ channel tail
 avx512vnni @ depthwise @ x86/avx512vnni_depthwise_window.c @ s/memset(outside, conv->zero_in,/memset(outside, 0,/              @ margin
'

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/tests"
cp -R "$root/Makefile" "$root/engine" "$work/"
cp -R "$root/tests/kernels" "$root/tests/unit" "$work/tests/"
kernels=$work/engine/kernels
check=$work/build/tests/kernels/check
count=0 failed=0

build() {
	make -C "$work" -j2 build/tests/kernels/check >"$work/log" 2>&1
}

ok() {
	count=$((count + 1))
	echo "ok $count - $1"
}

not_ok() {
	count=$((count + 1)) failed=$((failed + 1))
	echo "not ok $count - $1"
	echo "# $2"
}

# plant TABLE SUBJECT FILE EXPRESSION WHAT
plant() {
	what="$5 ($1, $3)"
	if ! grep -qx "$1" "$work/runnable"; then
		ok "$what # SKIP this CPU cannot run $1"
		return
	fi
	cp -p "$kernels/$3" "$work/sound" || {
		not_ok "$what" "no such file: the fault must be planted elsewhere"
		return
	}
	sed "$4" "$work/sound" >"$kernels/$3"
	changed=$(diff "$work/sound" "$kernels/$3" | grep -c '^>')
	if [ "$changed" -ne 1 ]; then
		not_ok "$what" "changes $changed lines: the expression no longer fits the file"
	elif ! build; then
		not_ok "$what" "does not compile: $(grep -m 1 error "$work/log")"
	elif timeout 300 "$check" --quick --seed 1 --isa "$1" --only "$2" >"$work/out" 2>&1; then
		not_ok "$what" "the checker of \"$2\" passes"
	else
		ok "$what"
	fi
	cp "$work/sound" "$kernels/$3" # newer than any object
}

lines=${1:-.}
[ "$lines" = --quick ] && lines='^\*'
if ! build; then
	cat "$work/log"
	exit 1
fi
"$check" --list | sed -n '/(/!p' >"$work/runnable"
printf '%s\n' "$table" | grep '^[ *]' | grep -- "$lines" | sed 's/^.//; s/  *@ */@/g' >"$work/table"
while IFS=@ read -r isa subject file expression what; do
	plant "$isa" "$subject" "$file" "$expression" "$what"
done <"$work/table"
if build && "$check" --quick --seed 1 >"$work/out" 2>&1; then
	ok 'and without a fault the checker passes'
else
	not_ok 'and without a fault the checker passes' "$(grep -m 1 '^not ok' "$work/out")"
fi
echo "1..$count"
[ $failed -eq 0 ]
