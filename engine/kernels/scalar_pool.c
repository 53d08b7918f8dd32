// SPDX-License-Identifier: Apache-2.0
/*
 * The specification of pooling, channel by channel.
 */
#include "engine/kernels/pool.h"
#include "engine/kernels/scalar.h"

static int32_t mean_of(const struct pool_area *area, ptrdiff_t channel)
{
	int32_t sum = 0;
	for (int32_t i = 0; i < area->h; i++) {
		const int8_t *at = area->at + i * area->row + channel;
		for (int32_t j = 0; j < area->w; j++, at += area->col)
			sum += *at;
	}
	return divide_to_nearest(sum, area->h * area->w);
}

static int32_t max_of(const struct pool_area *area, ptrdiff_t channel)
{
	int32_t max = INT8_MIN;
	for (int32_t i = 0; i < area->h; i++) {
		const int8_t *at = area->at + i * area->row + channel;
		for (int32_t j = 0; j < area->w; j++, at += area->col)
			max = *at > max ? *at : max;
	}
	return max;
}

static void pool_all(int8_t *out, const int8_t *in, const struct pool *pool,
	int32_t (*reduce)(const struct pool_area *area, ptrdiff_t channel))
{
	for (int32_t y = 0; y < pool->window.out_h; y++) {
		for (int32_t x = 0; x < pool->window.out_w; x++, out += pool->depth) {
			struct pool_area area = pool_area(in, pool, y, x);
			for (ptrdiff_t c = 0; c < pool->depth; c++)
				out[c] =
					(int8_t)clamp_int32(reduce(&area, c), pool->min, pool->max);
		}
	}
}

void scalar_average_pool(int8_t *out, const int8_t *in, const struct pool *pool)
{
	pool_all(out, in, pool, mean_of);
}

void scalar_max_pool(int8_t *out, const int8_t *in, const struct pool *pool)
{
	pool_all(out, in, pool, max_of);
}
