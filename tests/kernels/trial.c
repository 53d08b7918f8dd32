// SPDX-License-Identifier: Apache-2.0
/*
 * Random convolutions and the outputs that they should have, written from the engine paper
 * and sharing nothing with engine/.
 */
#include "tests/kernels/trial.h"

#include "tests/kernels/definition.h"
#include "tests/kernels/numbers.h"

// One axis of engine paper 1.4; false if the window does not fit.
static bool place(int32_t *out, int32_t *before, bool same, int32_t in, int32_t taps,
	int32_t stride, int32_t dilation)
{
	int32_t effective = (taps - 1) * dilation + 1;
	int32_t total = 0;
	*out = same ? (in + stride - 1) / stride : (in + stride - effective) / stride;
	if (same && (*out - 1) * stride + effective > in)
		total = (*out - 1) * stride + effective - in;
	*before = total / 2;
	return same || in >= effective;
}

static void expect_pixel(int8_t *out, const struct trial *t, int32_t y, int32_t x, int64_t *sum)
{
	const struct conv *c = &t->conv;
	const struct window *v = &c->window;
	for (int32_t n = 0; n < c->out_depth; n++)
		sum[n] = t->channels[n].bias;
	for (int32_t i = 0; i < v->h; i++) {
		for (int32_t j = 0; j < v->w; j++) {
			int32_t in_y = y * v->stride_h - v->before_h + i * v->dilation_h;
			int32_t in_x = x * v->stride_w - v->before_w + j * v->dilation_w;
			if (in_y < 0 || in_y >= v->in_h || in_x < 0 || in_x >= v->in_w)
				continue;
			const int8_t *a = t->in + (in_y * v->in_w + in_x) * c->in_depth;
			int32_t tap = i * v->w + j, products = t->depthwise ? 1 : c->in_depth;
			for (int32_t n = 0; n < c->out_depth; n++) {
				const int8_t *w = t->weights.at + n * t->weights.n_stride +
						  tap * products * t->weights.k_stride;
				for (int32_t k = 0; k < products; k++)
					sum[n] += (a[t->depthwise ? n : k] - c->zero_in) *
						  w[k * t->weights.k_stride];
			}
		}
	}
	for (int32_t n = 0; n < c->out_depth; n++)
		out[n] = definition(sum[n], t->channels[n].multiplier, &c->stage);
}

bool trial_window(struct window *out, const struct shape *shape)
{
	struct window v = {.in_h = shape->in_h,
		.in_w = shape->in_w,
		.h = shape->h,
		.w = shape->w,
		.stride_h = shape->stride_h,
		.stride_w = shape->stride_w,
		.dilation_h = shape->dilation_h,
		.dilation_w = shape->dilation_w};
	bool fits =
		place(&v.out_h, &v.before_h, shape->same, v.in_h, v.h, v.stride_h, v.dilation_h) &&
		place(&v.out_w, &v.before_w, shape->same, v.in_w, v.w, v.stride_w, v.dilation_w);
	*out = v;
	return fits;
}

bool trial_make(struct trial *out, const struct shape *shape, struct arena *arena)
{
	struct window v;
	if (!trial_window(&v, shape))
		return false;
	*out = (struct trial){.depthwise = shape->depthwise};
	out->conv = (struct conv){.window = v,
		.in_depth = shape->in_depth,
		.out_depth = shape->out_depth,
		.in_stride = shape->in_depth + shape->in_gap,
		.out_stride = shape->out_depth + shape->out_gap,
		.zero_in = numbers_zero(),
		.stage = numbers_stage()};
	numbers_weights(&out->weights, shape, arena);
	out->channels = numbers_channels(&out->weights, out->conv.zero_in, arena);
	size_t in_count = (size_t)v.in_h * (size_t)v.in_w * (size_t)shape->in_depth;
	int8_t *in = arena_array(arena, int8_t, in_count);
	numbers_codes(in, in_count, (size_t)shape->in_depth, &out->weights);
	out->in = in;
	size_t depth = (size_t)shape->out_depth;
	int8_t *expected = arena_array(arena, int8_t, (size_t)v.out_h * (size_t)v.out_w * depth);
	int64_t *sum = arena_array(arena, int64_t, depth);
	out->expected = expected;
	for (int32_t y = 0; y < v.out_h; y++)
		for (int32_t x = 0; x < v.out_w; x++, expected += depth)
			expect_pixel(expected, out, y, x, sum);
	return true;
}
