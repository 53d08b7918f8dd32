// SPDX-License-Identifier: Apache-2.0
/*
 * The last step of eval_run(): from figures to claims, a verdict and its reasons.
 */
#ifndef ZOO_EVAL_JUDGE_H
#define ZOO_EVAL_JUDGE_H

#include "zoo/eval.h"

// Expects everything that was measured in `out`; fills in claims, verdict and reasons.
void eval_judge(struct eval_result *out, const struct eval_request *request, struct arena *keep);

#endif
