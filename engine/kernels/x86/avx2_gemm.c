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
	enum form form;
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
AVX2_INLINE __m256i load_pair(const char *a)
{
	int32_t pair;
	memcpy(&pair, a, sizeof(pair));
	return _mm256_set1_epi32(pair);
}

// sum[r][h]: pixel r of the tile, channels 8h to 8h + 7.
AVX2_INLINE void tile_sums(
	__m256i (*sum)[2], int rows, int halves, const struct panel *p, const ptrdiff_t *at)
{
	const struct avx2_block *b = p->block;
	const char *a[HALF_TILE_ROWS];
#pragma GCC unroll 8
	for (int r = 0; r < rows; r++) {
		a[r] = (const char *)(b->a + at[r]);
#pragma GCC unroll 2
		for (int h = 0; h < halves; h++)
			sum[r][h] = avx2_load(p->bias + h * HALF);
	}
	const int16_t *w = p->weights;
	ptrdiff_t run = (ptrdiff_t)b->pairs * PAIR * (ptrdiff_t)sizeof(int16_t);
	ptrdiff_t step = b->step * (ptrdiff_t)sizeof(int16_t);
	ptrdiff_t k = 0;
	for (int32_t s = 0; s < b->segments; s++, k += step - run) {
		for (ptrdiff_t end = k + run; k < end; k += 4, w += PAIR * COLS) {
			__m256i w0 = load_weights(w);
			__m256i w1 = halves > 1 ? load_weights(w + PAIR * HALF) : w0;
#pragma GCC unroll 8
			for (int r = 0; r < rows; r++) {
				__m256i pair = load_pair(a[r] + k);
				sum[r][0] =
					_mm256_add_epi32(sum[r][0], _mm256_madd_epi16(pair, w0));
				if (halves > 1)
					sum[r][1] = _mm256_add_epi32(
						sum[r][1], _mm256_madd_epi16(pair, w1));
			}
		}
	}
}

AVX2_INLINE void store_16(
	enum form form, int rows, __m256i (*sum)[2], const struct panel *p, int8_t *out)
{
#pragma GCC unroll 3
	for (int r = 0; r < rows; r += 2, out += 2 * p->out_stride) {
		bool both = r + 1 < rows;
		__m256i codes = avx2_codes_16_plain(form, sum[r], sum[both ? r + 1 : r], &p->stage);
		avx2_store(out, _mm256_castsi256_si128(codes), p->count);
		if (both)
			avx2_store(
				out + p->out_stride, _mm256_extracti128_si256(codes, 1), p->count);
	}
}

AVX2_INLINE void tile_16(int rows, const struct panel *p, const ptrdiff_t *at, int8_t *out)
{
	__m256i sum[TILE_ROWS][2];
	tile_sums(sum, rows, 2, p, at);
	switch (p->form) {
	case FORM_LINEAR:
		store_16(FORM_LINEAR, rows, sum, p, out);
		break;
	case FORM_LINEAR_EXCEPT:
		store_16(FORM_LINEAR_EXCEPT, rows, sum, p, out);
		break;
	case FORM_SIGNED:
		store_16(FORM_SIGNED, rows, sum, p, out);
		break;
	case FORM_SIGNED_EXCEPT:
		store_16(FORM_SIGNED_EXCEPT, rows, sum, p, out);
		break;
	case FORM_FIXED:
		store_16(FORM_FIXED, rows, sum, p, out);
		break;
	case FORM_SCALAR:
		store_16(FORM_SCALAR, rows, sum, p, out);
		break;
	}
}

static void panel_16(const struct panel *p)
{
	const ptrdiff_t *at = p->block->at;
	int8_t *out = p->out;
	int32_t rows = p->block->rows;
	for (; rows >= TILE_ROWS; rows -= TILE_ROWS, at += TILE_ROWS) {
		tile_16(TILE_ROWS, p, at, out);
		out += TILE_ROWS * p->out_stride;
	}
	switch (rows) {
	case 1:
		tile_16(1, p, at, out);
		break;
	case 2:
		tile_16(2, p, at, out);
		break;
	case 3:
		tile_16(3, p, at, out);
		break;
	case 4:
		tile_16(4, p, at, out);
		break;
	case 5:
		tile_16(5, p, at, out);
		break;
	default:
		break;
	}
}

// The first `rows` of four pixels, eight channels of each.
AVX2_INLINE void store_8(
	enum form form, int32_t rows, __m256i (*sum)[2], const struct panel *p, int8_t *out)
{
	const __m256i x[4] = {sum[0][0], sum[1][0], sum[2][0], sum[3][0]};
	__m256i codes = avx2_codes_8(form, x, &p->stage);
	__m128i low = _mm256_castsi256_si128(codes), high = _mm256_extracti128_si256(codes, 1);
	ptrdiff_t stride = p->out_stride;
	avx2_store_8(out, low, p->count);
	if (rows > 1)
		avx2_store_8(out + stride, _mm_unpackhi_epi64(low, low), p->count);
	if (rows > 2)
		avx2_store_8(out + 2 * stride, high, p->count);
	if (rows > 3)
		avx2_store_8(out + 3 * stride, _mm_unpackhi_epi64(high, high), p->count);
}

AVX2_INLINE void tile_8_form(enum form form, int tile_rows, int32_t rows, __m256i (*sum)[2],
	const struct panel *p, int8_t *out)
{
	store_8(form, rows, sum, p, out);
	if (tile_rows > 4)
		store_8(form, rows - 4, sum + 4, p, out + 4 * p->out_stride);
}

AVX2_INLINE void tile_8(
	int tile_rows, int32_t rows, const struct panel *p, const ptrdiff_t *at, int8_t *out)
{
	__m256i sum[HALF_TILE_ROWS][2];
	tile_sums(sum, tile_rows, 1, p, at);
	switch (p->form) {
	case FORM_LINEAR:
		tile_8_form(FORM_LINEAR, tile_rows, rows, sum, p, out);
		break;
	case FORM_LINEAR_EXCEPT:
		tile_8_form(FORM_LINEAR_EXCEPT, tile_rows, rows, sum, p, out);
		break;
	case FORM_SIGNED:
		tile_8_form(FORM_SIGNED, tile_rows, rows, sum, p, out);
		break;
	case FORM_SIGNED_EXCEPT:
		tile_8_form(FORM_SIGNED_EXCEPT, tile_rows, rows, sum, p, out);
		break;
	case FORM_FIXED:
		tile_8_form(FORM_FIXED, tile_rows, rows, sum, p, out);
		break;
	case FORM_SCALAR:
		tile_8_form(FORM_SCALAR, tile_rows, rows, sum, p, out);
		break;
	}
}

// Row tails compute pixels that nobody stores.
static void panel_8(const struct panel *p)
{
	const ptrdiff_t *at = p->block->at;
	int8_t *out = p->out;
	int32_t rows = p->block->rows;
	for (; rows > 4; rows -= HALF_TILE_ROWS, at += HALF_TILE_ROWS) {
		tile_8(HALF_TILE_ROWS, rows, p, at, out);
		out += HALF_TILE_ROWS * p->out_stride;
	}
	if (rows > 0)
		tile_8(4, rows, p, at, out);
}

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
			.form = packed->forms.form[i],
			.stage = avx2_stage(conv, (size_t)i, COLS),
			.out = block->out + first,
			.out_stride = conv->out_stride,
			.count = rest < COLS ? rest : COLS,
		};
		if (p.count > HALF)
			panel_16(&p);
		else
			panel_8(&p);
	}
}
