// SPDX-License-Identifier: Apache-2.0
/*
 * k x k without a copy of each window: a band of input rows is widened, with zero_in in
 * its margins, and every window is read where it stands.  Its rows are runs of w * depth
 * codes; a run of an odd number meets the weight 0 behind it.
 */
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avx2_gemm.h"
#include "engine/kernels/x86/avx2_widen.h"

enum {
	BAND_NBYTES = 24 * 1024,      // stays in the L1 cache of 32 KiB, with a panel's weights
	MAX_BAND_NBYTES = 128 * 1024, // stays in the L2 cache: half of the smallest
	MAX_ROWS = 240                // whole tiles, as in avx2_rows.c
};

static size_t run_count(const struct conv *conv)
{
	return ((size_t)conv->window.w * (size_t)conv->in_depth + 1) / 2 * 2;
}

static size_t slots(int32_t *slots, const struct conv *conv)
{
	size_t run = run_count(conv), line = (size_t)conv->window.w * (size_t)conv->in_depth;
	size_t height = (size_t)conv->window.h;
	for (size_t i = 0; slots && i < height; i++)
		for (size_t k = 0; k < run; k++)
			slots[i * run + k] = k < line ? (int32_t)(i * line + k) : -1;
	return height * run;
}

// Pixels of a widened row, margins included.
static size_t width(const struct window *v)
{
	return ((size_t)v->out_w - 1) * (size_t)v->stride_w + (size_t)v->w;
}

static size_t line_count(const struct conv *conv)
{
	return (width(&conv->window) * (size_t)conv->in_depth + 1 + 15) / 16 * 16;
}

// Input rows below `out_rows` output rows.
static size_t height(const struct window *v, size_t out_rows)
{
	return (out_rows - 1) * (size_t)v->stride_h + ((size_t)v->h - 1) * (size_t)v->dilation_h +
	       1;
}

bool avx2_lines_suits(const struct conv *conv)
{
	const struct window *v = &conv->window;
	return window_is_compact(v) && v->dilation_w == 1 && v->stride_w <= v->w &&
	       v->stride_h <= v->h &&
	       line_count(conv) <= MAX_BAND_NBYTES / sizeof(int16_t) / height(v, 1);
}

// Output rows of a band.
static size_t band_rows(const struct conv *conv)
{
	const struct window *v = &conv->window;
	size_t lines = BAND_NBYTES / sizeof(int16_t) / line_count(conv);
	size_t least = height(v, 1);
	size_t rows = lines > least ? (lines - least) / (size_t)v->stride_h + 1 : 1;
	return rows < (size_t)v->out_h ? rows : (size_t)v->out_h;
}

static size_t at_count(const struct conv *conv)
{
	size_t pixels = band_rows(conv) * (size_t)conv->window.out_w;
	return (pixels + AVX2_SPARE + 7) / 8 * 8;
}

static size_t scratch_nbytes(const struct conv *conv)
{
	size_t lines = height(&conv->window, band_rows(conv)) * line_count(conv);
	return at_count(conv) * sizeof(ptrdiff_t) + (lines + AVX2_WIDEN_SLACK) * sizeof(int16_t);
}

// Input row y, from pixel -before_w on.
static void widen_line(int16_t *line, const int8_t *in, const struct conv *conv, int64_t y)
{
	const struct window *v = &conv->window;
	size_t depth = (size_t)conv->in_depth, all = width(v) * depth;
	if (y < 0 || y >= v->in_h) {
		avx2_fill(line, (int16_t)conv->zero_in, all);
		return;
	}
	size_t left = (size_t)v->before_w < width(v) ? (size_t)v->before_w : width(v);
	size_t pixels = width(v) - left < (size_t)v->in_w ? width(v) - left : (size_t)v->in_w;
	avx2_fill(line, (int16_t)conv->zero_in, left * depth);
	in += y * v->in_w * conv->in_stride;
	int16_t *to = line + left * depth;
	if (conv->in_stride == conv->in_depth)
		avx2_widen(to, in, pixels * depth);
	else
		for (size_t i = 0; i < pixels; i++, in += conv->in_stride)
			avx2_widen(to + i * depth, in, depth);
	size_t filled = (left + pixels) * depth;
	avx2_fill(line + filled, (int16_t)conv->zero_in, all - filled);
}

static void place_windows(ptrdiff_t *at, const struct conv *conv)
{
	const struct window *v = &conv->window;
	ptrdiff_t line = (ptrdiff_t)line_count(conv) * v->stride_h;
	ptrdiff_t step = (ptrdiff_t)conv->in_depth * v->stride_w;
	ptrdiff_t rows = (ptrdiff_t)band_rows(conv);
	for (ptrdiff_t y = 0; y < rows; y++)
		for (ptrdiff_t x = 0; x < v->out_w; x++)
			*at++ = (y * line + x * step) * (ptrdiff_t)sizeof(int16_t);
	for (int i = 0; i < AVX2_SPARE; i++)
		*at++ = 0;
}

static void run(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	const struct window *v = &conv->window;
	ptrdiff_t *at = scratch;
	place_windows(at, conv);
	int16_t *a = (int16_t *)(at + at_count(conv));
	size_t line = line_count(conv), band = band_rows(conv);
	struct avx2_block block = {
		.a = a,
		.segments = v->h,
		.pairs = (int32_t)(run_count(conv) / 2),
		.step = (ptrdiff_t)line * v->dilation_h,
	};
	for (size_t y = 0; y < (size_t)v->out_h; y += band) {
		size_t rows = (size_t)v->out_h - y < band ? (size_t)v->out_h - y : band;
		int64_t in_y = (int64_t)y * v->stride_h - v->before_h;
		for (size_t i = 0; i < height(v, rows); i++)
			widen_line(a + i * line, in, conv, in_y + (int64_t)i);
		size_t pixels = rows * (size_t)v->out_w;
		for (size_t first = 0; first < pixels; first += MAX_ROWS) {
			size_t count = pixels - first < MAX_ROWS ? pixels - first : MAX_ROWS;
			block.at = at + first;
			block.rows = (int32_t)count;
			block.out =
				out + (ptrdiff_t)(y * (size_t)v->out_w + first) * conv->out_stride;
			avx2_gemm(conv, &block);
		}
	}
}

const struct conv_kernel avx2_lines = {
	.name = "lines",
	.geometry = {16, 2, sizeof(int16_t), 0, NULL},
	.slots = slots,
	.scratch_nbytes = scratch_nbytes,
	.run = run,
};
