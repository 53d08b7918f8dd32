// SPDX-License-Identifier: Apache-2.0
/*
 * Two witnesses of one model: where do they differ?
 */
#ifndef ZOO_LINT_COMPARE_H
#define ZOO_LINT_COMPARE_H

#include "engine/base/arena.h"
#include "zoo/lint/findings.h"
#include "zoo/lint/witness.h"

#include <stdbool.h>

/*
 * Both speak of one model, as they lie in one folder or name the same bytes.  What only one of
 * them says is no difference.  Findings stand at `text`, and expect what `base` says, which is
 * to be believed more, or as much (enum witness_kind).
 */
void compare_witnesses(struct findings *findings, const struct witness *base,
	const struct witness *text, struct arena *keep);

// Do both name the same bytes, by SHA-256 or SHA-1?
bool witnesses_same_bytes(const struct witness *a, const struct witness *b);

// Are rank and dimensions the same?
bool tensors_same_shape(const struct published_tensor *a, const struct published_tensor *b);

#endif
