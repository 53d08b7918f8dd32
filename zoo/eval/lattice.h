// SPDX-License-Identifier: Apache-2.0
/*
 * The points of an explanation, before anything is run.
 */
#ifndef ZOO_EVAL_LATTICE_H
#define ZOO_EVAL_LATTICE_H

#include "zoo/explain.h"

/*
 * Fill in metric, knobs (without their values), base and point_count; `points` gets their
 * methods, and no figures.  Points that share a list follow one another.  STATUS_USAGE if
 * there are too many.
 */
bool lattice_create(struct explanation *out, struct explain_point **points,
	const struct method *base, const bool *held, struct arena *keep, struct status *st);

#endif
