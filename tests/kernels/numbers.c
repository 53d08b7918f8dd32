// SPDX-License-Identifier: Apache-2.0
/*
 * Each kind of number is drawn in flavours, and one flavour holds for all of an array more
 * often than chance would have it: sums at their bounds, multipliers without a form of floats.
 */
#include "tests/kernels/numbers.h"

#include <math.h>

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

void numbers_codes(int8_t *codes, size_t count, size_t depth, const struct weights *w)
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

int32_t numbers_zero(void)
{
	const int32_t zeros[] = {-128, 0, 127, draw_in(-128, 127)};
	return zeros[draw_in(0, 3)];
}

struct output_stage numbers_stage(void)
{
	struct output_stage stage = {(enum rounding)draw_in(0, 2), numbers_zero(), -128, 127};
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

const struct channel *numbers_channels(
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

void numbers_weights(struct weights *w, const struct shape *shape, struct arena *arena)
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
