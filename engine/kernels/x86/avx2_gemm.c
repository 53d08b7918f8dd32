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

enum { COLS = 16, HALF = 8, TILE_ROWS = 6, HALF_TILE_ROWS = 8, PAIR = 2, PAIR_NBYTES = 4 };

/*
 * One panel of a block.  The stage is read from memory where it is needed: as stores of codes
 * may change it, for all that a compiler knows, none of it takes a register from the sums.
 */
struct panel {
	const char *a;
	const ptrdiff_t *at;
	int32_t rows, segments;
	ptrdiff_t run, gap; // bytes of a run, and from its end to the next one's start
	const int16_t *weights;
	size_t weights_nbytes;
	const int32_t *bias;
	int8_t *out; // the first pixel's first channel of this panel
	ptrdiff_t out_stride;
	size_t count; // channels
	struct avx2_stage stage;
};

AVX2_INLINE __m256i load_weights(const int16_t *w)
{
	return _mm256_load_si256((const __m256i *)w);
}

// Two int16, at any address, in every lane.
AVX2_INLINE __m256i load_pair(const char *a)
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

/*
 * sum[r][h]: pixel r of the tile, channels 8h to 8h + 7.  The first tile fetches the next
 * panel's weights into the L2 cache, where the tiles of this one leave them alone.
 */
AVX2_INLINE void tile_sums(__m256i (*sum)[2], int rows, int halves, bool first,
	const struct panel *p, const ptrdiff_t *at)
{
	ptrdiff_t from[HALF_TILE_ROWS];
#pragma GCC unroll 8
	for (int r = 0; r < rows; r++) {
		from[r] = at[r];
		sum[r][0] = avx2_load(p->bias);
		if (halves > 1)
			sum[r][1] = avx2_load(p->bias + HALF);
	}
	const int16_t *w = p->weights;
	const char *a = p->a;
	for (int32_t s = p->segments; s > 0; s--, a += p->gap)
		for (const char *end = a + p->run; a < end; a += PAIR_NBYTES, w += PAIR * COLS) {
			if (first)
				_mm_prefetch((const char *)w + p->weights_nbytes, _MM_HINT_T1);
			__m256i w0 = load_weights(w);
			__m256i w1 = halves > 1 ? load_weights(w + PAIR * HALF) : w0;
#pragma GCC unroll 8
			for (int r = 0; r < rows; r++)
				add_products(sum[r], halves, load_pair(a + from[r]), w0, w1);
		}
}

// The first `rows` of a tile.
AVX2_INLINE void store_16(enum form form, size_t count, int tile_rows, int32_t rows,
	__m256i (*sum)[2], const struct panel *p, int8_t *out)
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

AVX2_INLINE void tile_16(enum form form, size_t count, int tile_rows, int32_t rows, bool first,
	const struct panel *p, const ptrdiff_t *at, int8_t *out)
{
	__m256i sum[TILE_ROWS][2];
	tile_sums(sum, tile_rows, 2, first, p, at);
	store_16(form, count, tile_rows, rows, sum, p, out);
}

AVX2_INLINE void panel_16(enum form form, size_t count, const struct panel *p)
{
	const ptrdiff_t *at = p->at;
	int8_t *out = p->out;
	int32_t rows = p->rows;
	if (rows >= TILE_ROWS) {
		tile_16(form, count, TILE_ROWS, TILE_ROWS, true, p, at, out);
		rows -= TILE_ROWS;
		at += TILE_ROWS;
		out += TILE_ROWS * p->out_stride;
	}
	for (; rows >= TILE_ROWS; rows -= TILE_ROWS, at += TILE_ROWS) {
		tile_16(form, count, TILE_ROWS, TILE_ROWS, false, p, at, out);
		out += TILE_ROWS * p->out_stride;
	}
	if (rows > 4)
		tile_16(form, count, TILE_ROWS, rows, false, p, at, out);
	else if (rows > 2)
		tile_16(form, count, 4, rows, false, p, at, out);
	else if (rows > 1)
		tile_16(form, count, 2, 2, false, p, at, out);
	else if (rows > 0)
		tile_16(form, count, 1, 1, false, p, at, out);
}

// The first `rows` of four pixels, eight channels of each.
AVX2_INLINE void store_8(enum form form, size_t count, int32_t rows, __m256i (*sum)[2],
	const struct panel *p, int8_t *out)
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

