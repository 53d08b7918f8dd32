// SPDX-License-Identifier: Apache-2.0
/*
 * Depthwise convolutions: the picture in tiles, a tile sixteen channels at a time.
 *
 * A tile's input is widened into a block (avx2_depthwise.h) that stays in the L1 cache, and
 * its codes, of all channels, stay near while panel after panel passes over them: a
 * picture is read once, though a panel takes sixteen of a pixel's codes only.
 */
#include "engine/base/bytes.h"
#include "engine/kernels/scalar.h"
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avx2_depthwise.h"

enum {
	COLS = AVX2_DEPTHWISE_COLS,
	/*
	 * In pixels.  One takes 32 bytes of a block, and a line of 64 bytes in the input and
	 * one in the output, which four panels use one behind the other if it stays in the
	 * L1 cache: 256 pixels do.  Where windows are so high that their rows would be
	 * widened more than twice, a block may take 256 KB; and if one single output needs
	 * more than 2 MB, the scalar kernel has to do.
	 */
	SMALL_BLOCK = 256,
	LARGE_BLOCK = 8192,
	MOST_PIXELS = 65536,
	TILE_COLS = 36, // of a block, or twice a window's
	ALIGNMENT = 64
};

// How a picture is cut: tiles of h x w outputs, blocks of rows x cols pixels.
struct plan {
	int32_t h, w;
	int64_t rows, cols;
};

static int64_t extent(int64_t outputs, int32_t taps, int32_t stride, int32_t dilation)
{
	return (outputs - 1) * stride + (int64_t)(taps - 1) * dilation + 1;
}

static int64_t block_rows(const struct window *v, int64_t h)
{
	return extent(h, v->h, v->stride_h, v->dilation_h);
}

static int64_t block_cols(const struct window *v, int64_t w)
{
	return extent(w, v->w, v->stride_w, v->dilation_w) + AVX2_DEPTHWISE_BEHIND;
}

// The largest part of `size` in which parts of almost one size are at most `limit`.
static int32_t even_part(int32_t size, int64_t limit)
{
	limit = limit < 1 ? 1 : limit;
	int64_t parts = (size + limit - 1) / limit;
	return (int32_t)((size + parts - 1) / parts);
}

static bool make_plan(struct plan *out, const struct window *v)
{
	int64_t one = block_cols(v, 1), least = block_rows(v, 1);
	if (one > MOST_PIXELS || least > MOST_PIXELS / one)
		return false;
	int64_t wide = 2 * one > TILE_COLS ? 2 * one : TILE_COLS;
	out->w = even_part(v->out_w, (wide - one) / v->stride_w + 1);
	out->cols = block_cols(v, out->w);
	int64_t most = SMALL_BLOCK / out->cols;
	if (most < 2 * least) {
		most = LARGE_BLOCK / out->cols;
		most = most < 2 * least ? most : 2 * least;
	}
	out->h = even_part(v->out_h, most < least ? 1 : (most - least) / v->stride_h + 1);
	out->rows = block_rows(v, out->h);
	return true;
}

// What lies in the scratch, one behind the other; multiples of ALIGNMENT.
struct parts {
	size_t block, line, half, taps;
};

static struct parts parts_of(const struct plan *plan, const struct window *v)
{
	// a block has at most 2 * MOST_PIXELS or so, a window no more taps than its block pixels
	return (struct parts){
		.block = size_align(
			(size_t)(plan->rows * plan->cols) * COLS * sizeof(int16_t), ALIGNMENT),
		.line = size_align((size_t)plan->w * COLS, ALIGNMENT),
		.half = size_align((size_t)plan->w * sizeof(__m256i), ALIGNMENT),
		.taps = size_align(((size_t)v->h * (size_t)v->w + 1) * sizeof(int32_t), ALIGNMENT),
	};
}

static size_t scratch_nbytes(const struct conv *conv)
{
	struct plan plan;
	if (!make_plan(&plan, &conv->window))
		return SIZE_MAX;
	struct parts parts = parts_of(&plan, &conv->window);
	return parts.block + parts.line + parts.half + parts.taps;
}

// Rows and columns of a block that lie in the picture: from `first`, `count` of them.
struct inside {
	int32_t first, count;
	int32_t in; // the picture's first
};

