// SPDX-License-Identifier: Apache-2.0
/*
 * 1x1 at stride 1, and fully connected layers of many rows: a pixel's activations are as
 * they stand, only wider.  All panels pass over a block of pixels before the next one.
 */
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avx2_gemm.h"
#include "engine/kernels/x86/avx2_widen.h"

enum {
	NEAR_NBYTES = 24 * 1024, // stays in the L1 cache
	FAR_NBYTES = 96 * 1024,  // stays in the L2 cache, of which it leaves most to weights
	FEW_ROWS = 48,           // weights that are fetched for fewer than these cost too much
	LEAST_ROWS = 24,
	MOST_ROWS = 240 // whose codes stay in the cache until all panels have passed
};

static size_t slots(int32_t *slots, const struct conv *conv)
{
	return kernels_plain_slots(slots, conv->in_depth, 2);
}

static size_t line_count(const struct conv *conv)
{
	return ((size_t)conv->in_depth + 1) / 2 * 2;
}

// Pixels of a block at most, in whole tiles.
static size_t most_rows(const struct conv *conv)
{
	size_t line_nbytes = line_count(conv) * sizeof(int16_t);
	size_t rows = NEAR_NBYTES / line_nbytes;
	if (rows < FEW_ROWS)
		rows = FAR_NBYTES / line_nbytes;
	if (rows < LEAST_ROWS)
		rows = LEAST_ROWS;
	if (rows > MOST_ROWS)
		rows = MOST_ROWS;
	return rows / AVX2_TILE * AVX2_TILE;
}

// Those of each block but the last one, which is not to be much smaller.
static size_t block_rows(size_t pixels, size_t most)
{
	if (pixels <= most)
		return pixels;
	size_t blocks = (pixels + most - 1) / most;
	return ((pixels + blocks - 1) / blocks + AVX2_TILE - 1) / AVX2_TILE * AVX2_TILE;
}

static size_t pixel_count(const struct conv *conv)
{
	return (size_t)conv->window.out_h * (size_t)conv->window.out_w;
}

static size_t scratch_nbytes(const struct conv *conv)
{
	size_t pixels = pixel_count(conv), most = most_rows(conv);
	size_t lines = (pixels < most ? pixels : most) + AVX2_SPARE;
	return (lines * line_count(conv) + AVX2_WIDEN_SLACK) * sizeof(int16_t);
}

static void widen_block(int16_t *a, const int8_t *in, size_t rows, const struct conv *conv)
{
	size_t depth = (size_t)conv->in_depth, line = line_count(conv);
	if (depth == line && conv->in_stride == conv->in_depth) {
		avx2_widen(a, in, rows * depth);
		return;
	}
	for (size_t r = 0; r < rows; r++, a += line, in += conv->in_stride)
		avx2_widen(a, in, depth);
}

static void run(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	size_t line = line_count(conv), pixels = pixel_count(conv);
	size_t rows = block_rows(pixels, most_rows(conv));
	ptrdiff_t at[AVX2_HALF_TILE];
	struct avx2_block block = {
		.a = scratch,
		.at = at,
		.line = (ptrdiff_t)(line * sizeof(int16_t)),
		.segments = 1,
		.pairs = (int32_t)(line / 2),
	};
	for (ptrdiff_t r = 0; r < AVX2_HALF_TILE; r++)
		at[r] = r * block.line;
	for (size_t first = 0; first < pixels; first += rows) {
		size_t count = pixels - first < rows ? pixels - first : rows;
		widen_block(scratch, in + (ptrdiff_t)first * conv->in_stride, count, conv);
		block.out = out + (ptrdiff_t)first * conv->out_stride;
		block.rows = (int32_t)count;
		avx2_gemm(conv, &block);
	}
}

const struct conv_kernel avx2_pointwise = {
	.name = "pointwise",
	.geometry = {16, 2, sizeof(int16_t), 0, NULL},
	.slots = slots,
	.scratch_nbytes = scratch_nbytes,
	.run = run,
};
