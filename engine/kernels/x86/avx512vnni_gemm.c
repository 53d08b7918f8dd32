// SPDX-License-Identifier: Apache-2.0
/*
 * Matrix product in tiles of up to eight rows by two panels: sixteen sums in registers.  A
 * step is four k: two loads of weights, eight broadcasts of four activations, sixteen
 * vpdpbusd, so that the multipliers and not the loads are busy, on cores with one 512 bit
 * multiplier and on those with two; more rows gain nothing, and fewer hide latency still.
 *
 * A number of rows that eight does not divide is spread evenly over its tiles, so that none is
 * nearly empty.  Weights pass once for each strip of rows, in panel order.
 */
#include "engine/kernels/x86/avx512vnni.h"

enum { MAX_ROWS = 8, MAX_PANELS = 2, PANEL_STEP = AVX512_COLS * AVX512VNNI_DEPTH };

// What the tiles of one pair of panels have in common.
struct column {
	const struct avx512vnni_rows *a;
	const struct conv *conv;
	ptrdiff_t panel;
	const int8_t *weights; // of `panel`
	struct avx512_clamp clamp;
};

// The four activations of a step, sixteen times.
AVX512_INLINE __m512i broadcast(const uint8_t *a)
{
	int32_t four;
	memcpy(&four, a, sizeof(four));
	return _mm512_set1_epi32(four);
}

// Sums of `rows` times `panels`, [row][panel].
AVX512_INLINE void multiply_tile(
	__m512i *sum, const uint8_t *a, const struct column *c, const int rows, const int panels)
{
	const ptrdiff_t stride = c->a->stride;
	const int8_t *w = c->weights, *next = w + c->conv->packed.panel_nbytes;
#pragma GCC unroll 16
	for (int r = 0; r < rows; r++)
#pragma GCC unroll 2
		for (int p = 0; p < panels; p++)
			sum[r * panels + p] = avx512_lanes(c->conv->packed.bias, c->panel + p);
	for (size_t i = 0; i < c->a->step_count; i++, w += PANEL_STEP, next += PANEL_STEP) {
		const uint8_t *at = a + c->a->offset[i];
		__m512i w0 = _mm512_load_si512(w);
		__m512i w1 = panels > 1 ? _mm512_load_si512(next) : w0;
#pragma GCC unroll 16
		for (int r = 0; r < rows; r++) {
			__m512i four = broadcast(at + r * stride);
			sum[r * panels] = _mm512_dpbusd_epi32(sum[r * panels], four, w0);
			if (panels > 1)
				sum[r * panels + 1] =
					_mm512_dpbusd_epi32(sum[r * panels + 1], four, w1);
		}
	}
}

// Rows of two panels: 32 codes each.
AVX512_INLINE void store_pairs(
	int8_t *out, const __m512i *result, const struct column *c, const int rows)
{
	ptrdiff_t stride = c->conv->out_stride;
	int32_t rest = c->conv->out_depth - (int32_t)c->panel * AVX512_COLS;
	__mmask32 valid = rest >= 32 ? ~(__mmask32)0 : ~(__mmask32)0 >> (32 - rest);
	__m512i zero = avx512_zeros(c->conv, c->panel, c->panel + 1);
#pragma GCC unroll 8
	for (int r = 0; r < rows; r += 2) {
		int other = r + 1 < rows ? r + 1 : r;
		__m512i codes = avx512_codes(result[2 * r], result[2 * r + 1], result[2 * other],
			result[2 * other + 1], zero, zero, &c->clamp);
		_mm256_mask_storeu_epi8(out + r * stride, valid, _mm512_castsi512_si256(codes));
		if (r + 1 < rows)
			_mm256_mask_storeu_epi8(
				out + other * stride, valid, _mm512_extracti64x4_epi64(codes, 1));
	}
}

