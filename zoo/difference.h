// SPDX-License-Identifier: Apache-2.0
/*
 * Two results, sample by sample: a figure can stay while half the predictions change.
 */
#ifndef ZOO_DIFFERENCE_H
#define ZOO_DIFFERENCE_H

#include "zoo/dataset.h"
#include "zoo/eval.h"

#include <stdint.h>

struct difference {
	int64_t compared_count; // samples that both evaluated
	int64_t flipped_count; // of these: METRIC_ACCURACY, other prediction; METRIC_AUC, other score
	double largest; // METRIC_AUC: the largest difference between two scores of a sample; else 0
};

/*
 * `a` and `b` come from models with the same outputs, by the same metric.  Samples of two
 * lists are matched by their paths.
 */
struct difference difference_between(const struct eval_result *a, const struct dataset *set_of_a,
	const struct eval_result *b, const struct dataset *set_of_b);

#endif
