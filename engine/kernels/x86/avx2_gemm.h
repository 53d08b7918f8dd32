// SPDX-License-Identifier: Apache-2.0
/*
 * A block of output pixels against every panel: what all dense convolutions come down to.
 */
#ifndef ENGINE_KERNELS_X86_AVX2_GEMM_H
#define ENGINE_KERNELS_X86_AVX2_GEMM_H

#include "engine/kernels/kernels.h"

enum {
	AVX2_TILE = 6,      // pixels of a tile,
	AVX2_HALF_TILE = 8, // and of one of eight channels or fewer
	AVX2_SPARE = 3      // pixels behind the last of a block that a tile may read
};

/*
 * Activations are int16, made for the block in a scratch that stays in the cache.  A pixel's
 * are `segments` runs of `pairs` pairs each, `step` int16 from the start of a run to the
 * next one's.  Where pixel r's first run starts:
 * line 0:  at[r] bytes behind a; `at` has AVX2_SPARE entries more than pixels
 * else:    r * line bytes behind a; `at` has the first AVX2_HALF_TILE of these; the scratch
 *          has room for AVX2_SPARE pixels more
 */
struct avx2_block {
	int8_t *out; // of the first pixel; the others are out_stride apart
	const int16_t *a;
	const ptrdiff_t *at;
	ptrdiff_t line;
	int32_t rows;
	int32_t segments, pairs;
	ptrdiff_t step;
};

// Weights are int16, [panel][k / 2][16][2] in the order of the segments.
void avx2_gemm(const struct conv *conv, const struct avx2_block *block);

#endif
