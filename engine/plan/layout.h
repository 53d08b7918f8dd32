// SPDX-License-Identifier: Apache-2.0
/*
 * Where each tensor lies in a workspace, by how long it lives.
 *
 * While a segment runs for one sample, what the samples beside it have in other segments
 * must stay: so a tensor of which there is one for each sample keeps its place for whole
 * segments, from the first that touches it to the last.
 */
#ifndef ENGINE_PLAN_LAYOUT_H
#define ENGINE_PLAN_LAYOUT_H

#include "engine/plan/plan.h"

/*
 * For plan->batch samples: cuts the steps into segments, and fills in the steps' places and
 * the plan's inputs, outputs and sizes.  *fits: the workspace takes limit_nbytes or less;
 * plan->workspace_nbytes is SIZE_MAX if it takes more than any machine has.  False: there
 * are too many tensors.
 */
bool layout_tensors(struct plan *plan, bool *fits, struct planned_step *steps,
	const struct model *model, size_t limit_nbytes, struct arena *keep, struct status *st);

#endif
