// SPDX-License-Identifier: Apache-2.0
/*
 * A block of output pixels against every panel: what all dense convolutions come down to.
 */
#ifndef ENGINE_KERNELS_X86_AVX2_GEMM_H
#define ENGINE_KERNELS_X86_AVX2_GEMM_H

#include "engine/kernels/kernels.h"

// Tiles read this many entries of `at` behind the last: any pixel's will do.
enum { AVX2_AT_SLACK = 8 };

/*
 * Activations are int16, made for the block in a scratch that stays in the L1 cache.  A
 * pixel's are `segments` runs of `pairs` pairs each, `step` int16 from the start of a run to
 * the next one's; pixel r's first run is at a + at[r].
 */
struct avx2_block {
	int8_t *out; // of the first pixel; the others are out_stride apart
	const int16_t *a;
	const ptrdiff_t *at; // [rows + AVX2_AT_SLACK]
	int32_t rows;
	int32_t segments, pairs;
	ptrdiff_t step;
};

// Weights are int16, [panel][k / 2][16][2] in the order of the segments.
void avx2_gemm(const struct conv *conv, const struct avx2_block *block);

#endif
