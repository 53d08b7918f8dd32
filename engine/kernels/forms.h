// SPDX-License-Identifier: Apache-2.0
/*
 * Fast forms of requantise() that give the same codes: exact because they are identities,
 * or because forms_find() has proved it for a channel's every accumulator.
 *
 * A form makes an int32 from an accumulator; `zero` is added and the result clamped to
 * [stage.min, stage.max], with saturation at any width of 8 bits or more on the way.
 *
 * The float32 forms stand on this: after the clamp a channel is a step function
 * of its accumulator that never falls and has 255 steps at most; the form never falls
 * either, as float32 conversion, a fused multiply-add with a factor >= 0, and rounding do
 * not.  Two such functions are equal if they are on both sides of every step.
 * float32 is just too coarse for all of them; where a form is one too low at one single
 * accumulator, that one becomes the channel's exception.
 */
#ifndef ENGINE_KERNELS_FORMS_H
#define ENGINE_KERNELS_FORMS_H

#include "engine/kernels/requant.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

enum form {
	FORM_LINEAR,        // nearest(fma(x, factor, offset)), ties to even
	FORM_LINEAR_EXCEPT, // the same, and 1 more where x is the lane's exception
	FORM_SIGNED,        // nearest(fma(x, factor, copysign(offset, x))); 0 has the sign +
	FORM_SIGNED_EXCEPT, // likewise
	FORM_FIXED,         // form_fixed()
	FORM_SCALAR         // requantise() with the channel's own multiplier; `zero` is 0
};

// One channel's parameters.  Those of forms that do not hold for it are 0.
struct lane_form {
	bool linear, is_signed, fixed; // which forms hold; at most one of the first two
	float factor, offset;          // offset >= 0 if is_signed
	int32_t exception;             // INT32_MIN, which no accumulator is: none
	int32_t q31, nudge, negative, half, shift;
};

/*
 * Those of the channels of a convolution, [panel_count][cols] in lane order, at multiples
 * of 64; what lies beyond the last channel is 0.  The forms of one panel are the same.
 */
struct forms {
	const unsigned char *form; // [panel_count], enum form
	const int16_t *zero;       // [panel_count]
	const float *factor, *offset;
	const int32_t *exception;
	const int32_t *q31, *nudge, *negative, *half, *shift;
};

/*
 * Two roundings in integers, and one; -2^30 < x < 2^30, 0 <= shift <= 31.  With
 * h = (x * q31 + nudge) >> 31 the result is (h + half + (h < 0 ? negative : 0)) >> shift:
 * DOUBLE, shift > 0:  nudge 2^30, half 2^(shift - 1), negative -1
 * SINGLE, shift > 0:  nudge 0, half 2^(shift - 1), negative 0
 * shift 0:            nudge 2^30, half 0, negative 0
 * The second line is one rounding because floor(floor(u) / 2^n) = floor(u / 2^n).  No sum
 * leaves int32: |h| < 2^30.  Below 0 a kernel may give any result that is not above 0 if
 * stage.min >= stage.zero, as the clamp hides it; so (x * q31 + B) >> (31 + shift) will do.
 */
static inline void form_fixed_init(
	struct lane_form *lane, struct multiplier m, enum rounding rounding)
{
	int32_t n = -m.shift;
	bool nested = rounding == ROUNDING_SINGLE && n > 0;
	lane->fixed = true;
	lane->q31 = m.q31;
	lane->shift = n;
	lane->nudge = nested ? 0 : 1 << 30;
	lane->half = n > 0 ? 1 << (n - 1) : 0;
	lane->negative = rounding == ROUNDING_DOUBLE && n > 0 ? -1 : 0;
}

static inline int32_t form_fixed(int32_t x, const struct lane_form *lane)
{
	int32_t h = (int32_t)(((int64_t)x * lane->q31 + lane->nudge) >> 31);
	return (int32_t)(((int64_t)h + lane->half + (h < 0 ? lane->negative : 0)) >> lane->shift);
}

static inline int32_t form_linear(int32_t x, const struct lane_form *lane)
{
	int32_t r = (int32_t)lrintf(fmaf((float)x, lane->factor, lane->offset));
	return r + (x == lane->exception);
}

static inline int32_t form_signed(int32_t x, const struct lane_form *lane)
{
	float offset = x < 0 ? -lane->offset : lane->offset;
	int32_t r = (int32_t)lrintf(fmaf((float)x, lane->factor, offset));
	return r + (x == lane->exception);
}

// Whether what a form gives has the zero point: the offset of FORM_LINEAR does.
static inline bool form_has_zero(enum form form)
{
	return form == FORM_LINEAR || form == FORM_LINEAR_EXCEPT || form == FORM_SCALAR;
}

// What is to be added behind a form.
static inline int32_t form_zero(enum form form, const struct output_stage *stage)
{
	return form_has_zero(form) ? 0 : stage->zero;
}

enum { FORM_MAX_STEP = 255 };

// What forms_find() needs to know of a stage, made once for its channels.
struct form_finder {
	struct output_stage stage;
	bool mirrored; // FORM_SIGNED is wanted, not FORM_LINEAR
	// That a float form's value must pass for its integer to be r or more: [FORM_MAX_STEP + r].
	double threshold[2 * FORM_MAX_STEP + 1];
};

/*
 * FORM_SIGNED may hold for every stage, and FORM_LINEAR where form_linear_suits().  The
 * second is faster; the first bears accumulators that are worth less than 2^-16 of a code.
 */
void form_finder_init(struct form_finder *out, const struct output_stage *stage, bool mirrored);

static inline bool form_linear_suits(const struct output_stage *stage)
{
	return stage->rounding == ROUNDING_SINGLE ||
	       (stage->rounding == ROUNDING_DOUBLE && stage->min >= stage->zero);
}

// The forms that hold for every accumulator between `low` and `high`.
void forms_find(struct lane_form *out, const struct form_finder *finder,
	struct multiplier multiplier, int32_t low, int32_t high);

#endif
