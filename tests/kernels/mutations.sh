#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Does the checker of kernels see faults?  Plants one after the other in a copy of the sources,
# builds the checker, and requires that it fails.  Prints TAP.
#
#	tests/kernels/mutations.sh [--quick | --fits | WORD]
#
# Each line of the table: table of kernels, subject of the checker, file below engine/kernels
# or a pattern of such, a sed expression that changes exactly one line of them, and what is
# wrong then.  --quick: the lines that begin with a star.  WORD: those that it occurs in.
# --fits: builds and runs nothing, and only says whether each expression still changes
# exactly one line, which takes a second or two; `make lint` asks that.
#
# VNNI that this CPU lacks is emulated by tests/simde; the tables of Arm are built by a cross
# compiler and run in qemu, and skipped aloud if one of the two is missing.
set -u

table='
*scalar    @ conv      @ requant.h                @ /^static inline int32_t high_multiply/,/^}/s/<< 30)) >> 31/<< 29)) >> 31/     @ rounding constant
 scalar    @ conv      @ requant.h                @ s/(mask >> 1) + (x < 0);/(mask >> 1);/                                       @ ties below 0
*scalar    @ conv      @ scalar.c                 @ s/if (k < k_count)/if (k + 1 < k_count)/                                     @ k tail
 scalar    @ conv      @ scalar.c                 @ s/memset(row, conv->zero_in, depth)/memset(row, 0, depth)/                   @ margin
 scalar    @ depthwise @ scalar.c                 @ s/memset(outside, conv->zero_in,/memset(outside, 0,/                         @ margin
 scalar    @ pool      @ requant.h                @ s/: (sum - count \/ 2) \/ count/: (sum + count \/ 2) \/ count/                @ rounding of a mean below 0
 scalar    @ add       @ scalar.c                 @ s/(b\[i\] - add->zero_b)/(b[i] - add->zero_a)/                               @ zero point
*scalar    @ forms     @ forms*.c                 @ s/-half : half)/half : -half)/                                         @ sign of a threshold
*scalar    @ forms     @ forms*.c                 @ s/unit, before - 1, /unit, before, /                                         @ ties below 0
*scalar    @ forms     @ forms*.c                 @ s/out->exception = below .*/out->exception = INT32_MIN;/                     @ exception
 scalar    @ forms     @ forms*.c                 @ s/twice = .* INT64_C(1) << 30 : 0/twice = 0/                                 @ first of two roundings
 scalar    @ forms     @ forms*.c                 @ s/int64_t borrow = .*/int64_t borrow = 0;/                                   @ remainder of a step
 scalar    @ forms     @ forms.h                  @ s/lane->negative = .*/lane->negative = 0;/                                   @ ties below 0 in integers
