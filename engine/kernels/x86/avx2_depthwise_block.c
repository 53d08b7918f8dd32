// SPDX-License-Identifier: Apache-2.0
/*
 * Tiles and blocks of depthwise convolutions: see avx2_depthwise_block.h.
 */
#include "engine/kernels/x86/avx2_depthwise_block.h"

#include <immintrin.h>

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
	// Of a block, or twice a window's: seven rows of it, which are five of outputs under
	// 3x3, make a small block of 252, and only three of its columns are read again.
	TILE_COLS = 36
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

bool avx2_depthwise_cut(struct avx2_depthwise_cut *out, const struct window *v)
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

static struct avx2_depthwise_inside find_inside(int64_t at, int64_t count, int32_t size)
{
	int64_t first = at < 0 ? -at : 0, last = at + count > size ? size - at : count;
	first = first < count ? first : count;
	if (last <= first)
		return (struct avx2_depthwise_inside){(int32_t)first, 0, 0};
	return (struct avx2_depthwise_inside){
		(int32_t)first, (int32_t)(last - first), (int32_t)(at + first)};
}

static void fill(int16_t *to, int64_t pixels, int32_t code)
{
	__m256i codes = _mm256_set1_epi16((int16_t)code);
	for (int64_t i = 0; i < pixels; i++)
		_mm256_store_si256((__m256i *)(to + i * COLS), codes);
}

void avx2_depthwise_block_begin(
	struct avx2_depthwise_block *block, const struct conv *conv, int32_t y, int32_t x)
{
	const struct window *v = &conv->window;
	const struct avx2_depthwise_cut *cut = block->cut;
	struct avx2_depthwise_inside rows =
		find_inside((int64_t)y * v->stride_h - v->before_h, cut->rows, v->in_h);
	struct avx2_depthwise_inside cols =
		find_inside((int64_t)x * v->stride_w - v->before_w, cut->cols, v->in_w);
	block->rows = rows;
	block->cols = cols;
	int64_t pitch = cut->cols * COLS, right = cols.first + cols.count;
	fill(block->at, rows.first * cut->cols, conv->zero_in);
	for (int32_t i = 0; i < rows.count; i++) {
		int16_t *row = block->at + (rows.first + i) * pitch;
		fill(row, cols.first, conv->zero_in);
		fill(row + right * COLS, cut->cols - right, conv->zero_in);
	}
	int64_t below = rows.first + rows.count;
	fill(block->at + below * pitch, (cut->rows - below) * cut->cols, conv->zero_in);
}

static void widen_row(int16_t *to, const int8_t *from, ptrdiff_t stride, int32_t count)
{
#pragma GCC unroll 4
	for (int32_t x = 0; x < count; x++, to += COLS, from += stride) {
		__m128i codes = _mm_loadu_si128((const __m128i *)from);
		_mm256_store_si256((__m256i *)to, _mm256_cvtepi8_epi16(codes));
	}
}

void avx2_depthwise_block_widen(
	const struct avx2_depthwise_block *block, const int8_t *in, const struct conv *conv)
{
	const struct avx2_depthwise_inside *rows = &block->rows, *cols = &block->cols;
	int64_t pitch = block->cut->cols * COLS;
	int64_t in_pitch = (int64_t)conv->window.in_w * conv->in_stride;
	const int8_t *from = in + rows->in * in_pitch + (int64_t)cols->in * conv->in_stride;
	int16_t *to = block->at + rows->first * pitch + (int64_t)cols->first * COLS;
	for (int32_t y = 0; y < rows->count; y++, to += pitch, from += in_pitch)
		widen_row(to, from, conv->in_stride, cols->count);
}
