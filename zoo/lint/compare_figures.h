// SPDX-License-Identifier: Apache-2.0
/*
 * The published figures of two witnesses of one model.
 */
#ifndef ZOO_LINT_COMPARE_FIGURES_H
#define ZOO_LINT_COMPARE_FIGURES_H

#include "engine/base/arena.h"
#include "zoo/lint/findings.h"
#include "zoo/lint/witness.h"

// What compare_witnesses() was given.
struct pair {
	struct findings *findings;
	const struct witness *base, *text;
	struct arena *keep;
};

void compare_figures(const struct pair *p);

#endif
