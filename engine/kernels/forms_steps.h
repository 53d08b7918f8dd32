// SPDX-License-Identifier: Apache-2.0
/*
 * The steps of a channel, on both sides of which a float form has to be right.
 */
#ifndef ENGINE_KERNELS_FORMS_STEPS_H
#define ENGINE_KERNELS_FORMS_STEPS_H

#include "engine/kernels/forms.h"

enum { FORM_STEPS_LANES = 4 }; // steps that a search takes side by side

/*
 * The steps of a channel.  For FORM_SIGNED those of accumulators below 0 come first, as if
 * the function were mirrored there: `at` and the threshold are of -x and of minus the code.
 * Behind the last one there is room to repeat it up to a multiple of FORM_STEPS_LANES.
 */
struct form_steps {
	int count, below_count;
	double at[FORM_MAX_STEP + FORM_STEPS_LANES];
	double threshold[FORM_MAX_STEP + FORM_STEPS_LANES];
};

/*
 * All steps between `low` and `high`, and the next on either side, which keep the form from
 * having one of its own.  False if float32 cannot hold an accumulator.
 */
bool form_find_steps(struct form_steps *out, const struct form_finder *finder, struct multiplier m,
	int32_t low, int32_t high);

#endif
