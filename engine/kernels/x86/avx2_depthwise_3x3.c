// SPDX-License-Identifier: Apache-2.0
/*
 * Depthwise 3x3, sixteen channels at a time.
 *
 * vpmaddwd wants two taps side by side.  Nine make five pairs, the last half empty:
 *
 *	(00 10) (01 11) (02 12)  rows 0 and 1 of each column, and
 *	(20 21) (22 --)          columns j and j + 1 of row 2,
 *
 * so that a column has two registers, V and P, and each serves every output that sees it: at
 * stride 1, column j is
 *
 *	V (00 10) + P (20 21)  of output j,
 *	V (01 11)              of output j - 1,
 *	V (02 12) + P (22 --)  of output j - 2, which is complete.
 *
 * Columns go by once, and sums stay in registers.  All of it is needed twice, as sixteen
 * channels are two registers of sums.  Ten registers of weights would leave no room, and
 * as operands in memory they would take longer to load than to multiply: so a row is
 * gone through once for each half of its channels, with five.  What the first half becomes
 * waits in a line that the second half joins.
 *
 * 10 multiplications, 10 additions, 4 interleavings and some 10 for requantisation make 144
 * products at stride 1; at stride 2 there are 2 interleavings more.
 */
#include "engine/kernels/x86/avx2_depthwise.h"

enum {
	COLS = AVX2_DEPTHWISE_COLS,
	PAIR = 2 * COLS // int16 of a pair of taps
};

// Which sums: those of channels 0-3 and 8-11, or the rest.
enum half { FIRST, SECOND };

KERNEL_INLINE __m256i load(const int16_t *at)
{
	return _mm256_load_si256((const __m256i *)at);
}

KERNEL_INLINE __m256i interleave(enum half half, const int16_t *a, const int16_t *b)
{
	return half == FIRST ? _mm256_unpacklo_epi16(load(a), load(b))
			     : _mm256_unpackhi_epi16(load(a), load(b));
}

KERNEL_INLINE __m256i add(__m256i sum, __m256i pair, __m256i weights)
{
	sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pair, weights));
	__asm__("" : "+x"(sum)); // or gcc puts additions off, and keeps products in memory
	return sum;
}

// What stays in registers while columns go by: one half's weights.
struct weights_3x3 {
	__m256i w00_10, w01_11, w02_12, w20_21, w22, bias;
};

KERNEL_INLINE struct weights_3x3 load_weights(enum half half, const struct avx2_depthwise_tile *t)
{
	const int16_t *w = t->weights + half * COLS;
	return (struct weights_3x3){load(w), load(w + PAIR), load(w + 2 * PAIR), load(w + 3 * PAIR),
		load(w + 4 * PAIR), avx2_load(t->bias + half * 8)};
}

// Outputs that have begun: the next that is complete, and the one behind it.
struct begun {
	__m256i next, later;
};

// At stride 1: column `at` comes in, an output is complete.
KERNEL_INLINE __m256i column_s1(enum half half, struct begun *sum, const int16_t *at,
	ptrdiff_t tap_row, const struct weights_3x3 *w)
{
	__m256i v = interleave(half, at, at + tap_row);
	__m256i p = interleave(half, at + 2 * tap_row, at + 2 * tap_row + COLS);
	__m256i done = add(add(sum->next, v, w->w02_12), p, w->w22);
	sum->next = add(sum->later, v, w->w01_11);
	sum->later = add(add(w->bias, v, w->w00_10), p, w->w20_21);
	return done;
}

// At stride 2: two columns come in, an output is complete and the next has begun.
KERNEL_INLINE __m256i column_s2(enum half half, struct begun *sum, const int16_t *at,
	ptrdiff_t tap_row, const struct weights_3x3 *w)
{
	__m256i v = interleave(half, at, at + tap_row);
	__m256i odd = interleave(half, at + COLS, at + tap_row + COLS);
	__m256i p = interleave(half, at + 2 * tap_row, at + 2 * tap_row + COLS);
	__m256i done = add(add(sum->next, v, w->w02_12), p, w->w22);
	sum->next = add(add(add(w->bias, v, w->w00_10), odd, w->w01_11), p, w->w20_21);
	return done;
}

KERNEL_INLINE __m256i column(int stride, enum half half, struct begun *sum, const int16_t *at,
	ptrdiff_t tap_row, const struct weights_3x3 *w)
{
	return stride == 1 ? column_s1(half, sum, at, tap_row, w)
			   : column_s2(half, sum, at, tap_row, w);
}

