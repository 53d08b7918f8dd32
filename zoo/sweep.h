// SPDX-License-Identifier: Apache-2.0
/*
 * What hangs on how the engine rounds: the same model, set and method under each of the three
 * ways, figure by figure and sample by sample.  Runtimes fix one when they are built, so two of
 * them can be right and yet disagree by what is counted here.
 */
#ifndef ZOO_SWEEP_H
#define ZOO_SWEEP_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/difference.h"
#include "zoo/eval.h"
#include "zoo/observer.h"

#include <stdbool.h>
#include <stdint.h>

enum { SWEEP_COUNT = 3, SWEEP_PAIR_COUNT = 3 };

struct sweep_run {
	enum rounding rounding;
	struct eval_result result;
};

struct sweep_pair {
	int a, b; // of the runs, a < b
	struct difference difference;
};

// A sample on which the runs do not all agree.
struct sweep_sample {
	int64_t index; // of the dataset's samples
	double spread; // METRIC_AUC: largest score less smallest; else 0
};

struct sweep {
	const struct sweep_run *runs;       // SWEEP_COUNT: double, single, fp32
	const struct sweep_pair *pairs;     // SWEEP_PAIR_COUNT
	const struct sweep_sample *samples; // in the dataset's order; but by falling spread
	int64_t sample_count;
};

/*
 * `result`: what eval_run() said of `request`, whose own rounding is not run again.  Both must
 * outlive the sweep.
 */
bool sweep_rounding(struct sweep *out, const struct eval_request *request,
	const struct eval_result *result, const struct observer *observer, struct arena *keep,
	struct status *st);

#endif
