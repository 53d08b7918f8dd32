// SPDX-License-Identifier: Apache-2.0
/*
 * Depthwise with a window, strides and dilations of any kind, sixteen channels at a time: taps
 * two by two in the order of the file, four outputs side by side, for which a pair of
 * weights is fetched once.
 */
#include "engine/kernels/x86/avx2_depthwise.h"

enum { COLS = AVX2_DEPTHWISE_COLS, PAIR = 2 * COLS };

KERNEL_INLINE void begin(__m256i sum[2], const int32_t *bias)
{
	sum[0] = avx2_load(bias);
	sum[1] = avx2_load(bias + 8);
}

KERNEL_INLINE void add_pair(
	__m256i sum[2], const int16_t *first, const int16_t *second, const int16_t *weights)
{
	__m256i pair[2];
	avx2_depthwise_interleave(pair, first, second);
	avx2_depthwise_accumulate(sum, pair, weights);
}

KERNEL_INLINE void store(int8_t *out, ptrdiff_t out_col, enum form form, const __m256i a[2],
	const __m256i b[2], const struct avx2_stage *stage)
{
	__m256i codes = avx2_codes_16(form, a, b, stage);
	_mm_storeu_si128((__m128i *)out, _mm256_castsi256_si128(codes));
	_mm_storeu_si128((__m128i *)(out + out_col), _mm256_extracti128_si256(codes, 1));
}

KERNEL_INLINE void four(enum form form, int8_t *out, ptrdiff_t out_col, const int16_t *at,
	const struct avx2_depthwise_tile *t, const struct avx2_stage *stage)
{
	const int16_t *w = t->weights;
	const int32_t *tap = t->taps, *last = t->taps + 2 * (ptrdiff_t)t->pairs;
	const ptrdiff_t col = t->col;
	__m256i a[2], b[2], c[2], d[2];
	begin(a, t->bias);
	begin(b, t->bias);
	begin(c, t->bias);
	begin(d, t->bias);
	for (; tap < last; tap += 2, w += PAIR) {
		const int16_t *first = at + tap[0], *second = at + tap[1];
		add_pair(a, first, second, w);
		add_pair(b, first + col, second + col, w);
		add_pair(c, first + 2 * col, second + 2 * col, w);
		add_pair(d, first + 3 * col, second + 3 * col, w);
	}
	store(out, out_col, form, a, b, stage);
	store(out + 2 * out_col, out_col, form, c, d, stage);
}

KERNEL_INLINE void one(enum form form, int8_t *out, const int16_t *at,
	const struct avx2_depthwise_tile *t, const struct avx2_stage *stage)
{
	const int16_t *w = t->weights;
	const int32_t *tap = t->taps, *last = t->taps + 2 * (ptrdiff_t)t->pairs;
	__m256i a[2];
	begin(a, t->bias);
	for (; tap < last; tap += 2, w += PAIR)
		add_pair(a, at + tap[0], at + tap[1], w);
	store(out, 0, form, a, a, stage);
}

KERNEL_INLINE void rows(enum form form, const struct avx2_depthwise_tile *t)
{
	const struct avx2_stage stage = avx2_stage(t->conv, t->panel, COLS);
	for (int32_t y = 0; y < t->h; y++) {
		const int16_t *at = t->block + y * t->row;
		int8_t *out = t->out + y * t->out_row;
		int8_t *to = t->line ? t->line : out;
		ptrdiff_t out_col = t->line ? COLS : t->out_col;
		int32_t x = 0;
		for (; x + 3 < t->w; x += 4, at += 4 * t->col, to += 4 * out_col)
			four(form, to, out_col, at, t, &stage);
		for (; x < t->w; x++, at += t->col, to += out_col)
			one(form, to, at, t, &stage);
		if (t->line)
			avx2_depthwise_copy(out, t->out_col, t->line, t->w, t->count);
	}
}

void avx2_depthwise_window(const struct avx2_depthwise_tile *t)
{
	switch ((enum form)t->conv->packed.forms.form[t->panel]) {
	case FORM_LINEAR:
		rows(FORM_LINEAR, t);
		break;
	case FORM_LINEAR_EXCEPT:
		rows(FORM_LINEAR_EXCEPT, t);
		break;
	case FORM_SIGNED:
		rows(FORM_SIGNED, t);
		break;
	case FORM_SIGNED_EXCEPT:
		rows(FORM_SIGNED_EXCEPT, t);
		break;
	case FORM_FIXED:
		rows(FORM_FIXED, t);
		break;
	case FORM_SCALAR:
		rows(FORM_SCALAR, t);
		break;
	}
}
