// SPDX-License-Identifier: Apache-2.0
/*
 * Every result is kept whole, as its predictions are what is compared.
 */
#include "zoo/sweep.h"

#include <math.h>
#include <stdlib.h>

static const enum rounding roundings[SWEEP_COUNT] = {
	ROUNDING_DOUBLE, ROUNDING_SINGLE, ROUNDING_FP32};

struct sweep_progress {
	const struct observer *observer;
	enum rounding rounding;
};

static void show_progress(
	void *context, const char *what, const char *unit, int64_t done, int64_t total)
{
	const struct sweep_progress *sweep = context;
	struct arena scratch = {0};
	observer_progress(sweep->observer,
		arena_printf(&scratch, "rounding %s: %s", rounding_name(sweep->rounding), what),
		unit, done, total);
	arena_release(&scratch);
}

static bool is_stopped(void *context)
{
	return observer_stopped(((const struct sweep_progress *)context)->observer);
}

static bool run_one(struct sweep_run *run, const struct eval_request *request,
	const struct eval_result *result, const struct observer *observer, struct arena *keep,
	struct status *st)
{
	if (run->rounding == request->rounding) {
		run->result = *result;
		return true;
	}
	struct eval_request other = *request;
	other.rounding = run->rounding;
	struct sweep_progress progress = {observer, run->rounding};
	const struct observer own = {
		.progress = show_progress, .stopped = is_stopped, .context = &progress};
	return eval_run(&run->result, &other, &own, keep, st);
}

static struct sweep_pair *compare_pairs(
	const struct sweep_run *runs, const struct dataset *set, struct arena *keep)
{
	struct sweep_pair *pairs = arena_array(keep, struct sweep_pair, SWEEP_PAIR_COUNT);
	int count = 0;
	for (int a = 0; a < SWEEP_COUNT; a++)
		for (int b = a + 1; b < SWEEP_COUNT; b++)
			pairs[count++] = (struct sweep_pair){.a = a,
				.b = b,
				.difference = difference_between(
					&runs[a].result, set, &runs[b].result, set)};
	return pairs;
}

// A prediction, or a score; NaN: not evaluated.
static double outcome_of(const struct eval_result *result, int64_t index)
{
	if (!result->predictions)
		return result->scores[index];
	int predicted = result->predictions[index];
	return predicted < 0 ? (double)NAN : (double)predicted;
}

static bool runs_agree(double *spread, const struct sweep_run *runs, int64_t index)
{
	double least = INFINITY, most = -INFINITY;
	for (int r = 0; r < SWEEP_COUNT; r++) {
		least = fmin(least, outcome_of(&runs[r].result, index)); // a NaN is passed over
		most = fmax(most, outcome_of(&runs[r].result, index));
	}
	*spread = runs->result.predictions ? 0 : most - least;
	return !(most > least);
}

static int compare_spread(const void *a, const void *b)
{
	const struct sweep_sample *x = a, *y = b;
	if (x->spread != y->spread)
		return x->spread > y->spread ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static void find_samples(struct sweep *out, const struct dataset *set, struct arena *keep)
{
	struct sweep_sample *samples = arena_array(keep, struct sweep_sample, set->sample_count);
	for (int64_t i = 0; i < set->sample_count; i++) {
		double spread;
		if (!runs_agree(&spread, out->runs, i))
			samples[out->sample_count++] = (struct sweep_sample){i, spread};
	}
	qsort(samples, (size_t)out->sample_count, sizeof(*samples), compare_spread);
	out->samples = samples;
}

bool sweep_rounding(struct sweep *out, const struct eval_request *request,
	const struct eval_result *result, const struct observer *observer, struct arena *keep,
	struct status *st)
{
	*out = (struct sweep){.runs = NULL};
	struct sweep_run *runs = arena_array(keep, struct sweep_run, SWEEP_COUNT);
	for (int r = 0; r < SWEEP_COUNT; r++) {
		runs[r].rounding = roundings[r];
		if (!run_one(&runs[r], request, result, observer, keep, st))
			return false;
	}
	out->runs = runs;
	out->pairs = compare_pairs(runs, request->dataset, keep);
	find_samples(out, request->dataset, keep);
	return true;
}
