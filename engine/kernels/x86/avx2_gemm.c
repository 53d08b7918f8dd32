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
#include "engine/kernels/x86/avx2_gemm.h"
#include "engine/kernels/x86/avx2_requant.h"

enum { COLS = 16, HALF = 8, TILE_ROWS = 6, HALF_TILE_ROWS = 8, PAIR = 2 };

// One panel of a block.
struct panel {
	const struct avx2_block *block;
	const int16_t *weights;
	const int32_t *bias;
	struct avx2_stage stage;
	int8_t *out; // the first pixel's first channel of this panel
	ptrdiff_t out_stride;
	size_t count; // channels
};

AVX2_INLINE __m256i load_weights(const int16_t *w)
{
	return _mm256_load_si256((const __m256i *)w);
}

// Two int16, at any address, in every lane.
AVX2_INLINE __m256i load_pair(const int16_t *a)
{
	int32_t pair;
	memcpy(&pair, a, sizeof(pair));
	return _mm256_set1_epi32(pair);
}

AVX2_INLINE void add_products(__m256i sum[2], int halves, __m256i pair, __m256i w0, __m256i w1)
{
	__m256i product_0 = _mm256_madd_epi16(pair, w0);
	__m256i product_1 = _mm256_madd_epi16(pair, w1);
	sum[0] = _mm256_add_epi32(sum[0], product_0);
	if (halves > 1)
		sum[1] = _mm256_add_epi32(sum[1], product_1);
}

// sum[r][h]: pixel r of the tile, channels 8h to 8h + 7.
AVX2_INLINE void tile_sums(
	__m256i (*sum)[2], int rows, int halves, const struct panel *p, const ptrdiff_t *at)
{
	const struct avx2_block *b = p->block;
	ptrdiff_t from[HALF_TILE_ROWS];
#pragma GCC unroll 8
	for (int r = 0; r < rows; r++) {
		from[r] = at[r];
		sum[r][0] = avx2_load(p->bias);
		if (halves > 1)
			sum[r][1] = avx2_load(p->bias + HALF);
	}
	const int16_t *w = p->weights, *a = b->a;
	ptrdiff_t run = (ptrdiff_t)b->pairs * PAIR;
	for (int32_t s = b->segments; s > 0; s--, a += b->step - run)
		for (const int16_t *end = a + run; a < end; a += PAIR, w += PAIR * COLS) {
			__m256i w0 = load_weights(w);
			__m256i w1 = halves > 1 ? load_weights(w + PAIR * HALF) : w0;
#pragma GCC unroll 8
			for (int r = 0; r < rows; r++)
				add_products(sum[r], halves, load_pair(a + from[r]), w0, w1);
		}
}

// The first `rows` of a tile.
AVX2_INLINE void store_16(enum form form, int tile_rows, int32_t rows, __m256i (*sum)[2],
	const struct panel *p, int8_t *out, size_t count)
{
#pragma GCC unroll 3
	for (int r = 0; r < tile_rows; r += 2, out += 2 * p->out_stride) {
		__m256i codes = avx2_codes_16_plain(
			form, sum[r], sum[r + 1 < tile_rows ? r + 1 : r], &p->stage);
		if (r < rows)
			avx2_store(out, _mm256_castsi256_si128(codes), count);
		if (r + 1 < rows)
			avx2_store(out + p->out_stride, _mm256_extracti128_si256(codes, 1), count);
	}
}

AVX2_INLINE void tile_16(enum form form, int tile_rows, int32_t rows, const struct panel *p,
	const ptrdiff_t *at, int8_t *out)
{
	__m256i sum[TILE_ROWS][2];
	tile_sums(sum, tile_rows, 2, p, at);
	if (p->count == COLS)
		store_16(form, tile_rows, rows, sum, p, out, COLS);
	else
		store_16(form, tile_rows, rows, sum, p, out, p->count);
}

AVX2_INLINE void panel_16(enum form form, const struct panel *p)
{
	const ptrdiff_t *at = p->block->at;
	int8_t *out = p->out;
	int32_t rows = p->block->rows;
	for (; rows >= TILE_ROWS; rows -= TILE_ROWS, at += TILE_ROWS) {
		tile_16(form, TILE_ROWS, TILE_ROWS, p, at, out);
		out += TILE_ROWS * p->out_stride;
	}
	if (rows > 4)
		tile_16(form, TILE_ROWS, rows, p, at, out);
	else if (rows > 2)
		tile_16(form, 4, rows, p, at, out);
	else if (rows > 1)
		tile_16(form, 2, 2, p, at, out);
	else if (rows > 0)
		tile_16(form, 1, 1, p, at, out);
}

