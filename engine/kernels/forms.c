// SPDX-License-Identifier: Apache-2.0
/*
 * Which fast forms hold for a channel, with their parameters.
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
 *
 * The factor may be some units in its last place off, which turns the line a little.  The room
 * for the offset is a concave function of the factor, so which steps bound it tells
 * whether a larger or a smaller factor leaves more.
 *
 * Where no factor does, the step that stands in the way is moved by one accumulator, so that
 * the form comes to be one too low there: the exception.
 */
#include "engine/kernels/forms.h"

#include <string.h>

enum {
	FLOAT_LIMIT = (1 << 24) - 1, // float32 holds it and both its neighbours
	FIXED_LIMIT = (1 << 30) - 1,
	MAX_SHIFT = 21, // with more, u takes more than the 53 bits of a double
	MAX_ULPS = 16,  // that a factor may be off
	MAX_TRIES = 10, // factors for one set of steps
	MAX_STEPS = FORM_MAX_STEP,
	LANES = 4 // sums side by side
};

/*
 * The steps of a channel.  For FORM_SIGNED those of accumulators below 0 come first, as if
 * the function were mirrored there: `at` and the threshold are of -x and of minus the code.
 */
struct steps {
	int count, below_count;
	double at[MAX_STEPS + LANES];
	double threshold[MAX_STEPS + LANES];
};

void form_finder_init(struct form_finder *out, const struct output_stage *stage, bool mirrored)
{
	out->stage = *stage;
	out->mirrored = mirrored;
	// of float32 between 1/2 and 1, 1 and 2, 2 and 4, ..., 256 and 512
	static const double half_ulp[] = {0x1p-25, 0x1p-24, 0x1p-23, 0x1p-22, 0x1p-21, 0x1p-20,
		0x1p-19, 0x1p-18, 0x1p-17, 0x1p-16};
	int32_t added = mirrored ? 0 : stage->zero; // that the form's value has more than r
	for (int32_t r = -MAX_STEPS; r <= MAX_STEPS; r++) {
		int32_t k = r + added, below = k > 0 ? k - 1 : -k; // the whole part of |k - 1/2|
		double half = half_ulp[below > 0 ? 32 - __builtin_clz((unsigned)below) : 0];
		out->threshold[MAX_STEPS + r] = r - 0.5 + (k % 2 == 0 ? -half : half);
	}
}

/* ---- steps ---- */

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
static void add_steps(struct steps *steps, const struct form_finder *finder, int32_t first,
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
	memcpy(steps->threshold + steps->count, finder->threshold + MAX_STEPS + first,
		(size_t)count * sizeof(double));
	steps->count += count;
}

// Of steps that rise from `first` to `end`.
static bool within_float(const struct steps *steps, int first, int end)
{
	if (first == end)
		return true;
	// NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): find_steps() filled it
	return steps->at[first] >= -FLOAT_LIMIT && steps->at[end - 1] <= FLOAT_LIMIT;
}

/*
 * All steps between `low` and `high`, and the next on either side, which keep the form from
 * having one of its own.  False if float32 cannot hold an accumulator.
 */
