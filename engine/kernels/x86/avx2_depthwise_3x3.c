// SPDX-License-Identifier: Apache-2.0
/*
 * Depthwise 3x3, sixteen channels at a time.
 *
 * vpmaddwd wants two taps side by side.  Nine make five pairs, the last half empty:
 *
 *	(00 10) (01 11) (02 12)  rows 0 and 1 of each column, and
 *	(20 21) (22 --)          columns j and j + 1 of row 2,
 *
 * so that a column has two registers of pairs, V and P, twice because sixteen channels are two
 * of sums, and each serves every output that sees it: at stride 1, column j is
 *
 *	V (00 10) + P (20 21)  of output j,
 *	V (01 11)              of output j - 1,
 *	V (02 12) + P (22 --)  of output j - 2, which is complete.
 *
 * So columns go by once and sums stay in registers, two outputs at a time as their codes are
 * packed together.  10 multiplications, 10 additions and 4 interleavings make 144 products.
 * The ten registers of weights are operands in memory: there are fewer loads than arithmetic.
 */
#include "engine/kernels/x86/avx2_depthwise.h"

enum {
	COLS = AVX2_DEPTHWISE_COLS,
	PAIR = 2 * COLS, // int16 of a pair of taps
	PAIR_00_10 = 0,
	PAIR_01_11 = PAIR,
	PAIR_02_12 = 2 * PAIR,
	PAIR_20_21 = 3 * PAIR,
	PAIR_22 = 4 * PAIR
};

AVX2_INLINE void upper(__m256i v[2], const int16_t *at, ptrdiff_t tap_row)
{
	avx2_interleave(v, at, at + tap_row);
}

AVX2_INLINE void lower(__m256i p[2], const int16_t *at, ptrdiff_t tap_row)
{
	avx2_interleave(p, at + 2 * tap_row, at + 2 * tap_row + COLS);
}

AVX2_INLINE void begin(__m256i sum[2], const __m256i v[2], const __m256i p[2], const int16_t *w,
	const int32_t *bias)
{
	sum[0] = avx2_load(bias);
	sum[1] = avx2_load(bias + 8);
	avx2_accumulate(sum, v, w + PAIR_00_10);
	avx2_accumulate(sum, p, w + PAIR_20_21);
}

AVX2_INLINE void end(__m256i sum[2], const __m256i v[2], const __m256i p[2], const int16_t *w)
{
	avx2_accumulate(sum, v, w + PAIR_02_12);
	avx2_accumulate(sum, p, w + PAIR_22);
}

AVX2_INLINE void store_two(int8_t *out, ptrdiff_t out_col, enum form form, const __m256i a[2],
	const __m256i b[2], const struct avx2_stage *stage)
{
	__m256i codes = avx2_codes_16(form, a, b, stage);
	_mm_storeu_si128((__m128i *)out, _mm256_castsi256_si128(codes));
	_mm_storeu_si128((__m128i *)(out + out_col), _mm256_extracti128_si256(codes, 1));
}

AVX2_INLINE void store_one(
	int8_t *out, enum form form, const __m256i a[2], const struct avx2_stage *stage)
{
	__m256i codes = avx2_codes_16(form, a, a, stage);
	_mm_storeu_si128((__m128i *)out, _mm256_castsi256_si128(codes));
}

AVX2_INLINE void row_s1(enum form form, int8_t *out, ptrdiff_t out_col, const int16_t *at,
	const struct avx2_tile *t, const struct avx2_stage *stage)
{
	const ptrdiff_t tap_row = t->tap_row;
	const int16_t *w = t->weights;
	const int32_t *bias = t->bias, width = t->w;
	__m256i v[2], p[2], a[2], b[2], c[2], d[2];
	upper(v, at, tap_row);
	lower(p, at, tap_row);
	begin(a, v, p, w, bias);
	upper(v, at + COLS, tap_row);
	lower(p, at + COLS, tap_row);
	avx2_accumulate(a, v, w + PAIR_01_11);
	begin(b, v, p, w, bias);
	int32_t x = 0;
	for (at += 2 * COLS; x + 1 < width; x += 2, at += 2 * COLS, out += 2 * out_col) {
		upper(v, at, tap_row);
		lower(p, at, tap_row);
		end(a, v, p, w);
		avx2_accumulate(b, v, w + PAIR_01_11);
		begin(c, v, p, w, bias);
		upper(v, at + COLS, tap_row);
		lower(p, at + COLS, tap_row);
		end(b, v, p, w);
		avx2_accumulate(c, v, w + PAIR_01_11);
		begin(d, v, p, w, bias);
		store_two(out, out_col, form, a, b, stage);
		a[0] = c[0];
		a[1] = c[1];
		b[0] = d[0];
		b[1] = d[1];
	}
	if (x < width) {
		upper(v, at, tap_row);
		lower(p, at, tap_row);
		end(a, v, p, w);
		store_one(out, form, a, stage);
	}
}

// Every other column: two of them begin an output and end the one before.
AVX2_INLINE void row_s2(enum form form, int8_t *out, ptrdiff_t out_col, const int16_t *at,
	const struct avx2_tile *t, const struct avx2_stage *stage)
{
	const ptrdiff_t tap_row = t->tap_row;
	const int16_t *w = t->weights;
	const int32_t *bias = t->bias, width = t->w;
	__m256i v[2], p[2], odd[2], a[2], b[2];
	upper(v, at, tap_row);
	upper(odd, at + COLS, tap_row);
	lower(p, at, tap_row);
	begin(a, v, p, w, bias);
	avx2_accumulate(a, odd, w + PAIR_01_11);
	int32_t x = 0;
	for (at += 2 * COLS; x + 1 < width; x += 2, at += 4 * COLS, out += 2 * out_col) {
		upper(v, at, tap_row);
		upper(odd, at + COLS, tap_row);
		lower(p, at, tap_row);
		end(a, v, p, w);
		begin(b, v, p, w, bias);
		avx2_accumulate(b, odd, w + PAIR_01_11);
		upper(v, at + 2 * COLS, tap_row);
		upper(odd, at + 3 * COLS, tap_row);
		lower(p, at + 2 * COLS, tap_row);
		end(b, v, p, w);
		store_two(out, out_col, form, a, b, stage);
		begin(a, v, p, w, bias);
		avx2_accumulate(a, odd, w + PAIR_01_11);
	}
	if (x < width) {
		upper(v, at, tap_row);
		lower(p, at, tap_row);
		end(a, v, p, w);
		store_one(out, form, a, stage);
	}
}

AVX2_INLINE void rows(enum form form, int stride, const struct avx2_tile *t)
{
	const struct avx2_stage stage = t->stage;
	for (int32_t y = 0; y < t->h; y++) {
		const int16_t *at = t->block + y * t->row;
		int8_t *out = t->out + y * t->out_row;
		int8_t *to = t->line ? t->line : out;
		ptrdiff_t out_col = t->line ? COLS : t->out_col;
		if (stride == 1)
			row_s1(form, to, out_col, at, t, &stage);
		else
			row_s2(form, to, out_col, at, t, &stage);
		if (t->line)
			avx2_depthwise_copy(out, t->out_col, t->line, t->w, t->count);
	}
}

AVX2_INLINE void each_form(int stride, const struct avx2_tile *t)
{
	switch (t->form) {
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

void avx2_depthwise_3x3_s1(const struct avx2_tile *tile)
{
	each_form(1, tile);
}

void avx2_depthwise_3x3_s2(const struct avx2_tile *tile)
{
	each_form(2, tile);
}