// The first `rows` of four pixels, eight channels of each.
AVX2_INLINE void store_8(enum form form, int32_t rows, __m256i (*sum)[2], const struct panel *p,
	int8_t *out, size_t count)
{
	const __m256i x[4] = {sum[0][0], sum[1][0], sum[2][0], sum[3][0]};
	__m256i codes = avx2_codes_8(form, x, &p->stage);
	__m128i low = _mm256_castsi256_si128(codes), high = _mm256_extracti128_si256(codes, 1);
	ptrdiff_t stride = p->out_stride;
	avx2_store_8(out, low, count);
	if (rows > 1)
		avx2_store_8(out + stride, _mm_unpackhi_epi64(low, low), count);
	if (rows > 2)
		avx2_store_8(out + 2 * stride, high, count);
	if (rows > 3)
		avx2_store_8(out + 3 * stride, _mm_unpackhi_epi64(high, high), count);
}

AVX2_INLINE void tile_8(enum form form, int tile_rows, int32_t rows, const struct panel *p,
	const ptrdiff_t *at, int8_t *out)
{
	__m256i sum[HALF_TILE_ROWS][2];
	tile_sums(sum, tile_rows, 1, p, at);
#pragma GCC unroll 2
	for (int r = 0; r < tile_rows; r += 4)
		if (p->count == HALF)
			store_8(form, rows - r, sum + r, p, out + r * p->out_stride, HALF);
		else
			store_8(form, rows - r, sum + r, p, out + r * p->out_stride, p->count);
}

// Row tails compute pixels that nobody stores.
AVX2_INLINE void panel_8(enum form form, const struct panel *p)
{
	const ptrdiff_t *at = p->block->at;
	int8_t *out = p->out;
	int32_t rows = p->block->rows;
	for (; rows >= HALF_TILE_ROWS; rows -= HALF_TILE_ROWS, at += HALF_TILE_ROWS) {
		tile_8(form, HALF_TILE_ROWS, HALF_TILE_ROWS, p, at, out);
		out += HALF_TILE_ROWS * p->out_stride;
	}
	if (rows > 4)
		tile_8(form, HALF_TILE_ROWS, rows, p, at, out);
	else if (rows > 0)
		tile_8(form, 4, rows, p, at, out);
}

// The copy is nobody else's: stores of codes do not make the compiler read it again.
AVX2_INLINE void run_panel(enum form form, const struct panel *panel)
{
	struct avx2_block block = *panel->block;
	struct panel p = *panel;
	p.block = &block;
	if (p.count > HALF)
		panel_16(form, &p);
	else
		panel_8(form, &p);
}

static void run_linear(const struct panel *p)
{
	run_panel(FORM_LINEAR, p);
}

static void run_linear_except(const struct panel *p)
{
	run_panel(FORM_LINEAR_EXCEPT, p);
}

static void run_signed(const struct panel *p)
{
	run_panel(FORM_SIGNED, p);
}

static void run_signed_except(const struct panel *p)
{
	run_panel(FORM_SIGNED_EXCEPT, p);
}

static void run_fixed(const struct panel *p)
{
	run_panel(FORM_FIXED, p);
}

static void run_scalar(const struct panel *p)
{
	run_panel(FORM_SCALAR, p);
}

static void (*const run_form[])(const struct panel *p) = {
	[FORM_LINEAR] = run_linear,
	[FORM_LINEAR_EXCEPT] = run_linear_except,
	[FORM_SIGNED] = run_signed,
	[FORM_SIGNED_EXCEPT] = run_signed_except,
	[FORM_FIXED] = run_fixed,
	[FORM_SCALAR] = run_scalar,
};

void avx2_gemm(const struct conv *conv, const struct avx2_block *block)
{
	const struct packed *packed = &conv->packed;
	for (int32_t i = 0; i < packed->panel_count; i++) {
		size_t first = (size_t)i * COLS, rest = (size_t)conv->out_depth - first;
		struct panel p = {
			.block = block,
			.weights = (const int16_t *)packed->weights +
				   (size_t)i * (packed->panel_nbytes / sizeof(int16_t)),
			.bias = packed->bias + first,
			.stage = avx2_stage(conv, (size_t)i, COLS),
			.out = block->out + first,
			.out_stride = conv->out_stride,
			.count = rest < COLS ? rest : COLS,
		};
		run_form[packed->forms.form[i]](&p);
	}
}
