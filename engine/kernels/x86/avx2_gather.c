// SPDX-License-Identifier: Apache-2.0
/*
 * A window of any shape: the activations of a block of pixels are gathered, tap by tap.
 */
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avx2_gemm.h"
#include "engine/kernels/x86/avx2_widen.h"

enum { BLOCK_NBYTES = 24 * 1024, TILE_ROWS = 24, MAX_ROWS = 240 };

static size_t slots(int32_t *slots, const struct conv *conv)
{
	const struct window *v = &conv->window;
	return kernels_plain_slots(slots, (int64_t)v->h * v->w * conv->in_depth, 2);
}

static size_t block_rows(const struct conv *conv)
{
	size_t line_nbytes = slots(NULL, conv) * sizeof(int16_t);
	size_t rows = BLOCK_NBYTES / line_nbytes / TILE_ROWS * TILE_ROWS;
	if (rows < TILE_ROWS)
		rows = TILE_ROWS;
	if (rows > MAX_ROWS)
		rows = MAX_ROWS;
	size_t pixels = (size_t)conv->window.out_h * (size_t)conv->window.out_w;
	return rows < pixels ? rows : pixels;
}

static size_t scratch_nbytes(const struct conv *conv)
{
	size_t lines = (block_rows(conv) + AVX2_SPARE) * slots(NULL, conv) + AVX2_WIDEN_SLACK;
	return lines * sizeof(int16_t);
}

static void gather(int16_t *line, const int8_t *in, const struct conv *conv, int64_t y, int64_t x)
{
	const struct window *v = &conv->window;
	size_t depth = (size_t)conv->in_depth;
	for (int32_t i = 0; i < v->h; i++) {
		int64_t in_y = y * v->stride_h - v->before_h + (int64_t)i * v->dilation_h;
		for (int32_t j = 0; j < v->w; j++, line += depth) {
			int64_t in_x = x * v->stride_w - v->before_w + (int64_t)j * v->dilation_w;
			if (in_y < 0 || in_y >= v->in_h || in_x < 0 || in_x >= v->in_w)
				avx2_fill(line, (int16_t)conv->zero_in, depth);
			else
				avx2_widen(line, in + (in_y * v->in_w + in_x) * conv->in_stride,
					depth);
		}
	}
}

static void run(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	const struct window *v = &conv->window;
	size_t line = slots(NULL, conv), rows = block_rows(conv);
	size_t pixels = (size_t)v->out_h * (size_t)v->out_w;
	int16_t *a = scratch;
	ptrdiff_t at[AVX2_HALF_TILE];
	struct avx2_block block = {
		.a = a,
		.at = at,
		.line = (ptrdiff_t)(line * sizeof(int16_t)),
		.segments = 1,
		.pairs = (int32_t)(line / 2),
	};
	for (ptrdiff_t r = 0; r < AVX2_HALF_TILE; r++)
		at[r] = r * block.line;
	for (size_t first = 0; first < pixels; first += rows) {
		size_t count = pixels - first < rows ? pixels - first : rows;
		for (size_t r = 0; r < count; r++)
			gather(a + r * line, in, conv, (int64_t)((first + r) / (size_t)v->out_w),
				(int64_t)((first + r) % (size_t)v->out_w));
		block.out = out + (ptrdiff_t)first * conv->out_stride;
		block.rows = (int32_t)count;
		avx2_gemm(conv, &block);
	}
}

const struct conv_kernel avx2_gather = {
	.name = "gather",
	.geometry = {16, 2, sizeof(int16_t), 0, NULL},
	.slots = slots,
	.scratch_nbytes = scratch_nbytes,
	.run = run,
};
