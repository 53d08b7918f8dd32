// SPDX-License-Identifier: Apache-2.0
/*
 * Why a figure is not what was published, or is none at all: one line for each thing that a
 * reader has to know, most telling first.
 */
#ifndef ZOO_EVAL_REASONS_H
#define ZOO_EVAL_REASONS_H

#include "zoo/eval.h"

// Expects claims and verdict in `result`.  NULL behind the last line.
const char *const *eval_reasons(
	const struct eval_result *result, const struct eval_request *request, struct arena *keep);

#endif
