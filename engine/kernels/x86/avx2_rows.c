// SPDX-License-Identifier: Apache-2.0
/*
 * Dense convolutions that put the activations of each output pixel into a line of its own. All
 * panels pass over a block of lines before the next one.
 *
 * pointwise: 1x1 at stride 1, and fully connected layers of many rows: a pixel's activations
 *	are as they stand, only wider.
 * gather: a window of any shape, tap by tap.
 */
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avx2_gemm.h"
#include "engine/kernels/x86/avx2_widen.h"

enum {
	NEAR_NBYTES = 24 * 1024, // stays in the L1 cache of 32 KiB, with a panel's weights
	FAR_NBYTES = 96 * 1024,  // stays in the L2 cache, of which it leaves most to weights
	/*
	 * Whole tiles of six and of eight, ten times 24 at most: their codes stay in the cache
	 * until all panels have passed.  Weights that are fetched for fewer than FEW_ROWS, eight
	 * tiles of six, cost too much.
	 */
	LEAST_ROWS = 24,
	FEW_ROWS = 48,
	MOST_ROWS = 240
};

static size_t slots(int32_t *slots, const struct conv *conv)
{
	const struct window *v = &conv->window;
	return kernels_plain_slots(slots, (int64_t)v->h * v->w * conv->in_depth, 2);
}

static size_t pixel_count(const struct conv *conv)
{
	return (size_t)conv->window.out_h * (size_t)conv->window.out_w;
}

/* ---- blocks ---- */

// Lines of a block at most, if they are to have no more than so many bytes; whole tiles.
static size_t rows_within(size_t nbytes, size_t line_nbytes)
{
	size_t rows = nbytes / line_nbytes;
	rows = rows < LEAST_ROWS ? LEAST_ROWS : rows > MOST_ROWS ? MOST_ROWS : rows;
	return rows / AVX2_TILE * AVX2_TILE;
}

static size_t most_rows(const struct conv *conv)
{
	size_t line_nbytes = slots(NULL, conv) * sizeof(int16_t);
	bool far = window_is_pointwise(&conv->window) && NEAR_NBYTES / line_nbytes < FEW_ROWS;
	return rows_within(far ? FAR_NBYTES : NEAR_NBYTES, line_nbytes);
}

// Those of each block but the last one, which is not to be much smaller.
static size_t block_rows(size_t pixels, size_t most)
{
	if (pixels <= most)
		return pixels;
	size_t blocks = (pixels + most - 1) / most;
	return ((pixels + blocks - 1) / blocks + AVX2_TILE - 1) / AVX2_TILE * AVX2_TILE;
}

static size_t scratch_nbytes(const struct conv *conv)
{
	size_t pixels = pixel_count(conv), most = most_rows(conv);
	size_t lines = (pixels < most ? pixels : most) + AVX2_SPARE;
	return (lines * slots(NULL, conv) + AVX2_WIDEN_SLACK) * sizeof(int16_t);
}

// The lines of `count` pixels from `first` on, `line` int16 from one to the next.
typedef void fill_lines(int16_t *a, size_t line, const int8_t *in, const struct conv *conv,
	size_t first, size_t count);

static void run(
	int8_t *out, const int8_t *in, const struct conv *conv, void *scratch, fill_lines *fill)
{
	size_t line = slots(NULL, conv), pixels = pixel_count(conv);
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
		fill(scratch, line, in, conv, first, count);
		block.out = out + (ptrdiff_t)first * conv->out_stride;
		block.rows = (int32_t)count;
		avx2_gemm(conv, &block);
	}
}

/* ---- pointwise ---- */

static void widen_pixels(int16_t *a, size_t line, const int8_t *in, const struct conv *conv,
	size_t first, size_t count)
{
	size_t depth = (size_t)conv->in_depth;
	in += (ptrdiff_t)first * conv->in_stride;
	if (depth == line && conv->in_stride == conv->in_depth) {
		avx2_widen(a, in, count * depth);
		return;
	}
	for (size_t r = 0; r < count; r++, a += line, in += conv->in_stride)
		avx2_widen(a, in, depth);
}

static void run_pointwise(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	run(out, in, conv, scratch, widen_pixels);
}

const struct conv_kernel avx2_pointwise = {
	.name = "pointwise",
	.geometry = {16, 2, sizeof(int16_t), 0, NULL},
	.slots = slots,
	.scratch_nbytes = scratch_nbytes,
	.run = run_pointwise,
};

/* ---- gather ---- */

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

static void gather_windows(int16_t *a, size_t line, const int8_t *in, const struct conv *conv,
	size_t first, size_t count)
{
	size_t out_w = (size_t)conv->window.out_w;
	for (size_t r = 0; r < count; r++)
		gather(a + r * line, in, conv, (int64_t)((first + r) / out_w),
			(int64_t)((first + r) % out_w));
}

static void run_gather(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	run(out, in, conv, scratch, gather_windows);
}

const struct conv_kernel avx2_gather = {
	.name = "gather",
	.geometry = {16, 2, sizeof(int16_t), 0, NULL},
	.slots = slots,
	.scratch_nbytes = scratch_nbytes,
	.run = run_gather,
};
