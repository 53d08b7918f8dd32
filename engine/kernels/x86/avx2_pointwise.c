// SPDX-License-Identifier: Apache-2.0
/*
 * 1x1 at stride 1, and fully connected layers of many rows: a pixel's activations are as
 * they stand, only wider.  All panels pass over a block of pixels before the next one.
 */
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avx2_gemm.h"
#include "engine/kernels/x86/avx2_widen.h"

enum { BLOCK_NBYTES = 24 * 1024, TILE_ROWS = 24, MAX_ROWS = 240 };

bool avx2_pointwise_suits(const struct conv *conv)
{
	const struct window *v = &conv->window;
	return v->h == 1 && v->w == 1 && v->stride_h == 1 && v->stride_w == 1 && v->before_h == 0 &&
	       v->before_w == 0 && v->out_h == v->in_h && v->out_w == v->in_w;
}

static size_t slots(int32_t *slots, const struct conv *conv)
{
	return kernels_plain_slots(slots, conv->in_depth, 2);
}

static size_t line_count(const struct conv *conv)
{
	return slots(NULL, conv);
}

// Pixels of a block: whole tiles, unless the picture has fewer.
static size_t block_rows(const struct conv *conv)
{
	size_t rows = BLOCK_NBYTES / sizeof(int16_t) / line_count(conv) / TILE_ROWS * TILE_ROWS;
	if (rows < TILE_ROWS)
		rows = TILE_ROWS;
	if (rows > MAX_ROWS)
		rows = MAX_ROWS;
	size_t pixels = (size_t)conv->window.out_h * (size_t)conv->window.out_w;
	return rows < pixels ? rows : pixels;
}

static size_t at_count(const struct conv *conv)
{
	return (block_rows(conv) + AVX2_AT_SLACK + 15) / 16 * 16;
}

static size_t scratch_nbytes(const struct conv *conv)
{
	size_t lines = block_rows(conv) * line_count(conv) + AVX2_WIDEN_SLACK;
	return at_count(conv) * sizeof(ptrdiff_t) + lines * sizeof(int16_t);
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
	size_t line = line_count(conv), rows = block_rows(conv);
	size_t pixels = (size_t)conv->window.out_h * (size_t)conv->window.out_w;
	ptrdiff_t *at = scratch;
	for (size_t r = 0; r < rows + AVX2_AT_SLACK; r++)
		at[r] = (ptrdiff_t)((r < rows ? r : 0) * line);
	int16_t *a = (int16_t *)(at + at_count(conv));
	for (size_t first = 0; first < pixels; first += rows) {
		size_t count = pixels - first < rows ? pixels - first : rows;
		widen_block(a, in + (ptrdiff_t)first * conv->in_stride, count, conv);
		avx2_gemm(
			conv, &(struct avx2_block){.out = out + (ptrdiff_t)first * conv->out_stride,
				      .a = a,
				      .at = at,
				      .rows = (int32_t)count,
				      .segments = 1,
				      .pairs = (int32_t)(line / 2),
				      .step = (ptrdiff_t)line});
	}
}

const struct conv_kernel avx2_pointwise = {
	.name = "pointwise",
	.geometry = {16, 2, sizeof(int16_t), 0, NULL},
	.slots = slots,
	.scratch_nbytes = scratch_nbytes,
	.run = run,
};