static struct inside find_inside(int64_t at, int64_t count, int32_t size)
{
	int64_t first = at < 0 ? -at : 0, last = at + count > size ? size - at : count;
	first = first < count ? first : count;
	last = last > first ? last : first;
	return (struct inside){(int32_t)first, (int32_t)(last - first), (int32_t)(at + first)};
}

static void fill(int16_t *to, int64_t pixels, int32_t code)
{
	__m256i codes = _mm256_set1_epi16((int16_t)code);
	for (int64_t i = 0; i < pixels; i++)
		_mm256_store_si256((__m256i *)(to + i * COLS), codes);
}

// zero_in wherever a block leaves the picture.
static void fill_outside(int16_t *block, const struct plan *plan, const struct inside *rows,
	const struct inside *cols, int32_t zero_in)
{
	int64_t pitch = plan->cols * COLS, right = cols->first + cols->count;
	fill(block, rows->first * plan->cols, zero_in);
	for (int32_t y = 0; y < rows->count; y++) {
		int16_t *row = block + (rows->first + y) * pitch;
		fill(row, cols->first, zero_in);
		fill(row + right * COLS, plan->cols - right, zero_in);
	}
	int64_t below = rows->first + rows->count;
	fill(block + below * pitch, (plan->rows - below) * plan->cols, zero_in);
}

static void widen_row(int16_t *to, const int8_t *from, ptrdiff_t stride, int32_t count)
{
#pragma GCC unroll 4
	for (int32_t x = 0; x < count; x++, to += COLS, from += stride) {
		__m128i codes = _mm_loadu_si128((const __m128i *)from);
		_mm256_store_si256((__m256i *)to, _mm256_cvtepi8_epi16(codes));
	}
}

// Sixteen channels of the pixels inside; in the last panel some of the next pixel's.
static void widen(int16_t *block, const struct plan *plan, const struct inside *rows,
	const struct inside *cols, const int8_t *in, const struct conv *conv)
{
	int64_t pitch = plan->cols * COLS, in_pitch = (int64_t)conv->window.in_w * conv->in_stride;
	const int8_t *from = in + rows->in * in_pitch + (int64_t)cols->in * conv->in_stride;
	int16_t *to = block + rows->first * pitch + (int64_t)cols->first * COLS;
	for (int32_t y = 0; y < rows->count; y++, to += pitch, from += in_pitch)
		widen_row(to, from, conv->in_stride, cols->count);
}

void avx2_depthwise_copy(
	int8_t *out, ptrdiff_t out_col, const int8_t *line, int32_t w, int32_t count)
{
	for (int32_t x = 0; x < w; x++, out += out_col, line += COLS) {
		if (count >= 8) {
			memcpy(out, line, 8);
			memcpy(out + count - 8, line + count - 8, 8);
		} else if (count >= 4) {
			memcpy(out, line, 4);
			memcpy(out + count - 4, line + count - 4, 4);
		} else {
			for (int32_t c = 0; c < count; c++)
				out[c] = line[c];
		}
	}
}

// Where an output's taps lie in a block, two by two; an odd one is followed by itself.
static int32_t list_taps(int32_t *taps, const struct plan *plan, const struct window *v)
{
	int32_t count = 0;
	for (int32_t i = 0; i < v->h; i++)
		for (int32_t j = 0; j < v->w; j++)
			taps[count++] = (int32_t)((i * v->dilation_h * plan->cols +
							  (int64_t)j * v->dilation_w) *
						  COLS);
	if (count % 2)
		taps[count] = taps[count - 1];
	return (count + 1) / 2;
}

struct job {
	const struct conv *conv;
	const struct plan *plan;
	void (*run)(const struct avx2_tile *tile);
	int16_t *block;
	const int8_t *in;
	int8_t *out;
};

