// SPDX-License-Identifier: Apache-2.0
/*
 * Which fast forms hold for a channel, with their parameters.
 *
 * The exact result is (x * q31 + B - [x < 0] * S) >> (31 + n), before the clamp, for every
 * int32 x, with n the shift to the right and
 *	DOUBLE, n > 0:  B = 2^30 + 2^(30 + n),  S = 2^31
 *	otherwise:      B = 2^(30 + n),         S = 0
 * (nested floors; ties away from zero are what S makes of a tie below zero).  So the least
 * x that gives r or more is a quotient rounded up, and the next one is found by adding.
 *
 * A float form whose real value is v rounds twice: to float32, which moves v by at most
 * half a unit in its last place, and to an integer.  It is right at a step from r - 1 to r
 * if v lies beyond r - 1/2 by more than the first; offsets for which that is so at
 * every step make an interval, and if a float32 lies in it, that is the proof.  Where none
 * does, the step that bounds the interval may be left out: x = at[i], which gives r, then
 * gives r - 1 or r in the form, and which of them is looked up.
 */
#include "engine/kernels/forms.h"

#include <stddef.h>

enum {
	// Beyond it float32 does not hold every accumulator.
	FLOAT_LIMIT = 1 << 24,
	FIXED_LIMIT = 1 << 30,
	// r * 2^(31 + n) fits int64 for every r; more is no factor of a real network.
	MAX_SHIFT = 22,
	MAX_STEPS = 255
};

// The steps of a channel, and between which accumulators the form must be right.
struct steps {
	int count;
	int32_t first;               // r of the first step
	double at[MAX_STEPS];        // the least accumulator that gives r or more
	double threshold[MAX_STEPS]; // r - 1/2, with what the form adds
	double slack[MAX_STEPS];     // that rounding to float32 may move a value there
};

// Half a unit in the last place of a float32 near t = k + 1/2.
static double half_unit(double t)
{
	int exponent;
	frexp(t, &exponent);
	return ldexp(1, exponent - 25);
}

static int64_t ceil_divide(int64_t a, int64_t b)
{
	return a / b + (a % b > 0);
}

/*
 * Steps to every r above `first`, up to `last`.  `added` is what the form's value has more
 * than r.
 */
static void find_steps(struct steps *out, struct multiplier m, enum rounding rounding, int32_t min,
	int32_t max, int32_t added)
{
	int n = -m.shift;
	int64_t unit = INT64_C(1) << (31 + n), q31 = m.q31;
	bool twice = rounding == ROUNDING_DOUBLE && n > 0;
	int64_t before = (INT64_C(1) << (30 + n)) + (twice ? INT64_C(1) << 30 : 0);
	out->count = max - min;
	out->first = min + 1;
	for (int i = 0; i < out->count; i++) {
		int64_t r = out->first + i;
		int64_t at = ceil_divide(r * unit - before, q31);
		if (r <= 0) {
			at = ceil_divide(r * unit - before + (twice ? INT64_C(1) << 31 : 0), q31);
			at = at < 0 ? at : 0;
		}
		out->at[i] = (double)at;
		out->threshold[i] = (double)(r + added) - 0.5;
		out->slack[i] = half_unit(out->threshold[i]);
	}
}

// Offsets with which a form is right at every step, and the steps that bound them.
struct interval {
	double low, high;
	int low_step, high_step; // where x = at[i] is the bound; -1: another x is
};

static void raise(struct interval *offset, double low, int step)
{
	if (low > offset->low) {
		offset->low = low;
		offset->low_step = step;
	}
}

static void lower(struct interval *offset, double high, int step)
{
	if (high < offset->high) {
		offset->high = high;
		offset->high_step = step;
	}
}

/*
 * Right on both sides of every step: x = at[i] must give r or more, or the next x if i is
 * `except`, and x = at[i] - 1 less.  Products are exact in double.  With `mirrored` the offset is
 * subtracted where x < 0.
 */
static struct interval offsets_for(const struct steps *steps, double factor, double low,
	double high, bool mirrored, int except)
{
	struct interval offset = {-1e9, 1e9, -1, -1};
	for (int i = 0; i < steps->count; i++) {
		double t = steps->threshold[i], slack = steps->slack[i];
		double least = steps->at[i] + (i == except);
		double above = least > low ? least : low;
		double below = steps->at[i] - 1 < high ? steps->at[i] - 1 : high;
		if (above <= high) {
			double need = t + slack - above * factor;
			if (!mirrored || above >= 0)
				raise(&offset, need, i);
			else
				lower(&offset, -need, i);
		}
		if (below >= low) {
			double need = t - slack - below * factor;
			if (!mirrored || below >= 0)
				lower(&offset, need, -1);
			else
				raise(&offset, -need, -1);
		}
	}
	if (mirrored && offset.low < 0) // a sign is copied onto it
		raise(&offset, offset.high < 0 ? 0 : -offset.high / 2, -1);
	return offset;
}

