// SPDX-License-Identifier: Apache-2.0
/*
 * Depthwise convolutions: the picture in tiles, a tile sixteen channels at a time.
 *
 * A tile's input is widened into a block (avx2_depthwise_block.h) that stays in the L1 cache, and
 * its codes, of all channels, stay near while panel after panel passes over them: a
 * picture is read once, though a panel takes sixteen of a pixel's codes only.
 */
#include "engine/base/bytes.h"
#include "engine/kernels/scalar.h"
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avx2_depthwise.h"

enum { COLS = AVX2_DEPTHWISE_COLS, ALIGNMENT = 64 };

// What lies in the scratch, one behind the other; multiples of ALIGNMENT.
struct parts {
	size_t block, line, half, taps;
};

static struct parts parts_of(const struct avx2_depthwise_cut *cut, const struct window *v)
{
	// these fit: a block is bounded, and a window has no more taps than that pixels
	return (struct parts){
		.block = size_align(
			(size_t)(cut->rows * cut->cols) * COLS * sizeof(int16_t), ALIGNMENT),
		.line = size_align((size_t)cut->w * COLS, ALIGNMENT),
		.half = size_align(((size_t)cut->w + 1) * sizeof(__m256i), ALIGNMENT),
		.taps = size_align(((size_t)v->h * (size_t)v->w + 1) * sizeof(int32_t), ALIGNMENT),
	};
}

static size_t scratch_nbytes(const struct conv *conv)
{
	struct avx2_depthwise_cut cut;
	if (!avx2_depthwise_cut(&cut, &conv->window))
		return SIZE_MAX;
	struct parts parts = parts_of(&cut, &conv->window);
	return parts.block + parts.line + parts.half + parts.taps;
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
static int32_t list_taps(
	int32_t *taps, const struct avx2_depthwise_cut *cut, const struct window *v)
{
	int32_t count = 0;
	for (int32_t i = 0; i < v->h; i++)
		for (int32_t j = 0; j < v->w; j++)
			taps[count++] = (int32_t)((i * v->dilation_h * cut->cols +
							  (int64_t)j * v->dilation_w) *
						  COLS);
	if (count % 2)
		taps[count] = taps[count - 1];
	return (count + 1) / 2;
}

struct job {
	const struct conv *conv;
	void (*run)(const struct avx2_depthwise_tile *tile);
	struct avx2_depthwise_block block;
	const int8_t *in;
	int8_t *out;
	int8_t *line; // where the last panel needs one
};

// All panels of the tile whose first output is (y, x).
static void run_tile(struct job *job, struct avx2_depthwise_tile *tile, int32_t y, int32_t x)
{
	const struct conv *conv = job->conv;
	const struct window *v = &conv->window;
	const struct packed *packed = &conv->packed;
	const struct avx2_depthwise_cut *cut = job->block.cut;
	avx2_depthwise_block_begin(&job->block, conv, y, x);
	tile->h = v->out_h - y < cut->h ? v->out_h - y : cut->h;
	tile->w = v->out_w - x < cut->w ? v->out_w - x : cut->w;
	tile->out = job->out + ((int64_t)y * v->out_w + x) * conv->out_stride;
	for (int32_t p = 0; p < packed->panel_count; p++, tile->out += COLS) {
		avx2_depthwise_block_widen(&job->block, job->in + (ptrdiff_t)p * COLS, conv);
		tile->count = conv->out_depth - p * COLS;
		tile->line = tile->count < COLS ? job->line : NULL;
		tile->weights = (const int16_t *)packed->weights +
				(size_t)p * (packed->panel_nbytes / sizeof(int16_t));
		tile->bias = packed->bias + (ptrdiff_t)p * COLS;
		tile->panel = (size_t)p;
		job->run(tile);
	}
}

static void run(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch,
	void (*run_panel)(const struct avx2_depthwise_tile *tile), bool list)
{
	const struct window *v = &conv->window;
	struct avx2_depthwise_cut cut;
	avx2_depthwise_cut(&cut, v);
	struct parts parts = parts_of(&cut, v);
	unsigned char *at = scratch;
	int16_t *block = scratch;
	int32_t *taps = (int32_t *)(void *)(at + parts.block + parts.line + parts.half);
	struct avx2_depthwise_tile tile = {
		.conv = conv,
		.block = block,
		.tap_row = cut.cols * v->dilation_h * COLS,
		.row = cut.cols * v->stride_h * COLS,
		.col = (ptrdiff_t)v->stride_w * COLS,
		.out_row = (ptrdiff_t)v->out_w * conv->out_stride,
		.out_col = conv->out_stride,
		.half = (__m256i *)(void *)(at + parts.block + parts.line),
		.taps = taps,
		.pairs = list ? list_taps(taps, &cut, v) : 0,
	};
	struct job job = {
		.conv = conv,
		.run = run_panel,
		.block = {.at = block, .cut = &cut},
		.in = in,
		.out = out,
		.line = (int8_t *)(at + parts.block),
	};
	for (int32_t y = 0; y < v->out_h; y += cut.h)
		for (int32_t x = 0; x < v->out_w; x += cut.w)
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

static void run_window(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	run(out, in, conv, scratch, avx2_depthwise_window, true);
}

static size_t slots_3x3(int32_t *slots, const struct conv *conv)
{
	(void)conv;
	static const int32_t order[] = {0, 3, 1, 4, 2, 5, 6, 7, 8, -1};
	if (slots)
		memcpy(slots, order, sizeof(order));
	return sizeof(order) / sizeof(order[0]);
}

static size_t slots_window(int32_t *slots, const struct conv *conv)
{
	return kernels_plain_slots(slots, (int64_t)conv->window.h * conv->window.w, 2);
}

static const unsigned char lanes[] = AVX2_LANES;

static const struct conv_kernel kernel_3x3_s1 = {
	"3x3", {COLS, 2, sizeof(int16_t), 0, lanes}, slots_3x3, scratch_nbytes, run_3x3_s1, NULL};
static const struct conv_kernel kernel_3x3_s2 = {"3x3 stride 2",
	{COLS, 2, sizeof(int16_t), 0, lanes}, slots_3x3, scratch_nbytes, run_3x3_s2, NULL};
static const struct conv_kernel kernel_window = {"window", {COLS, 2, sizeof(int16_t), 0, lanes},
	slots_window, scratch_nbytes, run_window, NULL};

const struct conv_kernel *avx2_choose_depthwise(const struct conv *conv)
{
	const struct window *v = &conv->window;
	const struct conv_kernel *narrow = avx2_depthwise_narrow(conv);
	if (narrow)
		return narrow;
	struct avx2_depthwise_cut cut;
	if (!window_is_compact(v) || !avx2_depthwise_cut(&cut, v))
		return scalar_choose_depthwise(conv);
	if (v->h != 3 || v->w != 3 || v->dilation_w != 1 || v->stride_w > 2)
		return &kernel_window;
	return v->stride_w == 1 ? &kernel_3x3_s1 : &kernel_3x3_s2;
}