// All panels of the tile whose first output is (y, x).
static void run_tile(const struct job *job, struct avx2_tile *tile, int32_t y, int32_t x)
{
	const struct conv *conv = job->conv;
	const struct window *v = &conv->window;
	const struct packed *packed = &conv->packed;
	struct inside rows =
		find_inside((int64_t)y * v->stride_h - v->before_h, job->plan->rows, v->in_h);
	struct inside cols =
		find_inside((int64_t)x * v->stride_w - v->before_w, job->plan->cols, v->in_w);
	fill_outside(job->block, job->plan, &rows, &cols, conv->zero_in);
	int8_t *line = tile->line;
	tile->h = v->out_h - y < job->plan->h ? v->out_h - y : job->plan->h;
	tile->w = v->out_w - x < job->plan->w ? v->out_w - x : job->plan->w;
	tile->out = job->out + ((int64_t)y * v->out_w + x) * conv->out_stride;
	for (int32_t p = 0; p < packed->panel_count; p++, tile->out += COLS) {
		int32_t rest = conv->out_depth - p * COLS;
		widen(job->block, job->plan, &rows, &cols, job->in + (ptrdiff_t)p * COLS, conv);
		tile->count = rest;
		tile->line = rest < COLS ? line : NULL;
		tile->weights = (const int16_t *)packed->weights +
				(size_t)p * (packed->panel_nbytes / sizeof(int16_t));
		tile->bias = packed->bias + (ptrdiff_t)p * COLS;
		tile->panel = (size_t)p;
		job->run(tile);
	}
	tile->line = line;
}

AVX2_INLINE void run(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch,
	void (*run_panel)(const struct avx2_tile *tile), bool list)
{
	const struct window *v = &conv->window;
	struct plan plan;
	make_plan(&plan, v);
	struct parts parts = parts_of(&plan, v);
	unsigned char *at = scratch;
	int16_t *block = scratch;
	int32_t *taps = (int32_t *)(void *)(at + parts.block + parts.line + parts.half);
	struct avx2_tile tile = {
		.conv = conv,
		.block = block,
		.tap_row = plan.cols * v->dilation_h * COLS,
		.row = plan.cols * v->stride_h * COLS,
		.col = (ptrdiff_t)v->stride_w * COLS,
		.out_row = (ptrdiff_t)v->out_w * conv->out_stride,
		.out_col = conv->out_stride,
		.line = (int8_t *)(at + parts.block),
		.half = (__m256i *)(void *)(at + parts.block + parts.line),
		.taps = taps,
		.pairs = list ? list_taps(taps, &plan, v) : 0,
	};
	struct job job = {conv, &plan, run_panel, block, in, out};
	for (int32_t y = 0; y < v->out_h; y += plan.h)
		for (int32_t x = 0; x < v->out_w; x += plan.w)
			run_tile(&job, &tile, y, x);
}

static void run_3x3_s1(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	run(out, in, conv, scratch, avx2_depthwise_3x3_s1, false);
}

static void run_3x3_s2(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	run(out, in, conv, scratch, avx2_depthwise_3x3_s2, false);
}

static void run_any(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	run(out, in, conv, scratch, avx2_depthwise_any, true);
}

static size_t slots_3x3(int32_t *slots, const struct conv *conv)
{
	(void)conv;
	static const int32_t order[] = {0, 3, 1, 4, 2, 5, 6, 7, 8, -1};
	if (slots)
		memcpy(slots, order, sizeof(order));
	return sizeof(order) / sizeof(order[0]);
}

static size_t slots_any(int32_t *slots, const struct conv *conv)
{
	return kernels_plain_slots(slots, (int64_t)conv->window.h * conv->window.w, 2);
}

static const unsigned char lanes[] = AVX2_LANES;

static const struct conv_kernel kernel_3x3_s1 = {
	"3x3", {COLS, 2, sizeof(int16_t), 0, lanes}, slots_3x3, scratch_nbytes, run_3x3_s1};
static const struct conv_kernel kernel_3x3_s2 = {"3x3 stride 2",
	{COLS, 2, sizeof(int16_t), 0, lanes}, slots_3x3, scratch_nbytes, run_3x3_s2};
static const struct conv_kernel kernel_any = {
	"window", {COLS, 2, sizeof(int16_t), 0, lanes}, slots_any, scratch_nbytes, run_any};

const struct conv_kernel *avx2_choose_depthwise(const struct conv *conv)
{
	const struct window *v = &conv->window;
	const struct conv_kernel *narrow = avx2_depthwise_narrow(conv);
	if (narrow)
		return narrow;
	struct plan plan;
	if (!make_plan(&plan, v))
		return scalar_choose_depthwise(conv);
	if (v->h != 3 || v->w != 3 || v->dilation_w != 1 || v->stride_w > 2)
		return &kernel_any;
	return v->stride_w == 1 ? &kernel_3x3_s1 : &kernel_3x3_s2;
}