// A float32 inside, the bounds excluded.
static bool float_between(float *out, const struct interval *interval)
{
	*out = (float)((interval->low + interval->high) / 2);
	return (double)*out > interval->low && (double)*out < interval->high;
}

enum { TRIES = 5 };

static float neighbour(float factor, int i)
{
	float f = factor;
	for (int k = 0; k < (i + 1) / 2; k++)
		f = nextafterf(f, i % 2 ? 2 * factor : 0);
	return f;
}

// The form is right everywhere, but perhaps one too low at the least accumulator of `step`.
static void note_exception(
	struct lane_form *out, const struct steps *steps, int step, bool mirrored)
{
	int32_t x = (int32_t)steps->at[step];
	int32_t found = mirrored ? form_signed(x, out) : form_linear(x, out);
	if (found < (int32_t)(steps->threshold[step] + 0.5))
		out->exception = x;
}

static bool prove(struct lane_form *out, const struct steps *steps, float factor, double low,
	double high, bool mirrored)
{
	struct interval offset;
	out->exception = INT32_MIN;
	for (int i = 0; i < TRIES; i++) {
		out->factor = neighbour(factor, i);
		offset = offsets_for(steps, (double)out->factor, low, high, mirrored, -1);
		if (float_between(&out->offset, &offset))
			return true;
	}
	for (int i = 0; i < 2 * TRIES; i++) {
		out->factor = neighbour(factor, i / 2);
		offset = offsets_for(steps, (double)out->factor, low, high, mirrored, -1);
		int step = i % 2 ? offset.high_step : offset.low_step;
		if (step < 0)
			continue;
		offset = offsets_for(steps, (double)out->factor, low, high, mirrored, step);
		if (!float_between(&out->offset, &offset))
			continue;
		note_exception(out, steps, step, mirrored);
		return true;
	}
	out->exception = INT32_MIN;
	out->factor = 0;
	out->offset = 0;
	return false;
}

static bool within(int32_t low, int32_t high, int32_t limit)
{
	return low >= -limit && high <= limit;
}

static void find_fixed(struct lane_form *out, struct multiplier m, enum rounding rounding)
{
	out->fixed = true;
	out->q31 = m.q31;
	out->shift = -m.shift;
	bool nested = rounding == ROUNDING_SINGLE && out->shift > 0;
	out->nudge = nested ? 0 : 1 << 30;
	out->half = out->shift > 0 ? 1 << (out->shift - 1) : 0;
	out->negative = rounding == ROUNDING_DOUBLE && out->shift > 0 ? -1 : 0;
}

static void find_float(struct lane_form *out, struct multiplier m, int32_t low, int32_t high,
	const struct output_stage *stage)
{
	bool two_sided = stage->rounding == ROUNDING_DOUBLE && stage->min < stage->zero;
	struct steps steps;
	find_steps(&steps, m, stage->rounding, stage->min - stage->zero, stage->max - stage->zero,
		two_sided ? 0 : stage->zero);
	float factor = (float)ldexp((double)m.q31, m.shift - 31);
	bool proved = prove(out, &steps, factor, (double)low, (double)high, two_sided);
	out->linear = proved && !two_sided;
	out->is_signed = proved && two_sided;
}

void forms_find(struct lane_form *out, struct multiplier multiplier, int32_t low, int32_t high,
	const struct output_stage *stage)
{
	*out = (struct lane_form){.exception = INT32_MIN};
	if (stage->rounding == ROUNDING_FP32) {
		// The definition itself, as long as no product leaves int32.
		out->is_signed = multiplier.fp32 <= 1 && within(low, high, FIXED_LIMIT);
		out->factor = out->is_signed ? multiplier.fp32 : 0;
		return;
	}
	if (multiplier.shift > 0 || !within(low, high, FIXED_LIMIT))
		return;
	find_fixed(out, multiplier, stage->rounding);
	if (multiplier.q31 >= 1 << 30 && multiplier.shift >= -MAX_SHIFT &&
		within(low, high, FLOAT_LIMIT))
		find_float(out, multiplier, low, high, stage);
}
