// SPDX-License-Identifier: Apache-2.0
/*
 * One point after the other through eval_run().  What is kept of each is a few numbers; its
 * predictions are compared with the base's and given back, and so is a list once all points
 * that use it are done.
 */
#include "zoo/explain.h"

#include "zoo/eval/conclude.h"
#include "zoo/eval/lattice.h"

#include <math.h>
#include <string.h>

// While the lattice is run.
struct walk {
	struct eval_request base; // with the limit and seed of the explanation
	const struct eval_result *base_result;
	const struct observer *observer;
	struct arena list_arena; // of `list`, unless that is the base's
	struct knob_choice list_choice;
	const struct dataset *list; // of the points at hand; NULL: there is none, and why:
	struct status list_failure;
};

struct point_progress {
	const struct observer *observer;
	int number, count;
};

static void show_progress(
	void *context, const char *what, const char *unit, int64_t done, int64_t total)
{
	const struct point_progress *point = context;
	struct arena scratch = {0};
	observer_progress(point->observer,
		arena_printf(&scratch, "point %d of %d: %s", point->number, point->count, what),
		unit, (point->number - 1) * total + done, point->count * total);
	arena_release(&scratch);
}

static bool is_stopped(void *context)
{
	return observer_stopped(((const struct point_progress *)context)->observer);
}

static bool run_point(struct eval_result *result, const struct eval_request *request,
	const struct walk *walk, int number, int count, struct arena *keep, struct status *st)
{
	struct point_progress point = {walk->observer, number, count};
	const struct observer observer = {
		.progress = show_progress, .stopped = is_stopped, .context = &point};
	return eval_run(result, request, &observer, keep, st);
}

static void note_result(struct explain_point *point, const struct eval_result *result,
	const struct dataset *set, const struct walk *walk)
{
	point->sample_count = result->sample_count;
	point->expected_count = result->expected_count;
	point->skipped_count = result->skipped_count;
	point->correct_count = result->predictions ? result->correct_count : -1;
	point->measured = result->measured;
	memcpy(point->interval95, result->interval95, sizeof(point->interval95));
	point->whole = set->complete && result->skipped_count == 0 &&
		       result->sample_count == set->sample_count;
	point->from_base = difference_between(walk->base_result, walk->base.dataset, result, set);
}

static void note_failure(
	struct explain_point *point, const struct status *failure, struct arena *keep)
{
	point->failure = arena_strdup(keep, failure->message);
	point->failure_code = failure->code;
}

// The list that the point's method asks for becomes walk->list.
static void change_list(struct walk *walk, const struct method *method)
{
	if (knob_choices_equal(&walk->list_choice, &method->list))
		return;
	arena_release(&walk->list_arena);
	walk->list = walk->base.dataset;
	walk->list_choice = method->list;
	if (knob_choices_equal(&walk->base.method->list, &method->list))
		return;
	struct dataset *list = NULL;
	if (!dataset_open(&list, method->dataset, &method->list, walk->base.dataset->where,
		    walk->observer, &walk->list_arena, &walk->list_failure))
		list = NULL;
	walk->list = list;
}

// False: stopped.
static bool measure_point(struct explain_point *point, struct walk *walk, int number, int count,
	struct arena *keep, struct status *st)
{
	change_list(walk, &point->method);
	if (!walk->list && walk->list_failure.code == STATUS_INTERRUPTED) {
		*st = walk->list_failure;
		return false;
	}
	if (!walk->list) {
		note_failure(point, &walk->list_failure, keep);
		return true;
	}
	struct arena scratch = {0};
	struct eval_request request = walk->base;
	request.method = &point->method;
	request.dataset = walk->list;
	struct eval_result result;
	struct status failure = {.code = STATUS_OK};
	if (run_point(&result, &request, walk, number, count, &scratch, &failure))
		note_result(point, &result, walk->list, walk);
	else if (failure.code != STATUS_INTERRUPTED)
		note_failure(point, &failure, keep);
	else
		*st = failure;
	arena_release(&scratch);
	return failure.code != STATUS_INTERRUPTED;
}

static bool measure_all(struct explain_point *points, const struct explanation *out,
	struct walk *walk, struct arena *keep, struct status *st)
{
	note_result(&points[out->base], walk->base_result, walk->base.dataset, walk);
	int number = 1;
	for (int p = 0; p < out->point_count; p++) {
		if (p == out->base)
			continue;
		if (!measure_point(&points[p], walk, ++number, out->point_count, keep, st))
			return false;
	}
	return true;
}

// A part of the set, where the whole would take too long and the user has not chosen one.
static void choose_part(struct explanation *out, const struct explain_request *request)
{
	const struct eval_request *base = request->base;
	out->limit = base->limit;
	out->seed = base->seed;
	if (base->limit > 0)
		return;
	int64_t most = EXPLAIN_MOST_INFERENCES /
		       ((int64_t)out->point_count * request->result->window_count);
	if (most < EXPLAIN_LEAST_SAMPLES)
		most = EXPLAIN_LEAST_SAMPLES;
	if (most >= base->dataset->sample_count)
		return;
	out->reduced = true;
	out->limit = most;
	out->seed = base->seed ? base->seed : EXPLAIN_SEED;
}

bool explain_run(struct explanation *out, const struct explain_request *request,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	struct explain_point *points;
	if (!lattice_create(out, &points, request->base->method, request->held, keep, st))
		return false;
	choose_part(out, request);
	struct eval_result part;
	struct arena scratch = {0};
	struct walk walk = {.base = *request->base,
		.base_result = request->result,
		.observer = observer,
		.list = request->base->dataset,
		.list_choice = request->base->method->list};
	walk.base.limit = out->limit;
	walk.base.seed = out->seed;
	bool ok = true;
	if (out->reduced) {
		ok = run_point(&part, &walk.base, &walk, 1, out->point_count, &scratch, st);
		walk.base_result = &part;
	}
	ok = ok && measure_all(points, out, &walk, keep, st);
	arena_release(&walk.list_arena);
	arena_release(&scratch);
	if (!ok)
		return false;
	conclude_values(out, keep);
	conclude_claims(out, request, keep);
	return true;
}
