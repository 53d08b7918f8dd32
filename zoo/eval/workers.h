// SPDX-License-Identifier: Apache-2.0
/*
 * The workers: threads that take every chosen sample of a set once.  What comes out for a
 * sample is noted under its index, so that neither the number of threads nor the order of
 * the samples, nor which of them ran together, shows in the result.
 */
#ifndef ZOO_EVAL_WORKERS_H
#define ZOO_EVAL_WORKERS_H

#include "zoo/eval.h"
#include "zoo/eval/tally.h"

// What there is to do: nothing of it changes meanwhile but what the two arrays hold.
struct workload {
	const struct eval_request *request;
	const struct observer *observer;
	const struct model *model; // with one input and one output
	const struct plan *plan;
	const struct pipeline *pipeline;
	const struct eval_targets *targets;
	const int64_t *chosen; // samples, in rising order; NULL: all of them
	int64_t chosen_count;
	int threads; // 1 or more
	int window_count;
	bool wants_content; // hashes of the samples, to tell whether the set is the right one

	/*
	 * One for each sample of the set, of which a pass writes those that are chosen and not
	 * skipped.  With `survey` the protocol's survey is asked and nothing is run.
	 */
	double *survey; // NULL: no survey, but outcomes
	struct eval_outcome *outcomes;
};

struct work_done {
	int64_t sample_count; // not skipped
	int64_t skipped_count;
	const char *const *skips; // see eval_result
};

/*
 * One pass over the chosen samples, by `threads` threads that have ended when it returns.
 * `stage_seconds`: what they spend on each stage is added to it.  False: STATUS_FORMAT or
 * STATUS_IO of the first sample, in order, among those that failed, unless the request
 * allows skips; of the set as a whole; STATUS_INTERRUPTED; STATUS_IO if a thread cannot be
 * started.
 */
bool workers_run(struct work_done *out, double stage_seconds[EVAL_STAGE_COUNT],
	const struct workload *load, struct arena *keep, struct status *st);

#endif
