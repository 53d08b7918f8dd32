// SPDX-License-Identifier: Apache-2.0
/*
 * PAD before a convolution: the same zero point that PAD writes around a picture a
 * convolution reads outside of it, so the one can be the other's padding and its larger
 * copy of the picture need not be.
 */
#ifndef ENGINE_PLAN_FOLD_H
#define ENGINE_PLAN_FOLD_H

#include "engine/plan/plan.h"

// Who writes and reads tensors, by tensor.
struct uses {
	const int *producer;     // operator, -1 if none
	const int *reader_count; // operands, and outputs of the model
};

struct uses uses_find(const struct model *model, struct arena *scratch);

/*
 * The step whose padding operator `op` can take over, -1 if there is none: it is one of the
 * `op` steps that are made, and nobody else reads what it writes.
 */
int fold_find(const struct model *model, const struct planned_step *steps, const struct uses *uses,
	int op);

#endif
