// SPDX-License-Identifier: Apache-2.0
/*
 * Three layouts of activations for the matrix products through vpdpbusd, biased, in scratch:
 *
 * pointwise: 1x1 without strides.  A block of pixels is copied; pixels are rows.
 * lines: a few lines of the input, with their padding, as they lie.  A window's line is then
 *	one run of w * in_depth bytes, rows of the product overlap and are stride_w * in_depth
 *	apart: nothing is repeated as im2col does.  Runs are padded to whole steps with
 *	weights of 0, whatever activations those meet.
 * gather: anything else, the window of each output pixel copied tap by tap.
 *
 * A block is as large as lets it and its output stay in the L1 cache while all panels
 * pass.
 */
#include "engine/kernels/x86/vnni.h"

#include <string.h>

enum {
	BLOCK_NBYTES = 24 << 10,  // of 32 KiB of L1
	LINES_NBYTES = 128 << 10, // of the lines of one output line: a quarter of the smallest L2
	MIN_ROWS = 8,             // a tile of the table that has the highest
	SLACK_NBYTES = 64         // behind the activations, for what the last step reads too much
};

static size_t round_up(size_t value, size_t unit)
{
	return (value + unit - 1) / unit * unit;
}

struct block {
	int32_t count;   // pixels or, for lines, output lines
	ptrdiff_t pitch; // bytes from a row, or from a line, to the next
	size_t nbytes;
};

static int64_t pixel_count(const struct window *v)
{
	return (int64_t)v->out_h * v->out_w;
}

// Pointwise and gather: blocks of whole rows of k_count activations.
static struct block rows_block(const struct conv *conv)
{
	const struct window *v = &conv->window;
	size_t k_count = (size_t)v->h * (size_t)v->w * (size_t)conv->in_depth;
	size_t pitch = round_up(k_count, VNNI_DEPTH);
	size_t rows = BLOCK_NBYTES / (pitch + (size_t)conv->out_depth) / MIN_ROWS * MIN_ROWS;
	size_t pixels = (size_t)pixel_count(v);
	rows = rows < MIN_ROWS ? MIN_ROWS : rows;
	rows = rows < pixels ? rows : pixels;
	return (struct block){(int32_t)rows, (ptrdiff_t)pitch, rows * pitch};
}

size_t vnni_rows_slots(int32_t *slots, const struct conv *conv)
{
	const struct window *v = &conv->window;
	return kernels_plain_slots(slots, (int64_t)v->h * v->w * conv->in_depth, VNNI_DEPTH);
}

size_t vnni_rows_scratch_nbytes(const struct conv *conv)
{
	return rows_block(conv).nbytes + SLACK_NBYTES;
}

static void copy_pixels(uint8_t *to, const int8_t *in, const struct conv *conv, int64_t first,
	int32_t count, ptrdiff_t pitch, const struct vnni *vnni)
{
	size_t depth = (size_t)conv->in_depth;
	const int8_t *from = in + first * conv->in_stride;
	if (conv->in_stride == pitch) {
		vnni->bias(to, from, (size_t)(count - 1) * (size_t)pitch + depth);
		return;
	}
	for (int32_t r = 0; r < count; r++, to += pitch, from += conv->in_stride)
		vnni->bias(to, from, depth);
}

// The window of each output pixel, [h][w][in_depth].
static void copy_windows(uint8_t *to, const int8_t *in, const struct conv *conv, int64_t first,
	int32_t count, ptrdiff_t pitch, const struct vnni *vnni)
{
	const struct window *v = &conv->window;
	size_t depth = (size_t)conv->in_depth;
	for (int32_t r = 0; r < count; r++, to += pitch) {
		int64_t y0 = (first + r) / v->out_w * v->stride_h - v->before_h;
		int64_t x0 = (first + r) % v->out_w * v->stride_w - v->before_w;
		uint8_t *tap = to;
		for (int32_t i = 0; i < v->h; i++) {
			int64_t y = y0 + (int64_t)i * v->dilation_h;
			for (int32_t j = 0; j < v->w; j++, tap += depth) {
				int64_t x = x0 + (int64_t)j * v->dilation_w;
				if (y < 0 || y >= v->in_h || x < 0 || x >= v->in_w)
					memset(tap, vnni_outside(conv), depth);
				else
					vnni->bias(tap, in + (y * v->in_w + x) * conv->in_stride,
						depth);
			}
		}
	}
}

static void run_rows(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch,
	void (*copy)(uint8_t *to, const int8_t *in, const struct conv *conv, int64_t first,
		int32_t count, ptrdiff_t pitch, const struct vnni *vnni))
{
	const struct vnni *vnni = conv->packed.context;
	struct block block = rows_block(conv);
	struct vnni_rows rows = {scratch, block.pitch, block.pitch / VNNI_DEPTH, 0, 1};
	int64_t pixels = pixel_count(&conv->window);
	for (int64_t first = 0; first < pixels; first += block.count) {
		int32_t count =
			pixels - first < block.count ? (int32_t)(pixels - first) : block.count;
		copy(scratch, in, conv, first, count, block.pitch, vnni);
		vnni->gemm(out + first * conv->out_stride, &rows, count, conv);
	}
}

