// SPDX-License-Identifier: Apache-2.0
/*
 * Which fast forms hold for a channel, with their parameters: a search for a factor and an
 * offset with which a float form is right at every step (forms_steps.c), where u < offset
 * < u + factor for all of them.
 *
 * The factor may be some units in its last place off, which turns the line a little.  The room
 * for the offset is a concave function of the factor, so which steps bound it tells
 * whether a larger or a smaller factor leaves more.
 *
 * Where no factor does, the step that stands in the way is moved by one accumulator, so that
 * the form comes to be one too low there: the exception.
 */
#include "engine/kernels/forms_steps.h"

#include <string.h>

enum {
	FIXED_LIMIT = (1 << 30) - 1, // what form_fixed() bears
	/*
	 * u is below 2^8, in units of a factor's last place, which is 2^-(24 + shift): with a
	 * larger shift it takes more than the 53 bits of a double.
	 */
	MAX_SHIFT = 21,
	/*
	 * That a factor may be off.  What has to be made up for is float32's rounding of the
	 * factor and of the value, half a unit each; several times that turns the line away.
	 */
	MAX_ULPS = 16,
	MAX_TRIES = 10, // six halve 2 * MAX_ULPS + 1 factors, the rest go from one to the next
	LANES = FORM_STEPS_LANES
};

// The largest and the least u; offsets lie between the first and the second plus the factor.
struct room {
	double most, least;
};

// Repeats the last step up to a multiple of LANES.
static void pad(struct form_steps *steps)
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
static struct room find_room(const struct form_steps *steps, double factor)
{
	const double *at = steps->at, *threshold = steps->threshold;
	struct room a = {-2 * FORM_MAX_STEP, 2 * FORM_MAX_STEP}, b = a, c = a, d = a;
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
static int step_of(const struct form_steps *steps, double factor, double u)
{
	int i = 0;
	// NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): form_find_steps() filled it
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
static bool search(struct lane_form *out, struct binding *binding, struct form_steps *steps,
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
static bool search_except(struct lane_form *out, struct form_steps *steps, int i, float nominal,
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
	struct form_steps steps;
	struct binding binding;
	if (!form_find_steps(&steps, finder, m, low, high))
		return false;
	float nominal = (float)ldexp((double)m.q31, m.shift - 31);
	if (search(out, &binding, &steps, nominal, finder))
		return true;
	// NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): form_find_steps() filled it
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
