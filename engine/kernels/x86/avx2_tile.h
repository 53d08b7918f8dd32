// SPDX-License-Identifier: Apache-2.0
/*
 * Pairs of int16 through vpmaddwd.
 *
 * A tile is six pixels by sixteen channels: twelve sums, two registers of weights, one pair
 * of activations in every lane, and one product are the sixteen registers of AVX2.  A pair
 * of k then takes eight loads for twelve products, half of what the load ports can do.
 * Four pixels by 24 channels would need a register more.  No pair of products overflows:
 * it is at most 2 * 128 * 128.
 *
 * The last panel often has few channels.  If they are eight or fewer, a tile is eight
 * pixels by the first eight channels: nine loads for eight products, which the ports
 * can just do, and half the work.
 */
#ifndef ENGINE_KERNELS_X86_AVX2_TILE_H
#define ENGINE_KERNELS_X86_AVX2_TILE_H

#include "engine/kernels/x86/avx2_gemm.h"
#include "engine/kernels/x86/avx2_requant.h"

enum { COLS = 16, HALF = 8, PAIR = 2, PAIR_NBYTES = 4 };

/*
 * One panel of a block.  The stage is read from memory where it is needed: as stores of codes
 * may change it, for all that a compiler knows, none of it takes a register from the sums.
 */
struct panel {
	const char *a;
	const ptrdiff_t *at;
	ptrdiff_t line, at_step; // to the next pixel, in a and in at; one of them is 0
	int32_t rows, segments;
	ptrdiff_t run, step;   // bytes of a run, and from its start to the next one's
	ptrdiff_t run_weights; // int16 for a run
	const int16_t *weights;
	size_t weights_nbytes;
	const int32_t *bias;
	int8_t *out; // the first pixel's first channel of this panel
	ptrdiff_t out_stride;
	size_t count; // channels
	struct avx2_stage stage;
};

KERNEL_INLINE __m256i load_weights(const int16_t *w)
{
	return _mm256_load_si256((const __m256i *)w);
}

// Two int16, at any address, in every lane.
KERNEL_INLINE __m256i load_pair(const char *a)
{
	int32_t pair;
	memcpy(&pair, a, sizeof(pair));
	return _mm256_set1_epi32(pair);
}

/*
 * Nothing but a wall: sums stay where they are, and the products of a pixel are added before
 * those of the next one are made.  A compiler that schedules otherwise runs out of registers.
 */
KERNEL_INLINE void keep(__m256i *sum)
{
	__asm__("" : "+x"(*sum));
}

KERNEL_INLINE void add_products(__m256i sum[2], int halves, __m256i pair, __m256i w0, __m256i w1)
{
	__m256i product_0 = _mm256_madd_epi16(pair, w0);
	__m256i product_1 = _mm256_madd_epi16(pair, w1);
	sum[0] = _mm256_add_epi32(sum[0], product_0);
	keep(&sum[0]);
	if (halves > 1) {
		sum[1] = _mm256_add_epi32(sum[1], product_1);
		keep(&sum[1]);
	}
}

/*
 * sum[r][h]: pixel r of the tile, channels 8h to 8h + 7.  The first tile fetches the next
 * panel's weights into the L2 cache, where the tiles of this one leave them alone.
 */
KERNEL_INLINE void tile_sums(__m256i (*sum)[2], int rows, int halves, bool first,
	const struct panel *p, const char *a, const ptrdiff_t *at)
{
	ptrdiff_t from[AVX2_HALF_TILE];
	KERNEL_UNROLL
	for (int r = 0; r < rows; r++) {
		from[r] = at[r];
		sum[r][0] = avx2_load(p->bias);
		if (halves > 1)
			sum[r][1] = avx2_load(p->bias + HALF);
	}
	const int16_t *weights = p->weights;
	int32_t segments = p->segments;
	do {
		const int16_t *w = weights;
		const char *k = a, *end = a + p->run;
		do {
			if (first)
				_mm_prefetch((const char *)w + p->weights_nbytes, _MM_HINT_T1);
			__m256i w0 = load_weights(w);
			__m256i w1 = halves > 1 ? load_weights(w + PAIR * HALF) : w0;
			KERNEL_UNROLL
			for (int r = 0; r < rows; r++)
				add_products(sum[r], halves, load_pair(k + from[r]), w0, w1);
			k += PAIR_NBYTES;
			w += PAIR * COLS;
		} while (k < end);
		weights += p->run_weights;
		a += p->step;
	} while (--segments > 0);
}

// avx2_gemm.c: the first `rows` pixels' first `count` channels of codes [rows][width].
void avx2_store_tile(int8_t *out, ptrdiff_t out_stride, const int8_t *codes, size_t width,
	int32_t rows, size_t count);

