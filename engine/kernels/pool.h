// SPDX-License-Identifier: Apache-2.0
/*
 * The taps of pooling that lie in the picture: of every output at least one does.
 */
#ifndef ENGINE_KERNELS_POOL_H
#define ENGINE_KERNELS_POOL_H

#include "engine/kernels/kernels.h"

struct pool_area {
	const int8_t *at;   // the first tap's first channel
	ptrdiff_t row, col; // codes from a tap to the one below and to the one beside
	int32_t h, w;       // taps, 1 or more
};

static inline struct pool_area pool_area(
	const int8_t *in, const struct pool *pool, int32_t y, int32_t x)
{
	const struct window *v = &pool->window;
	int64_t y0 = (int64_t)y * v->stride_h - v->before_h, y1 = y0 + v->h;
	int64_t x0 = (int64_t)x * v->stride_w - v->before_w, x1 = x0 + v->w;
	y0 = y0 < 0 ? 0 : y0;
	x0 = x0 < 0 ? 0 : x0;
	y1 = y1 > v->in_h ? v->in_h : y1;
	x1 = x1 > v->in_w ? v->in_w : x1;
	return (struct pool_area){
		.at = in + (y0 * v->in_w + x0) * pool->depth,
		.row = (ptrdiff_t)v->in_w * pool->depth,
		.col = pool->depth,
		.h = (int32_t)(y1 - y0),
		.w = (int32_t)(x1 - x0),
	};
}

#endif
