// SPDX-License-Identifier: Apache-2.0
/*
 * Matrix product in tiles of six rows by sixteen channels: twelve sums, two registers of
 * weights and one of activations, four of which stand in every lane, of the sixteen registers.
 * A step of four k takes two loads and six broadcasts for twelve vpdpbusd.
 *
 * If the last panel has eight channels or fewer, a tile is eight rows by the first eight.
 * Row tails compute rows that nobody stores, the last one again and again.
 */
#include "engine/kernels/x86/avx2_requant.h"
#include "engine/kernels/x86/avxvnni.h"

enum { ROWS = 6, HALF_ROWS = 8, HALF = 8 };

// A panel of a product.
struct panel {
	const struct vnni_rows *a;
	int32_t row_count;
	const int8_t *weights;
	const int32_t *bias;
	int8_t *out; // of row 0
	ptrdiff_t out_stride;
	size_t count; // channels
	struct avx2_stage stage;
};

// Four activations, at any address, in every lane.
KERNEL_INLINE __m256i load_four(const uint8_t *a)
{
	int32_t four;
	memcpy(&four, a, sizeof(four));
	return _mm256_set1_epi32(four);
}

KERNEL_INLINE __m256i load_weights(const int8_t *w)
{
	return _mm256_load_si256((const __m256i *)w);
}

// sum[r][h]: row `first` + r, channels 8h to 8h + 7; of the last `left` rows.
KERNEL_INLINE void tile_sums(__m256i (*sum)[2], const int rows, const int halves,
	const struct panel *p, int32_t first, int32_t left)
{
	ptrdiff_t from[HALF_ROWS];
	KERNEL_UNROLL
	for (int r = 0; r < rows; r++) {
		from[r] = (r < left ? r : left - 1) * p->a->stride;
		sum[r][0] = avx2_load(p->bias);
		if (halves > 1)
			sum[r][1] = avx2_load(p->bias + HALF);
	}
	const int8_t *w = p->weights;
	const uint8_t *run = p->a->at + first * p->a->stride;
	for (int32_t i = 0; i < p->a->run_count; i++, run += p->a->run_stride) {
		const uint8_t *end = run + p->a->run_steps * VNNI_DEPTH;
		for (const uint8_t *a = run; a < end; a += VNNI_DEPTH, w += VNNI_STEP) {
			__m256i w0 = load_weights(w);
			__m256i w1 = halves > 1 ? load_weights(w + VNNI_STEP / 2) : w0;
			KERNEL_UNROLL
			for (int r = 0; r < rows; r++) {
				__m256i four = load_four(a + from[r]);
				sum[r][0] = _mm256_dpbusd_avx_epi32(sum[r][0], four, w0);
				if (halves > 1)
					sum[r][1] = _mm256_dpbusd_avx_epi32(sum[r][1], four, w1);
			}
		}
	}
}

KERNEL_INLINE void tile_16(enum form form, const struct panel *p, int32_t first, int32_t left)
{
	__m256i sum[ROWS][2];
	tile_sums(sum, ROWS, 2, p, first, left);
	int8_t *out = p->out + first * p->out_stride;
	KERNEL_UNROLL
	for (int r = 0; r < ROWS; r += 2, out += 2 * p->out_stride) {
		__m256i codes = avx2_codes_16_plain(form, sum[r], sum[r + 1], &p->stage);
		if (r < left)
			avx2_store(out, _mm256_castsi256_si128(codes), p->count);
		if (r + 1 < left)
			avx2_store(
				out + p->out_stride, _mm256_extracti128_si256(codes, 1), p->count);
	}
}

KERNEL_INLINE void tile_8(enum form form, const struct panel *p, int32_t first, int32_t left)
{
	__m256i sum[HALF_ROWS][2];
	tile_sums(sum, HALF_ROWS, 1, p, first, left);
	int8_t *out = p->out + first * p->out_stride;
	KERNEL_UNROLL
	for (int r = 0; r < HALF_ROWS; r += 4) {
		const __m256i x[4] = {sum[r][0], sum[r + 1][0], sum[r + 2][0], sum[r + 3][0]};
		__m256i codes = avx2_codes_8(form, x, &p->stage);
		__m128i low = _mm256_castsi256_si128(codes);
		__m128i high = _mm256_extracti128_si256(codes, 1);
		const __m128i rows[] = {
			low, _mm_unpackhi_epi64(low, low), high, _mm_unpackhi_epi64(high, high)};
		KERNEL_UNROLL
		for (int i = 0; i < 4; i++, out += p->out_stride)
			if (r + i < left)
				avx2_store_8(out, rows[i], p->count);
	}
}

KERNEL_INLINE void tiles(enum form form, const struct panel *p)
{
	if (p->count > HALF)
		for (int32_t r = 0; r < p->row_count; r += ROWS)
			tile_16(form, p, r, p->row_count - r);
	else
		for (int32_t r = 0; r < p->row_count; r += HALF_ROWS)
			tile_8(form, p, r, p->row_count - r);
}

static void tiles_of(enum form form, const struct panel *p)
{
	switch (form) {
	case FORM_LINEAR:
		tiles(FORM_LINEAR, p);
		break;
	case FORM_LINEAR_EXCEPT:
		tiles(FORM_LINEAR_EXCEPT, p);
		break;
	case FORM_SIGNED:
		tiles(FORM_SIGNED, p);
		break;
	case FORM_SIGNED_EXCEPT:
		tiles(FORM_SIGNED_EXCEPT, p);
		break;
	case FORM_FIXED:
		tiles(FORM_FIXED, p);
		break;
	default:
		tiles(FORM_SCALAR, p);
	}
}

void avxvnni_gemm(
	int8_t *out, const struct vnni_rows *rows, int32_t row_count, const struct conv *conv)
{
	const struct packed *packed = &conv->packed;
	for (int32_t i = 0; i < packed->panel_count; i++) {
		size_t channel = (size_t)i * VNNI_COLS;
		struct panel p = {
			.a = rows,
			.row_count = row_count,
			.weights =
				(const int8_t *)packed->weights + (size_t)i * packed->panel_nbytes,
			.bias = packed->bias + channel,
			.out = out + channel,
			.out_stride = conv->out_stride,
			.count = (size_t)conv->out_depth - channel,
			.stage = avx2_stage(conv, (size_t)i, VNNI_COLS),
		};
		tiles_of(packed->forms.form[i], &p);
	}
}