void vnni_run_pointwise(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	run_rows(out, in, conv, scratch, copy_pixels);
}

void vnni_run_gather(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	run_rows(out, in, conv, scratch, copy_windows);
}

// Pixels of a line that outputs read, padding included.
static size_t line_width(const struct window *v)
{
	return ((size_t)v->out_w - 1) * (size_t)v->stride_w + (size_t)v->w;
}

static size_t run_steps(const struct conv *conv)
{
	size_t run = (size_t)conv->window.w * (size_t)conv->in_depth;
	return round_up(run, VNNI_DEPTH) / VNNI_DEPTH;
}

static struct block lines_block(const struct conv *conv)
{
	const struct window *v = &conv->window;
	size_t pitch = round_up(line_width(v) * (size_t)conv->in_depth, VNNI_DEPTH);
	int32_t count = 1;
	while (count < v->out_h &&
		((size_t)count * (size_t)v->stride_h + (size_t)v->h) * pitch <= BLOCK_NBYTES)
		count++;
	size_t lines = (size_t)(count - 1) * (size_t)v->stride_h + (size_t)v->h;
	return (struct block){count, (ptrdiff_t)pitch, lines * pitch};
}

size_t vnni_lines_slots(int32_t *slots, const struct conv *conv)
{
	size_t run = (size_t)conv->window.w * (size_t)conv->in_depth;
	size_t places = run_steps(conv) * VNNI_DEPTH;
	for (size_t i = 0; slots && i < (size_t)conv->window.h; i++)
		for (size_t k = 0; k < places; k++)
			slots[i * places + k] = k < run ? (int32_t)(i * run + k) : -1;
	return (size_t)conv->window.h * places;
}

size_t vnni_lines_scratch_nbytes(const struct conv *conv)
{
	return lines_block(conv).nbytes + SLACK_NBYTES;
}

// Line y of the input, from before_w pixels before its first.
static void copy_line(
	uint8_t *to, const int8_t *in, const struct conv *conv, int64_t y, const struct vnni *vnni)
{
	const struct window *v = &conv->window;
	size_t depth = (size_t)conv->in_depth, width = line_width(v);
	size_t before = (size_t)v->before_w < width ? (size_t)v->before_w : width;
	size_t inside = width - before < (size_t)v->in_w ? width - before : (size_t)v->in_w;
	if (y < 0 || y >= v->in_h) {
		memset(to, vnni_outside(conv), width * depth);
		return;
	}
	memset(to, vnni_outside(conv), before * depth);
	to += before * depth;
	const int8_t *from = in + y * v->in_w * conv->in_stride;
	if (conv->in_stride == conv->in_depth)
		vnni->bias(to, from, inside * depth);
	else
		for (size_t x = 0; x < inside; x++)
			vnni->bias(to + x * depth, from + (ptrdiff_t)x * conv->in_stride, depth);
	memset(to + inside * depth, vnni_outside(conv), (width - before - inside) * depth);
}

void vnni_run_lines(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	const struct vnni *vnni = conv->packed.context;
	const struct window *v = &conv->window;
	struct block block = lines_block(conv);
	struct vnni_rows rows = {scratch, (ptrdiff_t)v->stride_w * conv->in_depth,
		(ptrdiff_t)run_steps(conv), block.pitch, v->h};
	for (int32_t first = 0; first < v->out_h; first += block.count) {
		int32_t count = v->out_h - first < block.count ? v->out_h - first : block.count;
		int64_t y = (int64_t)first * v->stride_h - v->before_h;
		int32_t lines = (count - 1) * v->stride_h + v->h;
		for (int32_t i = 0; i < lines; i++)
			copy_line((uint8_t *)scratch + i * block.pitch, in, conv, y + i, vnni);
		for (int32_t i = 0; i < count; i++, out += (ptrdiff_t)v->out_w * conv->out_stride) {
			rows.at = (uint8_t *)scratch + (ptrdiff_t)i * v->stride_h * block.pitch;
			vnni->gemm(out, &rows, v->out_w, conv);
		}
	}
}

enum vnni_layout vnni_layout_of(const struct conv *conv)
{
	const struct window *v = &conv->window;
	if (window_is_pointwise(v))
		return VNNI_POINTWISE;
	bool single = v->h == 1 && v->w == 1;
	if (single || v->dilation_h != 1 || v->dilation_w != 1 || !window_is_compact(v))
		return VNNI_GATHER;
	double line_nbytes = (double)line_width(v) * conv->in_depth;
	return line_nbytes * v->h <= LINES_NBYTES ? VNNI_LINES : VNNI_GATHER;
}
