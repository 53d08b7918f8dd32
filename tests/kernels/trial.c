// SPDX-License-Identifier: Apache-2.0
/*
 * Random convolutions and the outputs that they should have, written from the engine paper
 * and sharing nothing with engine/.
 */
#include "tests/kernels/trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int64_t high_half(int64_t x, int64_t m)
{
	int64_t product = x * m;
	int64_t nudge = product >= 0 ? INT64_C(1) << 30 : 1 - (INT64_C(1) << 30);
	return (product + nudge) / (INT64_C(1) << 31);
}

static int64_t divide(int64_t h, int n)
{
	int64_t remainder = h & ((INT64_C(1) << n) - 1);
	int64_t threshold = n > 0 ? (INT64_C(1) << (n - 1)) - 1 + (h < 0) : 0;
	return (h >> n) + (n > 0 && remainder > threshold);
}

int64_t definition_multiply(int64_t x, struct multiplier m, enum rounding rounding)
{
	if (rounding == ROUNDING_FP32)
		return (int64_t)rintf((float)x * m.fp32);
	if (rounding == ROUNDING_SINGLE)
		return (x * m.q31 + (INT64_C(1) << (30 - m.shift))) >> (31 - m.shift);
	int left = m.shift > 0 ? m.shift : 0, right = m.shift < 0 ? -m.shift : 0;
	return divide(high_half(x * (INT64_C(1) << left), m.q31), right);
}

int8_t definition(int64_t x, struct multiplier m, const struct output_stage *stage)
{
	int64_t code = definition_multiply(x, m, stage->rounding) + stage->zero;
	return (int8_t)(code < stage->min ? stage->min : code > stage->max ? stage->max : code);
}

/* ---- numbers that hurt ---- */

static int8_t draw_weight(int flavour)
{
	switch (flavour) {
	case 0:
		return 127;
	case 1:
		return -128;
	case 2:
		return one_of(2) ? 127 : -127;
	case 3:
		return one_of(2) ? 127 : -128;
	default:
		return one_of(8) ? INT8_MIN : (int8_t)draw_in(-127, 127);
	}
}

// Alternating along k, opposite in sign to some channel's weights, constant or random.
static void draw_codes(int8_t *codes, size_t count, size_t depth, const struct weights *w)
{
	int flavour = draw_in(0, 8), opposite = one_of(2) ? 1 : -1;
	int8_t constant = (int8_t)draw_in(-128, 127);
	const int8_t *row = w->at + (ptrdiff_t)draw_in(0, w->n_count - 1) * w->n_stride;
	for (size_t i = 0; i < count; i++) {
		size_t k = i % depth % (size_t)w->k_count;
		int sign = opposite * row[(ptrdiff_t)k * w->k_stride];
		switch (flavour) {
		case 0:
			codes[i] = INT8_MIN;
			break;
		case 1:
			codes[i] = INT8_MAX;
			break;
		case 2:
			codes[i] = i % 2 ? INT8_MIN : INT8_MAX;
			break;
		case 3:
			codes[i] = sign < 0 ? INT8_MIN : INT8_MAX;
			break;
		case 4:
			codes[i] = constant;
			break;
		default:
			codes[i] = one_of(16) ? INT8_MIN : (int8_t)draw_in(-128, 127);
		}
	}
}

static int32_t draw_zero(void)
{
	const int32_t zeros[] = {-128, 0, 127, draw_in(-128, 127)};
	return zeros[draw_in(0, 3)];
}

static struct output_stage draw_stage(void)
{
	struct output_stage stage = {(enum rounding)draw_in(0, 2), draw_zero(), -128, 127};
	switch (draw_in(0, 5)) {
	case 0:
	case 1: // RELU
		stage.min = stage.zero;
		break;
	case 2: // RELU6
		stage.min = stage.zero;
		stage.max = draw_in(stage.zero, 127);
		break;
	case 3:
		stage.min = draw_in(-128, 127);
		stage.max = draw_in(stage.min, 127);
		break;
	default:
		break;
	}
	return stage;
}

static struct multiplier from_real(double real)
{
	int shift;
	double fraction = frexp(real, &shift);
	int64_t q31 = (int64_t)round(fraction * 2147483648.0);
	if (q31 == INT64_C(1) << 31) {
		q31 /= 2;
		shift++;
	}
	if (shift < -31 || q31 == 0)
		return (struct multiplier){0, 0, (float)real};
	return (struct multiplier){(int32_t)q31, shift, (float)real};
}

static struct multiplier from_parts(int32_t q31, int shift)
{
	return (struct multiplier){q31, shift, (float)ldexp(q31, shift - 31)};
}

static struct multiplier draw_extreme(void)
{
	const int32_t q31[] = {1 << 30, (1 << 30) + 1, INT32_MAX, draw_in(1 << 30, INT32_MAX)};
	const int shift[] = {0, -1, -7, -31, -draw_in(0, 31)};
	return from_parts(q31[draw_in(0, 3)], shift[draw_in(0, 4)]);
}

enum flavour { NATURAL, SPREAD, EXTREME, LEFT, NOTHING, HUGE_BIAS, INT32_BIAS };

static enum flavour draw_flavour(void)
{
	const enum flavour often[] = {NATURAL, NATURAL, NATURAL, NATURAL, SPREAD, EXTREME, LEFT,
		NOTHING, HUGE_BIAS, INT32_BIAS};
	return often[draw_in(0, 9)];
}

