// SPDX-License-Identifier: Apache-2.0
/*
 * What follows from the points of an explanation, once each has a figure or a failure.
 */
#ifndef ZOO_EVAL_CONCLUDE_H
#define ZOO_EVAL_CONCLUDE_H

#include "zoo/explain.h"

// What each value of each knob is worth: fills in knobs[].values and measured_count.
void conclude_values(struct explanation *out, struct arena *keep);

// Where each claim could come from, and the points in order: expects measured_count.
void conclude_claims(
	struct explanation *out, const struct explain_request *request, struct arena *keep);

#endif
