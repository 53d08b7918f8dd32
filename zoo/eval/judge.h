// SPDX-License-Identifier: Apache-2.0
/*
 * The second half of eval_run(): from predictions to counts, claims and a verdict.
 */
#ifndef ZOO_EVAL_JUDGE_H
#define ZOO_EVAL_JUDGE_H

#include "zoo/eval.h"

/*
 * For each class of the dataset, its index among the model's labels; STATUS_FORMAT if
 * one is not among them.
 */
bool eval_map_classes(
	const int **out, const struct eval_request *request, struct arena *keep, struct status *st);

/*
 * Expects predictions, sample_count, skipped_count and sha1 in `out` and fills in the
 * rest but seconds, isa and threads.
 */
void eval_judge(struct eval_result *out, const struct eval_request *request,
	const int *label_of_class, struct arena *keep);

#endif