// The first `rows` of a tile: tile_rows of them, but for the last one.
KERNEL_INLINE void tile_16(enum form form, int tile_rows, int32_t rows, bool first,
	const struct panel *p, const char *a, const ptrdiff_t *at, int8_t *out)
{
	__m256i sum[AVX2_TILE][2], codes[AVX2_TILE / 2];
	tile_sums(sum, tile_rows, 2, first, p, a, at);
	KERNEL_UNROLL
	for (int r = 0; r < tile_rows; r += 2)
		codes[r / 2] = avx2_codes_16_plain(form, sum[r], sum[r + 1], &p->stage);
	ptrdiff_t stride = p->out_stride;
	if (rows < tile_rows || p->count < COLS) {
		int8_t part[AVX2_TILE * COLS];
		KERNEL_UNROLL
		for (int r = 0; r < tile_rows; r += 2)
			_mm256_storeu_si256((__m256i *)(part + r * COLS), codes[r / 2]);
		avx2_store_tile(
			out, stride, part, COLS, rows < tile_rows ? rows : tile_rows, p->count);
		return;
	}
	KERNEL_UNROLL
	for (int r = 0; r < tile_rows; r += 2, out += 2 * stride) {
		_mm_storeu_si128((__m128i *)out, _mm256_castsi256_si128(codes[r / 2]));
		_mm_storeu_si128(
			(__m128i *)(out + stride), _mm256_extracti128_si256(codes[r / 2], 1));
	}
}

// Row tails compute pixels that nobody stores.
KERNEL_INLINE void panel_16(enum form form, const struct panel *p)
{
	const char *a = p->a;
	const ptrdiff_t *at = p->at;
	int8_t *out = p->out;
	int32_t rows = p->rows;
	if (rows > 4) {
		tile_16(form, AVX2_TILE, rows, true, p, a, at, out);
		rows -= AVX2_TILE;
		a += AVX2_TILE * p->line;
		at += AVX2_TILE * p->at_step;
		out += AVX2_TILE * p->out_stride;
	}
	for (; rows > 4; rows -= AVX2_TILE) {
		tile_16(form, AVX2_TILE, rows, false, p, a, at, out);
		a += AVX2_TILE * p->line;
		at += AVX2_TILE * p->at_step;
		out += AVX2_TILE * p->out_stride;
	}
	if (rows > 2)
		tile_16(form, 4, rows, false, p, a, at, out);
	else if (rows > 0)
		tile_16(form, 2, rows, false, p, a, at, out);
}

KERNEL_INLINE void tile_8(enum form form, int tile_rows, int32_t rows, const struct panel *p,
	const char *a, const ptrdiff_t *at, int8_t *out)
{
	__m256i sum[AVX2_HALF_TILE][2], codes[AVX2_HALF_TILE / 4];
	tile_sums(sum, tile_rows, 1, false, p, a, at);
	KERNEL_UNROLL
	for (int r = 0; r < tile_rows; r += 4) {
		const __m256i x[4] = {sum[r][0], sum[r + 1][0], sum[r + 2][0], sum[r + 3][0]};
		codes[r / 4] = avx2_codes_8(form, x, &p->stage);
	}
	ptrdiff_t stride = p->out_stride;
	if (rows < tile_rows || p->count < HALF) {
		int8_t part[AVX2_HALF_TILE * HALF];
		KERNEL_UNROLL
		for (int r = 0; r < tile_rows; r += 4)
			_mm256_storeu_si256((__m256i *)(part + r * HALF), codes[r / 4]);
		avx2_store_tile(
			out, stride, part, HALF, rows < tile_rows ? rows : tile_rows, p->count);
		return;
	}
	KERNEL_UNROLL
	for (int r = 0; r < tile_rows; r += 4, out += 4 * stride) {
		__m128i low = _mm256_castsi256_si128(codes[r / 4]);
		__m128i high = _mm256_extracti128_si256(codes[r / 4], 1);
		_mm_storel_epi64((__m128i *)out, low);
		_mm_storeh_pi((__m64 *)(out + stride), _mm_castsi128_ps(low));
		_mm_storel_epi64((__m128i *)(out + 2 * stride), high);
		_mm_storeh_pi((__m64 *)(out + 3 * stride), _mm_castsi128_ps(high));
	}
}

KERNEL_INLINE void panel_8(enum form form, const struct panel *p)
{
	const char *a = p->a;
	const ptrdiff_t *at = p->at;
	int8_t *out = p->out;
	int32_t rows = p->rows;
	for (; rows > 4; rows -= AVX2_HALF_TILE) {
		tile_8(form, AVX2_HALF_TILE, rows, p, a, at, out);
		a += AVX2_HALF_TILE * p->line;
		at += AVX2_HALF_TILE * p->at_step;
		out += AVX2_HALF_TILE * p->out_stride;
	}
	if (rows > 0)
		tile_8(form, 4, rows, p, a, at, out);
}

#endif
