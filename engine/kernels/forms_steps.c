// SPDX-License-Identifier: Apache-2.0
/*
 * Where a channel's codes step, and what a float form's value must pass there.
 *
 * Steps.  The exact result is (x * q31 + B - [x < 0] * S) >> (31 + n), before the clamp, for
 * every int32 x, with n the shift to the right and
 *	DOUBLE, n > 0:  B = 2^30 + 2^(30 + n),  S = 2^31
 *	otherwise:      B = 2^(30 + n),         S = 0
 * (nested floors; ties away from zero are what S makes of a tie below zero).  So the least
 * x >= 0 that gives r >= 1 or more is (r * 2^(31 + n) - B) / q31 rounded up, and -y the
 * greatest x < 0 that gives -r or less if y is the next integer above the same quotient.
 *
 * Thresholds.  A float form computes v = x * factor + offset, rounds it to float32, and that
 * to an integer, ties to even.  What gives r or more begins at r - 1/2 for an even r and
 * behind it for an odd one; half a unit in the last place further down or up, respectively,
 * lie the values that are rounded to that.  So the form is right on both sides of a step
 * if v lies beyond a certain threshold for the step's accumulator, and before it for the
 * one before.  With u = threshold - accumulator * factor that means u < offset < u + factor:
 * all steps together leave the offsets between the largest u and the least u + factor, and
 * if a float32 lies there, that is the proof.  Every number here is exact in double.
 */
#include "engine/kernels/forms_steps.h"

#include <string.h>

enum { FLOAT_LIMIT = (1 << 24) - 1 }; // float32 holds it and both its neighbours

void form_finder_init(struct form_finder *out, const struct output_stage *stage, bool mirrored)
{
	out->stage = *stage;
	out->mirrored = mirrored;
	// of float32 between 1/2 and 1, 1 and 2, 2 and 4, ..., 256 and 512
	static const double half_ulp[] = {0x1p-25, 0x1p-24, 0x1p-23, 0x1p-22, 0x1p-21, 0x1p-20,
		0x1p-19, 0x1p-18, 0x1p-17, 0x1p-16};
	int32_t added = mirrored ? 0 : stage->zero; // that the form's value has more than r
	for (int32_t r = -FORM_MAX_STEP; r <= FORM_MAX_STEP; r++) {
		int32_t k = r + added, below = k > 0 ? k - 1 : -k; // the whole part of |k - 1/2|
		double half = half_ulp[below > 0 ? 32 - __builtin_clz((unsigned)below) : 0];
		out->threshold[FORM_MAX_STEP + r] = r - 0.5 + (k % 2 == 0 ? -half : half);
	}
}

// A quotient rounded up, a * q - rest with 0 <= rest < q.
struct quotient {
	int64_t up, rest;
};

static struct quotient divide_up(int64_t a, int64_t q)
{
	struct quotient result = {a / q, a % q};
	result.up += result.rest > 0;
	result.rest = result.rest > 0 ? q - result.rest : -result.rest;
	return result;
}

// That of a + b from those of a and of b, the latter rounded down.
static inline void advance(struct quotient *x, int64_t down, int64_t rest, int64_t q)
{
	x->rest -= rest;
	int64_t borrow = x->rest >> 63; // -1 or 0
	x->up += down - borrow;
	x->rest += q & borrow;
}

/*
 * Adds the steps to first..last, whose accumulators are (r * unit - before) / q31, rounded
 * up.  Two halves side by side, as each quotient waits for the one before it.
 */
static void add_steps(struct form_steps *steps, const struct form_finder *finder, int32_t first,
	int32_t last, int64_t unit, int64_t before, int64_t q31)
{
	if (first > last)
		return;
	int count = last - first + 1, half = (count + 1) / 2;
	double *at = steps->at + steps->count;
	int64_t down = unit / q31, rest = unit % q31;
	struct quotient a = divide_up(first * unit - before, q31);
	struct quotient b = divide_up((first + half) * unit - before, q31);
	for (int i = 0; i < half; i++) {
		at[i] = (double)a.up;
		at[half + i] = (double)b.up;
		advance(&a, down, rest, q31);
		advance(&b, down, rest, q31);
	}
	memcpy(steps->threshold + steps->count, finder->threshold + FORM_MAX_STEP + first,
		(size_t)count * sizeof(double));
	steps->count += count;
}

// Of steps that rise from `first` to `end`.
static bool within_float(const struct form_steps *steps, int first, int end)
{
	if (first == end)
		return true;
	// NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): add_steps() filled it
	return steps->at[first] >= -FLOAT_LIMIT && steps->at[end - 1] <= FLOAT_LIMIT;
}

bool form_find_steps(struct form_steps *out, const struct form_finder *finder, struct multiplier m,
	int32_t low, int32_t high)
{
	const struct output_stage *stage = &finder->stage;
	int n = -m.shift;
	int64_t unit = INT64_C(1) << (31 + n);
	int64_t twice = stage->rounding == ROUNDING_DOUBLE && n > 0 ? INT64_C(1) << 30 : 0;
	int64_t before = unit / 2 + twice;
	// past the last step the clamp gives one code, so that it must be passed
	int32_t lowest = stage->min - stage->zero + 1, highest = stage->max - stage->zero;
	int32_t first = clamp_int32(multiply(low, m, stage->rounding), lowest, highest);
	int32_t last = clamp_int32(multiply(high, m, stage->rounding) + 1, lowest, highest);

	out->count = out->below_count = 0;
	if (lowest > highest)
		return true;
	if (finder->mirrored) {
		add_steps(out, finder, last < 1 ? 1 - last : 1, 1 - first, unit, before - 1, m.q31);
		out->below_count = out->count;
		first = first > 1 ? first : 1;
	}
	add_steps(out, finder, first, last, unit, before, m.q31);
	return within_float(out, 0, out->below_count) &&
	       within_float(out, out->below_count, out->count);
}
