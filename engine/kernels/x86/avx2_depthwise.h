// SPDX-License-Identifier: Apache-2.0
/*
 * What the depthwise kernels of the AVX2 table share: the work on sixteen channels of a
 * tile of the picture, whose input stands in a block (avx2_depthwise_block.h).
 */
#ifndef ENGINE_KERNELS_X86_AVX2_DEPTHWISE_H
#define ENGINE_KERNELS_X86_AVX2_DEPTHWISE_H

#include "engine/kernels/x86/avx2_depthwise_block.h"
#include "engine/kernels/x86/avx2_requant.h"

struct avx2_depthwise_tile {
	const int16_t *block;
	ptrdiff_t tap_row; // int16 from a row of taps to the next
	ptrdiff_t row;     // from the first tap of an output to that of the one below it
	ptrdiff_t col;     // and to that of the one beside it
	int32_t h, w;      // outputs
	int8_t *out;
	ptrdiff_t out_row, out_col; // codes
	int32_t count;              // channels
	int8_t *line;               // w * 16 codes, for a row whose count is below 16
	__m256i *half;              // w + 1, for one half of a row
	const int16_t *weights;     // [pairs][16 lanes][2 taps]
	const int32_t *bias;
	const struct conv *conv;
	size_t panel;
	const int32_t *taps; // [pairs][2] int16 from an output's first tap to each other
	int32_t pairs;
};

// Windows of three rows and of three columns side by side, stride_w 1 or 2.
void avx2_depthwise_3x3_s1(const struct avx2_depthwise_tile *tile);
void avx2_depthwise_3x3_s2(const struct avx2_depthwise_tile *tile);
void avx2_depthwise_window(const struct avx2_depthwise_tile *tile);

// NULL: not for this shape.
const struct conv_kernel *avx2_depthwise_narrow(const struct conv *conv);

// Two taps of sixteen channels: one register has channels 0-3 and 8-11, the other the rest.
KERNEL_INLINE void avx2_depthwise_interleave(__m256i pair[2], const int16_t *a, const int16_t *b)
{
	__m256i x = _mm256_loadu_si256((const __m256i *)a);
	__m256i y = _mm256_loadu_si256((const __m256i *)b);
	pair[0] = _mm256_unpacklo_epi16(x, y);
	pair[1] = _mm256_unpackhi_epi16(x, y);
}

KERNEL_INLINE void avx2_depthwise_accumulate(
	__m256i sum[2], const __m256i pair[2], const int16_t *weights)
{
	const __m256i *w = (const __m256i *)weights;
	sum[0] = _mm256_add_epi32(sum[0], _mm256_madd_epi16(pair[0], w[0]));
	sum[1] = _mm256_add_epi32(sum[1], _mm256_madd_epi16(pair[1], w[1]));
}

// The first `count` of each 16 codes of a line of w pixels; 1 <= count < 16.
void avx2_depthwise_copy(
	int8_t *out, ptrdiff_t out_col, const int8_t *line, int32_t w, int32_t count);

#endif
