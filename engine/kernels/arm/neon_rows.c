// SPDX-License-Identifier: Apache-2.0
/*
 * From a picture to rows of activations, block by block.
 *
 * With 1x1 windows at stride 1 the picture's pixels are the rows.  Otherwise the taps of
 * each output are copied side by side, sixteen bytes at a time: a copy runs up to 15 bytes
 * too far in both, into the slack behind the picture and into what is written next.  The copy
 * costs a byte moved for N products, and lets one inner loop serve every shape.
 */
#include "engine/kernels/arm/neon_rows.h"

#include <arm_neon.h>

enum {
	BLOCK_NBYTES = 16 << 10, // half of the smallest L1 cache, 32 KB of a Cortex-A53
	MIN_ROWS = 8,            // of the largest tile
	MAX_ROWS = 240
};

int64_t neon_k_count(const struct conv *conv)
{
	return (int64_t)conv->window.h * conv->window.w * conv->in_depth;
}

size_t neon_row_nbytes(const struct conv *conv)
{
	return ((size_t)neon_k_count(conv) + 15) / 16 * 16;
}

int32_t neon_block_rows(const struct conv *conv)
{
	size_t rows = BLOCK_NBYTES / neon_row_nbytes(conv) / MIN_ROWS * MIN_ROWS;
	return rows < MIN_ROWS ? MIN_ROWS : rows > MAX_ROWS ? MAX_ROWS : (int32_t)rows;
}

size_t neon_pointwise_scratch_nbytes(const struct conv *conv)
{
	(void)conv;
	return 0;
}

size_t neon_gather_scratch_nbytes(const struct conv *conv)
{
	return (size_t)neon_block_rows(conv) * neon_row_nbytes(conv) + 64;
}

static int8_t *copy(int8_t *to, const int8_t *from, ptrdiff_t nbytes)
{
	for (ptrdiff_t i = 0; i < nbytes; i += 16)
		vst1q_s8(to + i, vld1q_s8(from + i));
	return to + nbytes;
}

static int8_t *fill(int8_t *to, int8x16_t code, ptrdiff_t nbytes)
{
	for (ptrdiff_t i = 0; i < nbytes; i += 16)
		vst1q_s8(to + i, code);
	return to + nbytes;
}

// Of the taps of a window that starts at column `at`, first..end-1 lie in the picture.
struct inside {
	int32_t first, end;
};

static struct inside taps_inside(const struct window *v, int64_t at)
{
	int64_t step = v->dilation_w;
	int64_t first = at < 0 ? (-at + step - 1) / step : 0;
	int64_t end = at < v->in_w ? (v->in_w - at + step - 1) / step : 0;
	end = end < v->w ? end : v->w;
	first = first < end ? first : end;
	return (struct inside){(int32_t)first, (int32_t)end};
}

// The activations of one output, [h][w][in_depth].
static void gather_row(int8_t *row, const int8_t *in, const struct conv *conv, int32_t y, int32_t x)
{
	const struct window *v = &conv->window;
	ptrdiff_t depth = conv->in_depth;
	int64_t x_at = (int64_t)x * v->stride_w - v->before_w;
	struct inside taps = taps_inside(v, x_at);
	bool together = v->dilation_w == 1 && conv->in_stride == conv->in_depth;
	int8x16_t zero = vdupq_n_s8((int8_t)conv->zero_in);
	for (int32_t i = 0; i < v->h; i++) {
		int64_t in_y = (int64_t)y * v->stride_h - v->before_h + (int64_t)i * v->dilation_h;
		if (in_y < 0 || in_y >= v->in_h || taps.first == taps.end) {
			row = fill(row, zero, v->w * depth);
			continue;
		}
		row = fill(row, zero, taps.first * depth);
		const int8_t *from =
			in + (in_y * v->in_w + x_at + (int64_t)taps.first * v->dilation_w) *
				     conv->in_stride;
		if (together)
			row = copy(row, from, (taps.end - taps.first) * depth);
		else
			for (int32_t j = taps.first; j < taps.end; j++) {
				row = copy(row, from, depth);
				from += (ptrdiff_t)v->dilation_w * conv->in_stride;
			}
		row = fill(row, zero, (v->w - taps.end) * depth);
	}
}

static int64_t pixel_count(const struct window *v)
{
	return (int64_t)v->out_h * v->out_w;
}

static bool is_narrow(const struct neon_product *product, const struct conv *conv)
{
	return product->is_narrow && product->is_narrow(conv);
}

void neon_pointwise(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	const struct neon_product *product = conv->packed.context;
	bool narrow = is_narrow(product, conv);
	int64_t pixels = pixel_count(&conv->window);
	int32_t block_rows = neon_block_rows(conv);
	for (int64_t at = 0; at < pixels; at += block_rows) {
		int32_t rows = pixels - at < block_rows ? (int32_t)(pixels - at) : block_rows;
		product->gemm(out + at * conv->out_stride, in + at * conv->in_stride,
			conv->in_stride, rows, conv, narrow, scratch);
	}
}

void neon_gather(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	const struct neon_product *product = conv->packed.context;
	bool narrow = is_narrow(product, conv);
	int64_t pixels = pixel_count(&conv->window);
	int32_t out_w = conv->window.out_w, block_rows = neon_block_rows(conv);
	ptrdiff_t stride = (ptrdiff_t)neon_row_nbytes(conv);
	int8_t *block = scratch, *own = block + neon_gather_scratch_nbytes(conv);
	for (int64_t at = 0; at < pixels; at += block_rows) {
		int32_t rows = pixels - at < block_rows ? (int32_t)(pixels - at) : block_rows;
		for (int32_t r = 0; r < rows; r++)
			gather_row(block + r * stride, in, conv, (int32_t)((at + r) / out_w),
				(int32_t)((at + r) % out_w));
		product->gemm(out + at * conv->out_stride, block, stride, rows, conv, narrow, own);
	}
}