AVX2_INLINE void tile_8(enum form form, size_t count, int tile_rows, int32_t rows,
	const struct panel *p, const ptrdiff_t *at, int8_t *out)
{
	__m256i sum[HALF_TILE_ROWS][2];
	tile_sums(sum, tile_rows, 1, false, p, at);
#pragma GCC unroll 2
	for (int r = 0; r < tile_rows; r += 4)
		store_8(form, count, rows - r, sum + r, p, out + r * p->out_stride);
}

// Row tails compute pixels that nobody stores.
AVX2_INLINE void panel_8(enum form form, size_t count, const struct panel *p)
{
	const ptrdiff_t *at = p->at;
	int8_t *out = p->out;
	int32_t rows = p->rows;
	for (; rows >= HALF_TILE_ROWS; rows -= HALF_TILE_ROWS, at += HALF_TILE_ROWS) {
		tile_8(form, count, HALF_TILE_ROWS, HALF_TILE_ROWS, p, at, out);
		out += HALF_TILE_ROWS * p->out_stride;
	}
	if (rows > 4)
		tile_8(form, count, HALF_TILE_ROWS, rows, p, at, out);
	else if (rows > 0)
		tile_8(form, count, 4, rows, p, at, out);
}

AVX2_INLINE void panel_part(enum form form, const struct panel *p)
{
	if (p->count > HALF)
		panel_16(form, p->count, p);
	else if (p->count == HALF)
		panel_8(form, HALF, p);
	else
		panel_8(form, p->count, p);
}

static void linear(const struct panel *p)
{
	panel_16(FORM_LINEAR, COLS, p);
}

static void linear_part(const struct panel *p)
{
	panel_part(FORM_LINEAR, p);
}

static void linear_except(const struct panel *p)
{
	panel_16(FORM_LINEAR_EXCEPT, COLS, p);
}

static void linear_except_part(const struct panel *p)
{
	panel_part(FORM_LINEAR_EXCEPT, p);
}

static void signed_(const struct panel *p)
{
	panel_16(FORM_SIGNED, COLS, p);
}

static void signed_part(const struct panel *p)
{
	panel_part(FORM_SIGNED, p);
}

static void signed_except(const struct panel *p)
{
	panel_16(FORM_SIGNED_EXCEPT, COLS, p);
}

static void signed_except_part(const struct panel *p)
{
	panel_part(FORM_SIGNED_EXCEPT, p);
}

static void fixed(const struct panel *p)
{
	panel_16(FORM_FIXED, COLS, p);
}

static void fixed_part(const struct panel *p)
{
	panel_part(FORM_FIXED, p);
}

static void scalar(const struct panel *p)
{
	panel_16(FORM_SCALAR, COLS, p);
}

static void scalar_part(const struct panel *p)
{
	panel_part(FORM_SCALAR, p);
}

static void (*const run_full[])(const struct panel *p) = {
	[FORM_LINEAR] = linear,
	[FORM_LINEAR_EXCEPT] = linear_except,
	[FORM_SIGNED] = signed_,
	[FORM_SIGNED_EXCEPT] = signed_except,
	[FORM_FIXED] = fixed,
	[FORM_SCALAR] = scalar,
};

static void (*const run_part[])(const struct panel *p) = {
	[FORM_LINEAR] = linear_part,
	[FORM_LINEAR_EXCEPT] = linear_except_part,
	[FORM_SIGNED] = signed_part,
	[FORM_SIGNED_EXCEPT] = signed_except_part,
	[FORM_FIXED] = fixed_part,
	[FORM_SCALAR] = scalar_part,
};

void avx2_gemm(const struct conv *conv, const struct avx2_block *block)
{
	const struct packed *packed = &conv->packed;
	struct panel p = {
		.a = (const char *)block->a,
		.at = block->at,
		.rows = block->rows,
		.segments = block->segments,
		.run = (ptrdiff_t)block->pairs * PAIR_NBYTES,
		.weights = packed->weights,
		.weights_nbytes = packed->panel_nbytes,
		.bias = packed->bias,
		.out = block->out,
		.out_stride = conv->out_stride,
	};
	p.gap = block->step * (ptrdiff_t)sizeof(int16_t) - p.run;
	for (int32_t i = 0; i < packed->panel_count; i++) {
		size_t rest = (size_t)conv->out_depth - (size_t)i * COLS;
		enum form form = packed->forms.form[i];
		p.stage = avx2_stage(conv, (size_t)i, COLS);
		p.count = rest;
		if (rest >= COLS)
			run_full[form](&p);
		else
			run_part[form](&p);
		p.weights += packed->panel_nbytes / sizeof(*p.weights);
		p.bias += COLS;
		p.out += COLS;
	}
}