// Rows of one panel: 16 codes each.
AVX512_INLINE void store_singles(
	int8_t *out, const __m512i *result, const struct column *c, const int rows)
{
	ptrdiff_t stride = c->conv->out_stride;
	int32_t rest = c->conv->out_depth - (int32_t)c->panel * AVX512_COLS;
	__mmask16 valid = (__mmask16)(rest >= 16 ? 0xffff : 0xffff >> (16 - rest));
	__m512i zero = avx512_zeros(c->conv, c->panel, c->panel);
#pragma GCC unroll 8
	for (int r = 0; r < rows; r += 4) {
		int last = rows - 1;
		__m512i codes = avx512_codes(result[r], result[r + 1 < last ? r + 1 : last],
			result[r + 2 < last ? r + 2 : last], result[r + 3 < last ? r + 3 : last],
			zero, zero, &c->clamp);
		_mm_mask_storeu_epi8(out + r * stride, valid, _mm512_castsi512_si128(codes));
		if (r + 1 < rows)
			_mm_mask_storeu_epi8(
				out + (r + 1) * stride, valid, _mm512_extracti32x4_epi32(codes, 1));
		if (r + 2 < rows)
			_mm_mask_storeu_epi8(
				out + (r + 2) * stride, valid, _mm512_extracti32x4_epi32(codes, 2));
		if (r + 3 < rows)
			_mm_mask_storeu_epi8(
				out + (r + 3) * stride, valid, _mm512_extracti32x4_epi32(codes, 3));
	}
}

AVX512_INLINE void tile(
	int8_t *out, const uint8_t *a, const struct column *c, const int rows, const int panels)
{
	__m512i sum[MAX_ROWS * MAX_PANELS];
	multiply_tile(sum, a, c, rows, panels);
	if (panels == 1) {
		avx512_forms(sum, 1, rows, c->conv, c->panel);
		store_singles(out, sum, c, rows);
	} else {
		avx512_forms(sum, 2, rows, c->conv, c->panel);
		avx512_forms(sum + 1, 2, rows, c->conv, c->panel + 1);
		store_pairs(out, sum, c, rows);
	}
}

AVX512_INLINE void tile_of(
	int8_t *out, const uint8_t *a, const struct column *c, int32_t rows, const int panels)
{
	switch (rows) {
	case 1:
		tile(out, a, c, 1, panels);
		break;
	case 2:
		tile(out, a, c, 2, panels);
		break;
	case 3:
		tile(out, a, c, 3, panels);
		break;
	case 4:
		tile(out, a, c, 4, panels);
		break;
	case 5:
		tile(out, a, c, 5, panels);
		break;
	case 6:
		tile(out, a, c, 6, panels);
		break;
	case 7:
		tile(out, a, c, 7, panels);
		break;
	default:
		tile(out, a, c, MAX_ROWS, panels);
	}
}

AVX512_INLINE void tiles(int8_t *out, int32_t row_count, const struct column *c, const int panels)
{
	const uint8_t *a = c->a->at;
	int32_t left = (row_count + MAX_ROWS - 1) / MAX_ROWS;
	for (int32_t rest = row_count; left > 0; left--) {
		int32_t rows = (rest + left - 1) / left;
		tile_of(out, a, c, rows, panels);
		a += rows * c->a->stride;
		out += (ptrdiff_t)rows * c->conv->out_stride;
		rest -= rows;
	}
}

void avx512vnni_gemm(
	int8_t *out, const struct avx512vnni_rows *a, int32_t row_count, const struct conv *conv)
{
	struct column c = {.a = a, .conv = conv, .clamp = avx512_clamp(conv)};
	ptrdiff_t count = conv->packed.panel_count;
	for (; c.panel < count; c.panel += MAX_PANELS, out += (ptrdiff_t)MAX_PANELS * AVX512_COLS) {
		c.weights = (const int8_t *)conv->packed.weights +
			    (size_t)c.panel * conv->packed.panel_nbytes;
		if (c.panel + 1 < count)
			tiles(out, row_count, &c, 2);
		else
			tiles(out, row_count, &c, 1);
	}
}