// `low` and `high` bound the sum of products with zero point and without bias.
static struct channel draw_channel(enum flavour flavour, int64_t low, int64_t high)
{
	struct channel c = {0};
	int64_t span = high - low + 1;
	int64_t bias = (int64_t)(draw() % (uint64_t)span) + low;
	double steps = ldexp(1, draw_in(5, 12)) * (1 + draw_in(0, 999) / 1000.0);
	c.multiplier = from_real(steps / (double)span / (one_of(4) ? 1 : 8));
	if (flavour == SPREAD)
		c.multiplier = from_real(ldexp(1 + draw_in(0, 65535) / 65536.0, -draw_in(2, 25)));
	if (flavour == EXTREME)
		c.multiplier = draw_extreme();
	if (flavour == LEFT)
		c.multiplier = from_parts(draw_in(1 << 30, INT32_MAX), draw_in(1, 8));
	if (flavour == NOTHING)
		c.multiplier = (struct multiplier){0, 0, one_of(2) ? 0 : 1e-30f};
	if (flavour == HUGE_BIAS) { // accumulators up to 2^30, or around it
		bias = (one_of(2) ? 1 : -1) * (INT64_C(1) << 30);
		bias -= bias > 0 ? high : low;
		if (one_of(3))
			bias += draw_in(-1000, 1000);
		c.multiplier = from_parts(draw_in(1 << 30, INT32_MAX), -draw_in(22, 25));
	}
	if (flavour == INT32_BIAS) { // as far as plan_create() lets them go
		bias = one_of(2) ? INT32_MAX - high : INT32_MIN - low;
		c.multiplier = from_parts(draw_in(1 << 30, INT32_MAX), -draw_in(23, 31));
	}
	int left = c.multiplier.shift > 0 ? c.multiplier.shift : 0;
	int64_t least = INT32_MIN / (1 << left), most = INT32_MAX / (1 << left);
	if (bias + low < least || bias + high > most)
		bias = 0;
	if (bias + low < least || bias + high > most)
		c.multiplier = from_real(100.0 / (double)span);
	c.bias = (int32_t)bias;
	c.low = (int32_t)(bias + low);
	c.high = (int32_t)(bias + high);
	return c;
}

static const struct channel *draw_channels(
	const struct weights *w, int32_t zero_in, struct arena *arena)
{
	struct channel *channels = arena_array(arena, struct channel, w->n_count);
	enum flavour flavour = draw_flavour();
	bool mixed = one_of(6);
	for (int32_t n = 0; n < w->n_count; n++) {
		int64_t low = 0, high = 0;
		for (int32_t k = 0; k < w->k_count; k++) {
			int64_t one = w->at[n * w->n_stride + k * w->k_stride];
			int64_t x = one * (-128 - zero_in), y = one * (127 - zero_in);
			low += x < y ? x : y;
			high += x < y ? y : x;
		}
		channels[n] = draw_channel(mixed ? draw_flavour() : flavour, low, high);
	}
	return channels;
}

// Taps of -127..127 alone or all flavours, in one of the two layouts that files have.
static void draw_weights(struct weights *w, const struct shape *shape, struct arena *arena)
{
	int32_t k_count = shape->h * shape->w * (shape->depthwise ? 1 : shape->in_depth);
	bool by_k = shape->depthwise || (shape->in_depth == 1 && one_of(2));
	int32_t stride = by_k ? shape->out_depth + draw_in(0, 3) : k_count;
	int32_t rows = by_k ? k_count : shape->out_depth;
	int8_t *codes = arena_array(arena, int8_t, (size_t)rows * (size_t)stride);
	int flavour = draw_in(0, 9);
	for (size_t i = 0; i < (size_t)rows * (size_t)stride; i++)
		codes[i] = draw_weight(flavour);
	*w = (struct weights){
		codes, by_k ? 1 : stride, by_k ? stride : 1, shape->out_depth, k_count};
}

/* ---- what should come out ---- */

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

bool trial_make(struct trial *out, const struct shape *shape, struct arena *arena)
{
	struct window v = {.in_h = shape->in_h,
		.in_w = shape->in_w,
		.h = shape->h,
		.w = shape->w,
		.stride_h = shape->stride_h,
		.stride_w = shape->stride_w,
		.dilation_h = shape->dilation_h,
		.dilation_w = shape->dilation_w};
	if (!place(&v.out_h, &v.before_h, shape->same, v.in_h, v.h, v.stride_h, v.dilation_h) ||
		!place(&v.out_w, &v.before_w, shape->same, v.in_w, v.w, v.stride_w, v.dilation_w))
		return false;
	*out = (struct trial){.depthwise = shape->depthwise};
	out->conv = (struct conv){.window = v,
		.in_depth = shape->in_depth,
		.out_depth = shape->out_depth,
		.in_stride = shape->in_depth + shape->in_gap,
		.out_stride = shape->out_depth + shape->out_gap,
		.zero_in = draw_zero(),
		.stage = draw_stage()};
	draw_weights(&out->weights, shape, arena);
	out->channels = draw_channels(&out->weights, out->conv.zero_in, arena);
	size_t in_count = (size_t)v.in_h * (size_t)v.in_w * (size_t)shape->in_depth;
	int8_t *in = arena_array(arena, int8_t, in_count);
	draw_codes(in, in_count, (size_t)shape->in_depth, &out->weights);
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