static bool find_steps(struct steps *out, const struct form_finder *finder, struct multiplier m,
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

/* ---- offsets ---- */

// The largest and the least u; offsets lie between the first and the second plus the factor.
struct room {
	double most, least;
};

// Repeats the last step up to a multiple of LANES.
static void pad(struct steps *steps)
{
	for (int i = steps->count; i % LANES != 0; i++) {
		steps->at[i] = steps->at[i - 1];
		steps->threshold[i] = steps->threshold[i - 1];
	}
}

static inline void widen(struct room *room, double u)
{
	room->most = u > room->most ? u : room->most;
	room->least = u < room->least ? u : room->least;
}

// Four rooms side by side, as each waits for the step before it.
static struct room find_room(const struct steps *steps, double factor)
{
	const double *at = steps->at, *threshold = steps->threshold;
	struct room a = {-2 * MAX_STEPS, 2 * MAX_STEPS}, b = a, c = a, d = a;
	for (int i = 0; i < steps->count; i += LANES) {
		widen(&a, threshold[i] - at[i] * factor);
		widen(&b, threshold[i + 1] - at[i + 1] * factor);
		widen(&c, threshold[i + 2] - at[i + 2] * factor);
		widen(&d, threshold[i + 3] - at[i + 3] * factor);
	}
	const struct room *others[] = {&b, &c, &d};
	for (int k = 0; k < LANES - 1; k++) {
		a.most = others[k]->most > a.most ? others[k]->most : a.most;
		a.least = others[k]->least < a.least ? others[k]->least : a.least;
	}
	return a;
}

// A float32 between the bounds, which are excluded; the finder's zero point is added to it.
static bool choose_offset(
	float *out, const struct room *room, double factor, const struct form_finder *finder)
{
	double added = finder->mirrored ? 0 : finder->stage.zero;
	double low = room->most, high = room->least + factor;
	if (finder->mirrored && low < 0) // a sign is copied onto it
		low = 0;
	*out = (float)((low + high) / 2 + added);
	return (double)*out - added > low && (double)*out - added < high;
}

// The step that has this u; there is one.
static int step_of(const struct steps *steps, double factor, double u)
{
	int i = 0;
	// NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): find_steps() filled it
	while (steps->threshold[i] - steps->at[i] * factor != u)
		i++;
	return i;
}

static float beside(float factor, int ulps)
{
	int32_t bits;
	memcpy(&bits, &factor, sizeof(bits));
	bits += ulps;
	memcpy(&factor, &bits, sizeof(factor));
	return factor;
}

// The steps that bounded the offset where it had most room.
struct binding {
	double width;
	int most, least;
};

/*
 * A factor and an offset with which the form is right at every step.  Halves the range of
 * factors that may still be better, but where there is room and no float32 in it: then
 * the next factor may well do.
 */
static bool search(struct lane_form *out, struct binding *binding, struct steps *steps,
	float nominal, const struct form_finder *finder)
{
	pad(steps);
	int from = -MAX_ULPS, to = MAX_ULPS, ulps = 0;
	binding->width = -1e9;
	for (int i = 0; i < MAX_TRIES && from <= to; i++) {
		out->factor = beside(nominal, ulps);
		double factor = (double)out->factor;
		struct room room = find_room(steps, factor);
		if (choose_offset(&out->offset, &room, factor, finder))
			return true;
		double width = room.least + factor - room.most;
		int most = step_of(steps, factor, room.most);
		int least = step_of(steps, factor, room.least);
		if (width > binding->width)
			*binding = (struct binding){width, most, least};
		if (1 + steps->at[most] - steps->at[least] > 0)
			from = ulps + 1;
		else
			to = ulps - 1;
		ulps = width > 0 ? (from > ulps ? from : to) : from + (to - from) / 2;
	}
	return false;
}

/*
 * With step i moved by one accumulator.  The form can only be one too low there, so steps
 * above 0 move up and those below 0 towards it.
 */
static bool search_except(struct lane_form *out, struct steps *steps, int i, float nominal,
	const struct form_finder *finder)
{
	bool below = i < steps->below_count;
	struct binding unused;
	double at = steps->at[i];
	double moved = below ? at - 1 : at + 1;
	if (moved < 1 && below)
		return false;
	steps->at[i] = moved;
	bool found = search(out, &unused, steps, nominal, finder);
	steps->at[i] = at;
	if (found)
		out->exception = below ? -(int32_t)moved : (int32_t)at;
	return found;
}

static bool find_float(struct lane_form *out, const struct form_finder *finder, struct multiplier m,
	int32_t low, int32_t high)
{
	struct steps steps;
	struct binding binding;
	if (!find_steps(&steps, finder, m, low, high))
		return false;
	float nominal = (float)ldexp((double)m.q31, m.shift - 31);
	if (search(out, &binding, &steps, nominal, finder))
		return true;
	// NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): find_steps() filled it
	return (binding.most >= steps.below_count &&
		       search_except(out, &steps, binding.most, nominal, finder)) ||
	       (binding.least < steps.below_count &&
		       search_except(out, &steps, binding.least, nominal, finder));
}

void forms_find(struct lane_form *out, const struct form_finder *finder,
	struct multiplier multiplier, int32_t low, int32_t high)
{
	enum rounding rounding = finder->stage.rounding;
	bool small = low >= -FIXED_LIMIT && high <= FIXED_LIMIT;
	*out = (struct lane_form){.exception = INT32_MIN};
	if (rounding == ROUNDING_FP32) {
		// The definition itself, as long as no product leaves int32.
		out->is_signed = multiplier.fp32 <= 1 && small;
		out->factor = out->is_signed ? multiplier.fp32 : 0;
		return;
	}
	if (multiplier.shift > 0 || !small)
		return;
	form_fixed_init(out, multiplier, rounding);
	if (multiplier.q31 < 1 << 30 || multiplier.shift < -MAX_SHIFT)
		return;
	bool found = find_float(out, finder, multiplier, low, high);
	out->linear = found && !finder->mirrored;
	out->is_signed = found && finder->mirrored;
	if (!found)
		out->factor = out->offset = 0;
}