*scalar    @ conv      @ pack.c                   @ s/(int64_t)conv->zero_in + g->a_bias/(int64_t)g->a_bias/                     @ zero point folded in
 avx2       @ depthwise @ pack.c                    @ s/(g->lanes ? g->lanes\[lane\] : lane)/lane/                      @ lane order
 avx2       @ conv      @ pack.c                    @ s/k < 0 ? 0 :/k < 0 ? 1 :/                                        @ weights beyond k
 avx2       @ conv      @ x86/avx2_tile.h           @ s/if (rows < tile_rows || p->count < COLS)/if (rows < tile_rows)/ @ channel tail
 avx2       @ conv      @ x86/avx2_tile.h           @ s/if (rows < tile_rows || p->count < COLS)/if (p->count < COLS)/  @ row tail
 avx2       @ conv      @ x86/avx2_[lr]*.c          @ s/zero_in, left \* depth)/zero_in * 0, left * depth)/             @ margin
 avx2       @ conv      @ x86/avx2_[lr]*.c          @ s/k < line ?/k <= line ?/                                         @ places of a run
 avx2       @ conv      @ x86/avx2_widen.h          @ s/(in + i))));/(in + i + 64 - 64 * (i + 16 < count)))));/          @ reads behind the slack
 avx2       @ conv      @ x86/avx2_requant.h        @ s/= _mm256_or_ps(offset, sign)/= _mm256_or_ps(offset, _mm256_setzero_ps())/ @ sign of the offset
 avx2       @ forms     @ x86/avx2_requant.h        @ s/r = _mm256_sub_epi32(r, _mm256_cmpeq/r = _mm256_add_epi32(r, _mm256_cmpeq/ @ sign of an exception
 avx2       @ forms     @ x86/avx2_requant.h        @ s/_mm256_andnot_si256(negative, /_mm256_and_si256(negative, /     @ ties below 0
 avx2       @ depthwise @ x86/avx2_depthwise_block.c @ s/fill(row, cols.first, conv->zero_in)/fill(row, cols.first, 0)/ @ margin
 avx2       @ depthwise @ x86/avx2_depthwise.c      @ s/tile->count < COLS ? job->line : NULL/NULL/                     @ channel tail
 avx2       @ depthwise @ x86/avx2_depthwise_3x3.c  @ s/if (x == width)/if (x + 1 >= width)/                            @ odd output
 avx2       @ depthwise @ x86/avx2_depthwise_*.c    @ s/x + 3 < t->w/x + 2 < t->w/                                      @ last outputs of a row
 avx2       @ pool      @ x86/avx2_pool.c           @ s/left = INT16_CODES - 1;/left = INT16_CODES;/                    @ one code too many in int16
 avx2       @ add       @ x86/avx2_add.c            @ s/_mm256_and_si256(_mm256_srai_epi32(h, 31), f->negative)/_mm256_setzero_si256()/ @ ties below 0
 avx512vnni @ conv      @ pack.c                    @ s/(int64_t)conv->zero_in + g->a_bias/(int64_t)conv->zero_in/      @ a_bias
 avx512vnni @ conv      @ x86/vnni_conv.c           @ s/size_t pitch = round_up(k_count, VNNI_DEPTH)/size_t pitch = k_count/ @ k tail
 avx512vnni @ conv      @ x86/vnni_conv.c           @ s/outside(conv), before \* depth)/outside(conv) * 0, before * depth)/ @ margin
 avx512vnni @ conv      @ x86/avx512vnni_gemm.c     @ s/(rest < (int32_t)width ? rest : (int32_t)width)/(int32_t)width/ @ channel tail
 avx512vnni @ conv      @ x86/avx512vnni_gemm.c     @ s/int32_t rows = (rest + left - 1) \/ left;/int32_t rows = (row_count + left - 1) \/ left;/ @ row tail
 avx512vnni @ conv      @ x86/avx512vnni_conv.c     @ s/_mm512_maskz_loadu_epi8(rest, from + i)/_mm512_loadu_si512(from + i + 64)/ @ reads behind the slack
 avx512vnni @ forms     @ x86/avx512_requant.h      @ s/_mm512_set1_epi32(INT32_MIN), f->offset/_mm512_setzero_si512(), f->offset/ @ sign of the offset
 avx512vnni @ depthwise @ x86/avx512vnni_depthwise* @ s/~(__mmask64)0 >> (BLOCK - b->channels)/~(__mmask64)0/                 @ channel tail
 avx512vnni @ depthwise @ x86/avx512vnni_*          @ s/memset(outside, conv->zero_in,/memset(outside, 0,/              @ margin
*avxvnni    @ conv      @ x86/avxvnni*             @ s/if (r + 1 < left)/if (r < left)/                                 @ row tail
 avxvnni    @ conv      @ x86/avxvnni*             @ s/if (r + i < left)/if (r + i <= left)/                            @ row tail of half a panel
 avxvnni    @ conv      @ x86/avxvnni*             @ s/(r < left ? r : left - 1)/r/                                     @ reads behind the last row
*avxvnni    @ conv      @ x86/vnni*.c              @ s/= k < run ? (int32_t)(i/= k <= run ? (int32_t)(i/                @ places of a run
 avxvnni    @ conv      @ x86/avxvnni*             @ s/sum\[r\]\[1\], four, w1)/sum[r][1], four, w0)/                   @ second half of a panel
 avxvnni    @ conv      @ x86/avxvnni*             @ s/(uint8_t)(from\[i\] + VNNI_A_BIAS)/(uint8_t)from[i]/             @ tail of the activations
*avxvnni    @ conv      @ x86/avxvnni*             @ s/avx2_stage(conv, (size_t)i, VNNI_COLS)/avx2_stage(conv, 0, VNNI_COLS)/ @ multipliers of a panel
 avxvnni    @ conv      @ x86/vnni*.c              @ s/(ptrdiff_t)i \* v->stride_h \* block.pitch/(ptrdiff_t)i * block.pitch/ @ stride of lines
 avxvnni    @ conv      @ x86/vnni*.c              @ s/memset(tap, vnni_outside(conv), depth)/memset(tap, 0, depth)/    @ margin of a window
 avxvnni    @ depthwise @ x86/avx2_depthwise_*     @ s/lanes_4\[\] = {0, 1, 2, 3, 0/lanes_4[] = {0, 1, 2, 2, 0/         @ lane order of four channels
 avxvnni    @ forms     @ x86/avx2_requant.h       @ s/= _mm256_or_ps(offset, sign)/= offset/                           @ sign of the offset
 neon       @ conv      @ arm/*                    @ s/vminvq_s8(least) > INT8_MIN/vminvq_s8(least) >= INT8_MIN/        @ two products of -128 in int16
*neon       @ conv      @ arm/*                    @ s/(-at + step - 1) \/ step/-at \/ step/                            @ first tap inside
 neon       @ conv      @ arm/*                    @ s/fill(row, zero, (v->w - taps.end)/fill(row, vdupq_n_s8(0), (v->w - taps.end)/ @ margin of a window
*neon       @ forms     @ arm/*                    @ s/vsraq_n_s32(h, vandq_s32(h, negative), 31)/h/                    @ ties below 0
 neon       @ forms     @ arm/*                    @ s/r = vsubq_s32(r, vreinterpretq_s32_u32(vceqq/r = vaddq_s32(r, vreinterpretq_s32_u32(vceqq/ @ sign of an exception
 neon       @ forms     @ arm/*                    @ s/added = vbslq_f32(vdupq_n_u32(UINT32_C(1) << 31), f, offset)/added = offset/ @ sign of the offset
 neon       @ depthwise @ arm/*                    @ s/= single_weights(w + (j \* 2 + 1)/= single_weights(w + (j * 2)/    @ weights of the third row
 neon       @ depthwise @ arm/*                    @ s/memset(outside, conv->zero_in,/memset(outside, 0,/               @ margin
 neon       @ conv      @ arm/*                    @ s/if (r + 2 <= rows)/if (r + 2 < rows)/                              @ row tail
 neon       @ depthwise @ arm/*                    @ s/if (taps > 1)/if (taps > 2)/                                       @ last two rows of a window
 neon       @ pool      @ arm/*                    @ s/FLUSH = 255/FLUSH = 300/                                         @ too many codes in int16
 neon       @ pool      @ arm/*                    @ s/vdupq_n_u32((uint32_t)count \/ 2)/vdupq_n_u32(0)/                @ rounding of a mean
*neon       @ add       @ arm/*                    @ s/vrshlq_s32(vqdmulhq_s32(x\[i\], f->q31), f->minus_n)/vrshlq_s32(vqrdmulhq_s32(x[i], f->q31), f->minus_n)/ @ one rounding
 neon       @ add       @ arm/*                    @ s/scalar_add(out + i, a + i, b + i,/scalar_add(out + i, a + i, b,/ @ tail
*dotprod    @ conv      @ arm/*                    @ s/if (k + 2 \* DEPTH < slots)/if (k + 3 * DEPTH < slots)/          @ k tail
 dotprod    @ conv      @ arm/*                    @ s/codes = vext_s8(codes, codes, 4)/codes = vext_s8(codes, codes, 3)/ @ channel tail
 dotprod    @ depthwise @ arm/*                    @ s/{0, 2, 1, 3}/{0, 1, 2, 3}/                                       @ order of rows in packed weights
 dotprod    @ depthwise @ arm/*                    @ s/if (r + 1 < stored)/if (r + 1 <= stored)/                        @ odd output
 i8mm       @ conv      @ arm/*                    @ s/vtrn2q_s64(x, y)/vtrn1q_s64(x, y)/                               @ second of two outputs
*i8mm       @ conv      @ arm/*                    @ s/rows - r < 4 ? rows - r : 4/4/                                   @ row tail
 i8mm       @ conv      @ arm/*                    @ s/r + 1 < rows ? row0 + a_stride : row0/row0 + a_stride/           @ reads behind the last row
 i8mm       @ conv      @ arm/*                    @ s/\*own = block + neon_gather_scratch_nbytes(conv)/*own = block/      @ pairs where the rows are
'

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/tests" "$work/objects"
cp -R "$root/Makefile" "$root/engine" "$work/"
cp -R "$root/tests/kernels" "$root/tests/simde" "$root/tests/unit" "$work/tests/"
kernels=$work/engine/kernels
count=0 failed=0

ok() {
	count=$((count + 1))
	echo "ok $count - $1"
}

not_ok() {
	count=$((count + 1)) failed=$((failed + 1))
	echo "not ok $count - $1"
	echo "# $2"
}

# The compiler takes most of the time, so it is asked for less; what it then fails to see, and
# what a fault makes it see, are warnings that must not stop it.
make_work() {
	make -C "$work" -j2 WERROR= CFLAGS=-O1 CXXFLAGS=-O1 "$@" >"$work/log" 2>&1
}

# A platform is a checker of its own: native, simde or arm.
build() { # PLATFORM
	case $1 in
	native) make_work build/tests/kernels/check ;;
	simde) make_work build/tests/simde/check ;;
	arm) make_work BUILD=build/arm CC=aarch64-linux-gnu-gcc CXX=aarch64-linux-gnu-g++ \
		build/arm/tests/emulated/check ;;
	esac
}

check() { # PLATFORM ARGUMENT...
	platform=$1
	shift
	case $platform in
	native) timeout 300 "$work/build/tests/kernels/check" "$@" ;;
	simde) timeout 300 "$work/build/tests/simde/check" "$@" ;;
	arm) timeout 300 qemu-aarch64 -cpu max "$work/build/arm/tests/emulated/check" "$@" ;;
	esac
}

# Builds a platform that is asked for the first time, keeps its objects, and lists its tables.
prepare() { # PLATFORM
	[ -e "$work/$1.tables" ] && return
	if ! build "$1"; then
		cat "$work/log"
		exit 1
	fi
	cp -Rp "$work/build/." "$work/objects/"
	check "$1" --list | sed '/(/d' >"$work/$1.tables"
}

runs() { # PLATFORM TABLE
	prepare "$1"
	grep -qx "$2" "$work/$1.tables"
}

here=$(uname -m)
# Where a table runs, or why nowhere.
platform_of() { # TABLE
	platform='' why="this CPU cannot run $1"
	if runs native "$1"; then
		platform=native
		return
	fi
	case $1,$here in
	*vnni,x86_64)
		if runs simde "$1"; then platform=simde; fi
		;;
	neon,x86_64 | dotprod,x86_64 | i8mm,x86_64)
		for tool in qemu-aarch64 aarch64-linux-gnu-gcc aarch64-linux-gnu-g++; do
			command -v $tool >/dev/null && continue
			why="there is no $tool"
			return
		done
		if runs arm "$1"; then platform=arm; fi
		;;
	esac
}

# Sources as they were, and the objects that were made of them.
restore() {
	for file in $1; do
		cp -p "$work/sound/$(basename "$file")" "$kernels/$file"
	done
	(cd "$work/build" && find . -type f -newer "$work/planted") | while read -r object; do
		cp -p "$work/objects/$object" "$work/build/$object"
	done
}

# How many lines of all files together an expression changes.
changed_lines() { # FILES EXPRESSION
	(cd "$kernels" && cat $1) >"$work/all"
	sed "$2" "$work/all" | diff "$work/all" - | grep -c '^>'
}

# Whether the expression of a line of the table finds the place that it is meant for.
fits() { # FILES EXPRESSION
	if [ ! "$1" ]; then
		not_ok "$what" "no such file: the fault must be planted elsewhere"
		return 1
	fi
	changed=$(changed_lines "$1" "$2")
	[ "$changed" -eq 1 ] && return
	not_ok "$what" "changes $changed lines: the expression no longer fits"
	return 1
}

# plant TABLE SUBJECT FILES EXPRESSION WHAT
plant() {
	what="$5 ($1, $3)"
	files=$(cd "$kernels" && ls -d $3 2>/dev/null)
	fits "$files" "$4" || return
	if [ "$only_fits" ]; then
		ok "$what"
		return
	fi
	platform_of "$1"
	if [ ! "$platform" ]; then
		ok "$what # SKIP $why"
		return
	fi
	rm -rf "$work/sound" && mkdir "$work/sound"
	touch "$work/planted"
	for file in $files; do
		sound=$work/sound/$(basename "$file")
		cp -p "$kernels/$file" "$sound"
		sed "$4" "$sound" >"$work/faulty"
		cmp -s "$work/faulty" "$sound" || cp "$work/faulty" "$kernels/$file"
	done
	if ! build "$platform"; then
		not_ok "$what" "does not compile: $(grep -m 1 error "$work/log")"
	elif check "$platform" --quick --first --seed 1 --isa "$1" --only "$2" >"$work/out" 2>&1; then
		not_ok "$what" "the checker of \"$2\" passes"
	elif ! grep -qE '^(not ok|# signal)' "$work/out"; then
		not_ok "$what" "the checker ends without a verdict: $(tail -n 1 "$work/out")"
	else
		ok "$what"
	fi
	restore "$files"
}

lines=${1:-.} only_fits=
case $lines in
--quick) lines='^\*' ;;
--fits) lines=. only_fits=1 ;;
esac
printf '%s\n' "$table" | grep '^[ *]' | grep -- "$lines" | sed 's/^.//; s/  *@ */@/g' >"$work/table"
while IFS=@ read -r isa subject file expression what; do
	plant "$isa" "$subject" "$file" "$expression" "$what"
done <"$work/table"
for platform in native simde arm; do
	[ -e "$work/$platform.tables" ] || continue
	what="and without a fault the checker passes ($platform)"
	if build "$platform" && check "$platform" --quick --seed 1 --only conv >"$work/out" 2>&1; then
		ok "$what"
	else
		not_ok "$what" "$(grep -m 1 '^not ok' "$work/out")"
	fi
done
echo "1..$count"
[ $failed -eq 0 ] && [ $count -gt 0 ]
