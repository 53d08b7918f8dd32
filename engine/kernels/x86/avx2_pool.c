// SPDX-License-Identifier: Apache-2.0
/*
 * Pooling, sixteen channels at a time.  The last sixteen overlap those before, which gives the
 * same codes twice; fewer channels than that are left to the scalar functions, as nothing
 * behind the input may be read.
 *
 * Means are divided in float32.  With a count of at most 2^12, t = |sum| + count / 2 is
 * below 2^20, so that t + 1/2 is exact.  (t + 1/2) / count is no closer to an integer than
 * 1 / (2 count) >= 2^-13, and below 2^8; rounding the reciprocal and the product moves it
 * by less than 2^-23 of itself, 2^-15.  So what is left when it is truncated is t / count as
 * integers divide.
 */
#include "engine/kernels/pool.h"
#include "engine/kernels/scalar.h"
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avx2_requant.h"

enum {
	BLOCK = 16,
	MAX_COUNT = 1 << 12,
	INT16_CODES = 256 // so many int16 can hold the sum of
};

KERNEL_INLINE __m128i load(const int8_t *codes)
{
	return _mm_loadu_si128((const __m128i *)codes);
}

KERNEL_INLINE void widen(__m256i sum[2], __m256i codes)
{
	__m256i low = _mm256_cvtepi16_epi32(_mm256_castsi256_si128(codes));
	__m256i high = _mm256_cvtepi16_epi32(_mm256_extracti128_si256(codes, 1));
	sum[0] = _mm256_add_epi32(sum[0], low);
	sum[1] = _mm256_add_epi32(sum[1], high);
}

// divide_to_nearest() of eight sums.
KERNEL_INLINE __m256i divide(__m256i sum, __m256i half, __m256 reciprocal)
{
	__m256 t = _mm256_cvtepi32_ps(_mm256_add_epi32(_mm256_abs_epi32(sum), half));
	t = _mm256_mul_ps(_mm256_add_ps(t, _mm256_set1_ps(0.5f)), reciprocal);
	return _mm256_sign_epi32(_mm256_cvttps_epi32(t), sum);
}

KERNEL_INLINE __m128i mean_of(const struct pool_area *area, ptrdiff_t channel)
{
	__m256i sum[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
	__m256i some = _mm256_setzero_si256();
	int32_t left = INT16_CODES;
	for (int32_t i = 0; i < area->h; i++) {
		const int8_t *at = area->at + i * area->row + channel;
		for (int32_t j = 0; j < area->w; j++, at += area->col) {
			if (left-- == 0) {
				widen(sum, some);
				some = _mm256_setzero_si256();
				left = INT16_CODES - 1;
			}
			some = _mm256_add_epi16(some, _mm256_cvtepi8_epi16(load(at)));
		}
	}
	widen(sum, some);
	int32_t count = area->h * area->w;
	__m256i half = _mm256_set1_epi32(count / 2);
	__m256 reciprocal = _mm256_set1_ps(1.0f / (float)count);
	__m256i mean = _mm256_packs_epi32(
		divide(sum[0], half, reciprocal), divide(sum[1], half, reciprocal));
	mean = _mm256_permute4x64_epi64(mean, 0xd8); // packing keeps to halves
	return _mm_packs_epi16(_mm256_castsi256_si128(mean), _mm256_extracti128_si256(mean, 1));
}

KERNEL_INLINE __m128i max_of(const struct pool_area *area, ptrdiff_t channel)
{
	__m128i max = _mm_set1_epi8(INT8_MIN);
	for (int32_t i = 0; i < area->h; i++) {
		const int8_t *at = area->at + i * area->row + channel;
		for (int32_t j = 0; j < area->w; j++, at += area->col)
			max = _mm_max_epi8(max, load(at));
	}
	return max;
}

KERNEL_INLINE void pool_all(bool mean, int8_t *out, const int8_t *in, const struct pool *pool)
{
	__m128i min = _mm_set1_epi8((char)pool->min), max = _mm_set1_epi8((char)pool->max);
	ptrdiff_t depth = pool->depth;
	for (int32_t y = 0; y < pool->window.out_h; y++) {
		for (int32_t x = 0; x < pool->window.out_w; x++, out += depth) {
			struct pool_area area = pool_area(in, pool, y, x);
			for (ptrdiff_t at = 0; at < depth; at += BLOCK) {
				ptrdiff_t c = at + BLOCK > depth ? depth - BLOCK : at;
				__m128i codes = mean ? mean_of(&area, c) : max_of(&area, c);
				codes = _mm_min_epi8(_mm_max_epi8(codes, min), max);
				_mm_storeu_si128((__m128i *)(out + c), codes);
			}
		}
	}
}

void avx2_average_pool(int8_t *out, const int8_t *in, const struct pool *pool)
{
	const struct window *v = &pool->window;
	int64_t h = v->h < v->in_h ? v->h : v->in_h, w = v->w < v->in_w ? v->w : v->in_w;
	if (pool->depth < BLOCK || h * w > MAX_COUNT)
		scalar_average_pool(out, in, pool);
	else
		pool_all(true, out, in, pool);
}

void avx2_max_pool(int8_t *out, const int8_t *in, const struct pool *pool)
{
	if (pool->depth < BLOCK)
		scalar_max_pool(out, in, pool);
	else
		pool_all(false, out, in, pool);
}
