// SPDX-License-Identifier: Apache-2.0
/*
 * Pooling, sixteen channels at a time; the last sixteen overlap those before them, so
 * nothing is read or written beyond a pixel.
 *
 * A mean is rounded by a division in float32: with u = |sum| + N / 2 below 2^24, u / N lies
 * at least 1 / N below the next integer q, and N * q is below 2^25, so the nearest float32
 * is not q, and truncation gives what integers give.
 */
#include "engine/kernels/arm/neon.h"
#include "engine/kernels/pool.h"
#include "engine/kernels/scalar.h"

#include <arm_neon.h>

enum {
	CHANNELS = 16,
	MAX_TAPS = 1 << 16, // 128 * N + N / 2 + N is below 2^24
	FLUSH = 255         // codes whose sum fits int16
};

struct sums {
	int32x4_t x[4];
};

static inline void flush(struct sums *sum, int16x8_t low, int16x8_t high)
{
	sum->x[0] = vaddw_s16(sum->x[0], vget_low_s16(low));
	sum->x[1] = vaddw_high_s16(sum->x[1], low);
	sum->x[2] = vaddw_s16(sum->x[2], vget_low_s16(high));
	sum->x[3] = vaddw_high_s16(sum->x[3], high);
}

static struct sums add_up(const struct pool_area *area, ptrdiff_t channel)
{
	int32x4_t none = vdupq_n_s32(0);
	struct sums sum = {{none, none, none, none}};
	int16x8_t low = vdupq_n_s16(0), high = low;
	int held = 0;
	for (int32_t i = 0; i < area->h; i++) {
		const int8_t *at = area->at + i * area->row + channel;
		for (int32_t j = 0; j < area->w; j++, at += area->col) {
			int8x16_t codes = vld1q_s8(at);
			low = vaddw_s8(low, vget_low_s8(codes));
			high = vaddw_high_s8(high, codes);
			if (++held == FLUSH) {
				flush(&sum, low, high);
				low = high = vdupq_n_s16(0);
				held = 0;
			}
		}
	}
	flush(&sum, low, high);
	return sum;
}

// divide_to_nearest().
static inline int32x4_t divide(int32x4_t sum, int32_t count)
{
	uint32x4_t u =
		vaddq_u32(vreinterpretq_u32_s32(vabsq_s32(sum)), vdupq_n_u32((uint32_t)count / 2));
	float32x4_t quotient = vdivq_f32(vcvtq_f32_u32(u), vdupq_n_f32((float)count));
	int32x4_t q = vcvtq_s32_f32(quotient);
	return vbslq_s32(vcltzq_s32(sum), vnegq_s32(q), q);
}

static int8x16_t mean(const struct pool_area *area, ptrdiff_t channel)
{
	struct sums sum = add_up(area, channel);
	int32_t count = area->h * area->w;
	int16x8_t low =
		vqmovn_high_s32(vqmovn_s32(divide(sum.x[0], count)), divide(sum.x[1], count));
	int16x8_t high =
		vqmovn_high_s32(vqmovn_s32(divide(sum.x[2], count)), divide(sum.x[3], count));
	return vqmovn_high_s16(vqmovn_s16(low), high);
}

static int8x16_t maximum(const struct pool_area *area, ptrdiff_t channel)
{
	int8x16_t max = vdupq_n_s8(INT8_MIN);
	for (int32_t i = 0; i < area->h; i++) {
		const int8_t *at = area->at + i * area->row + channel;
		for (int32_t j = 0; j < area->w; j++, at += area->col)
			max = vmaxq_s8(max, vld1q_s8(at));
	}
	return max;
}

static void pool_all(int8_t *out, const int8_t *in, const struct pool *pool,
	int8x16_t (*reduce)(const struct pool_area *area, ptrdiff_t channel))
{
	const struct window *v = &pool->window;
	int8x16_t low = vdupq_n_s8((int8_t)pool->min), high = vdupq_n_s8((int8_t)pool->max);
	ptrdiff_t last = pool->depth - CHANNELS;
	for (int32_t y = 0; y < v->out_h; y++) {
		for (int32_t x = 0; x < v->out_w; x++, out += pool->depth) {
			struct pool_area area = pool_area(in, pool, y, x);
			for (ptrdiff_t c = 0; c < pool->depth; c += CHANNELS) {
				ptrdiff_t channel = c < last ? c : last;
				int8x16_t codes = reduce(&area, channel);
				vst1q_s8(out + channel, vminq_s8(vmaxq_s8(codes, low), high));
			}
		}
	}
}

void neon_average_pool(int8_t *out, const int8_t *in, const struct pool *pool)
{
	const struct window *v = &pool->window;
	if (pool->depth < CHANNELS || (int64_t)v->h * v->w > MAX_TAPS)
		scalar_average_pool(out, in, pool);
	else
		pool_all(out, in, pool, mean);
}

void neon_max_pool(int8_t *out, const int8_t *in, const struct pool *pool)
{
	if (pool->depth < CHANNELS)
		scalar_max_pool(out, in, pool);
	else
		pool_all(out, in, pool, maximum);
}
