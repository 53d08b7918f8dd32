// SPDX-License-Identifier: Apache-2.0
/*
 * The published figures of two witnesses of one model.
 */
#ifndef ZOO_LINT_COMPARE_FIGURES_H
#define ZOO_LINT_COMPARE_FIGURES_H

#include "engine/base/arena.h"
#include "zoo/lint/findings.h"
#include "zoo/lint/witness.h"

// As compare_witnesses().
void compare_figures(struct findings *findings, const struct witness *base,
	const struct witness *text, struct arena *keep);

#endif