// The codes of two outputs from a line's halves and the others; one 16 bytes, then the other.
KERNEL_INLINE __m256i join(
	enum form form, const __m256i line[2], __m256i a, __m256i b, const struct avx2_stage *stage)
{
	a = avx2_narrow(form, line[0], a, stage);
	b = avx2_narrow(form, line[1], b, stage);
	__m256i codes = avx2_clamp(_mm256_packs_epi16(a, b), stage);
	return _mm256_permute4x64_epi64(codes, 0xd8); // packing keeps to halves
}

/*
 * A row of outputs: with FIRST, one half of the channels goes to `line`; with SECOND, the other
 * half joins it, and both become codes.
 */
KERNEL_INLINE void half_row(enum form form, int stride, enum half half, int8_t *out,
	ptrdiff_t out_col, __m256i *line, const int16_t *at, const struct avx2_depthwise_tile *t,
	const struct avx2_stage *stage)
{
	const ptrdiff_t tap_row = t->tap_row;
	const int32_t width = t->w;
	const size_t lane = half == FIRST ? 0 : 8;
	struct weights_3x3 w = load_weights(half, t);
	struct begun sum = {_mm256_setzero_si256(), _mm256_setzero_si256()};
#pragma GCC unroll 2
	for (int i = 0; i < 2; i += stride, at += stride * COLS)
		column(stride, half, &sum, at, tap_row, &w);
	int32_t x = 0;
	for (; x + 1 < width; x += 2, at += 2 * stride * COLS) {
		__m256i a = column(stride, half, &sum, at, tap_row, &w);
		__m256i b = column(stride, half, &sum, at + stride * COLS, tap_row, &w);
		a = avx2_form(form, a, stage, lane);
		b = avx2_form(form, b, stage, lane);
		if (half == FIRST) {
			line[x] = a;
			line[x + 1] = b;
			continue;
		}
		__m256i codes = join(form, line + x, a, b, stage);
		_mm_storeu_si128((__m128i *)out, _mm256_castsi256_si128(codes));
		_mm_storeu_si128((__m128i *)(out + out_col), _mm256_extracti128_si256(codes, 1));
		out += 2 * out_col;
	}
	if (x == width)
		return;
	__m256i a = avx2_form(form, column(stride, half, &sum, at, tap_row, &w), stage, lane);
	if (half == FIRST) {
		line[x] = line[x + 1] = a;
		return;
	}
	__m256i codes = join(form, line + x, a, a, stage);
	_mm_storeu_si128((__m128i *)out, _mm256_castsi256_si128(codes));
}

KERNEL_INLINE void rows(enum form form, int stride, const struct avx2_depthwise_tile *t)
{
	const struct avx2_stage stage = avx2_stage(t->conv, t->panel, COLS);
	for (int32_t y = 0; y < t->h; y++) {
		const int16_t *at = t->block + y * t->row;
		int8_t *out = t->out + y * t->out_row;
		int8_t *to = t->line ? t->line : out;
		ptrdiff_t out_col = t->line ? COLS : t->out_col;
		half_row(form, stride, FIRST, to, out_col, t->half, at, t, &stage);
		half_row(form, stride, SECOND, to, out_col, t->half, at, t, &stage);
		if (t->line)
			avx2_depthwise_copy(out, t->out_col, t->line, t->w, t->count);
	}
}

KERNEL_INLINE void each_form(int stride, const struct avx2_depthwise_tile *t)
{
	switch ((enum form)t->conv->packed.forms.form[t->panel]) {
	case FORM_LINEAR:
		rows(FORM_LINEAR, stride, t);
		break;
	case FORM_LINEAR_EXCEPT:
		rows(FORM_LINEAR_EXCEPT, stride, t);
		break;
	case FORM_SIGNED:
		rows(FORM_SIGNED, stride, t);
		break;
	case FORM_SIGNED_EXCEPT:
		rows(FORM_SIGNED_EXCEPT, stride, t);
		break;
	case FORM_FIXED:
		rows(FORM_FIXED, stride, t);
		break;
	case FORM_SCALAR:
		rows(FORM_SCALAR, stride, t);
		break;
	}
}

void avx2_depthwise_3x3_s1(const struct avx2_depthwise_tile *tile)
{
	each_form(1, tile);
}

void avx2_depthwise_3x3_s2(const struct avx2_depthwise_tile *tile)
{
	each_form(2, tile);
}
