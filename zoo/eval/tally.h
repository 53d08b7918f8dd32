// SPDX-License-Identifier: Apache-2.0
/*
 * From what came out for each sample to figures: counts or areas, with their intervals.
 */
#ifndef ZOO_EVAL_TALLY_H
#define ZOO_EVAL_TALLY_H

#include "zoo/eval.h"

// What a worker notes about a sample.
struct eval_outcome {
	bool evaluated;
	char content_sha256[SHA256_HEX_NBYTES]; // "" unless the set's content is known
	int predicted;                          // METRIC_ACCURACY: the output that is largest
	int rank;     // METRIC_ACCURACY: how many outputs come before the right one
	double score; // METRIC_AUC
};

// Which output of the model is meant by a class or a group of the set.
struct eval_targets {
	const int *of_class; // METRIC_ACCURACY
	const int *of_group; // METRIC_AUC
};

/*
 * By label, or by place if the set says so; STATUS_FORMAT if the labels do not have what the
 * set needs.
 */
bool eval_find_targets(struct eval_targets *out, const struct eval_request *request,
	struct arena *keep, struct status *st);

/*
 * Expects sample_count and skipped_count in `out`; fills in the set's size, `complete`, and
 * everything that is measured.
 */
void eval_tally(struct eval_result *out, const struct eval_request *request,
	const struct eval_outcome *outcomes, const struct eval_targets *targets,
	struct arena *keep);

#endif
