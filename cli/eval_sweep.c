// SPDX-License-Identifier: Apache-2.0
/*
 * --sweep rounding: figures, then how much differs between each pair, then the samples.
 */
#include "cli/eval_sweep.h"

#include "cli/table.h"
#include "cli/text.h"

#include <inttypes.h>
#include <stdio.h>

enum { MOST_LISTED = 20 };

bool eval_sweep_run(struct eval_item *item, struct context *context,
	const struct arguments *arguments, const struct eval_request *request, struct arena *keep,
	struct status *st)
{
	if (!arguments_has(arguments, "sweep"))
		return true;
	struct sweep *sweep = arena_new(keep, struct sweep);
	if (!sweep_rounding(sweep, request, &item->result, &context->observer, keep, st))
		return false;
	item->sweep = sweep;
	return true;
}

static bool counts(const struct sweep *sweep)
{
	return sweep->runs->result.predictions != NULL;
}

static const char *run_name(const struct sweep *sweep, int run)
{
	return rounding_name(sweep->runs[run].rounding);
}

// What the set calls the sample's class.
static const char *truth_of(const struct eval_item *item, int64_t index)
{
	return item->dataset->classes[item->dataset->samples[index].class_index].label;
}

// What a run says of the sample; NULL: it was not evaluated.
static const char *prediction_of(const struct sweep *sweep, int run, int64_t index)
{
	const struct eval_result *result = &sweep->runs[run].result;
	int predicted = result->predictions[index];
	return predicted < 0 ? NULL : result->classes[predicted].label;
}

static void print_runs(
	const struct context *context, const struct sweep *sweep, struct arena *scratch)
{
	static const char *const counted[] = {"ROUNDING", "CORRECT", "%"};
	static const char *const areas[] = {"ROUNDING", "", "AUC"};
	struct table *table = table_create(scratch, "lrr");
	table_titles(table, counts(sweep) ? counted : areas);
	for (int r = 0; r < SWEEP_COUNT; r++) {
		const struct eval_result *result = &sweep->runs[r].result;
		table_add(table, run_name(sweep, r));
		if (counts(sweep))
			table_addf(table, "%" PRId64, result->correct_count);
		else
			table_add(table, "");
		table_addf(table, counts(sweep) ? "%.4f" : "%.6f",
			(counts(sweep) ? 100 : 1) * result->measured);
	}
	table_print(table, stdout, context->out, 2);
}

static void print_pair(const struct sweep *sweep, const struct sweep_pair *pair)
{
	const struct difference *d = &pair->difference;
	double change = sweep->runs[pair->b].result.measured - sweep->runs[pair->a].result.measured;
	if (counts(sweep))
		printf("  %s and %s: %" PRId64 " of %" PRId64 " predictions differ\n",
			run_name(sweep, pair->a), run_name(sweep, pair->b), d->flipped_count,
			d->compared_count);
	else
		printf("  %s and %s: %" PRId64 " of %" PRId64
		       " scores differ, by %.3g at most; the area by %+.6f\n",
			run_name(sweep, pair->a), run_name(sweep, pair->b), d->flipped_count,
			d->compared_count, d->largest, change);
}

static void add_sample(
	struct table *table, const struct sweep *sweep, const struct eval_item *item, int64_t index)
{
	table_add(table, item->dataset->samples[index].path);
	table_add(table, truth_of(item, index));
	for (int r = 0; r < SWEEP_COUNT; r++) {
		const char *label = counts(sweep) ? prediction_of(sweep, r, index) : NULL;
		if (counts(sweep))
			table_add(table, label ? label : "-");
		else
			table_addf(table, "%.9g", sweep->runs[r].result.scores[index]);
	}
}

static void print_samples(const struct context *context, const struct eval_item *item,
	const struct sweep *sweep, struct arena *scratch)
{
	const char *titles[] = {
		"SAMPLE", "LABEL", run_name(sweep, 0), run_name(sweep, 1), run_name(sweep, 2)};
	struct table *table = table_create(scratch, counts(sweep) ? "lllll" : "llrrr");
	int64_t shown = sweep->sample_count;
	if (shown == 0)
		return;
	if (shown > MOST_LISTED && !context->verbose)
		shown = MOST_LISTED;
	table_titles(table, titles);
	for (int64_t i = 0; i < shown; i++)
		add_sample(table, sweep, item, sweep->samples[i].index);
	putchar('\n');
	table_print(table, stdout, context->out, 2);
	if (shown < sweep->sample_count)
		printf("  and %" PRId64 " more (--verbose or --json lists them)\n",
			sweep->sample_count - shown);
}

void eval_sweep_print(
	const struct context *context, const struct eval_item *item, struct arena *scratch)
{
	const struct sweep *sweep = item->sweep;
	if (!sweep)
		return;
	putchar('\n');
	print_runs(context, sweep, scratch);
	for (int p = 0; p < SWEEP_PAIR_COUNT; p++)
		print_pair(sweep, &sweep->pairs[p]);
	if (!context->quiet)
		print_samples(context, item, sweep, scratch);
}

static void write_runs(struct json *json, const struct sweep *sweep)
{
	json_array_open(json, "runs");
	for (int r = 0; r < SWEEP_COUNT; r++) {
		const struct eval_result *result = &sweep->runs[r].result;
		json_object_open(json, NULL);
		json_text(json, "rounding", run_name(sweep, r));
		json_double(json, "measured", result->measured);
		json_count(json, "correct", counts(sweep) ? result->correct_count : -1);
		json_array_open(json, "interval95");
		json_double(json, NULL, result->interval95[0]);
		json_double(json, NULL, result->interval95[1]);
		json_array_close(json);
		json_text(json, "verdict", verdict_name(result->verdict));
		json_object_close(json);
	}
	json_array_close(json);
}

static void write_pairs(struct json *json, const struct sweep *sweep)
{
	json_array_open(json, "pairs");
	for (int p = 0; p < SWEEP_PAIR_COUNT; p++) {
		const struct sweep_pair *pair = &sweep->pairs[p];
		json_object_open(json, NULL);
		json_text(json, "a", run_name(sweep, pair->a));
		json_text(json, "b", run_name(sweep, pair->b));
		json_int(json, "compared", pair->difference.compared_count);
		json_int(json, "flips", pair->difference.flipped_count);
		json_double(json, "difference",
			sweep->runs[pair->b].result.measured -
				sweep->runs[pair->a].result.measured);
		if (!counts(sweep))
			json_double(json, "largest_score_difference", pair->difference.largest);
		json_object_close(json);
	}
	json_array_close(json);
}

static void write_samples(
	struct json *json, const struct eval_item *item, const struct sweep *sweep)
{
	json_array_open(json, "samples");
	for (int64_t i = 0; i < sweep->sample_count; i++) {
		int64_t index = sweep->samples[i].index;
		json_object_open(json, NULL);
		json_text(json, "path", item->dataset->samples[index].path);
		json_text(json, "label", truth_of(item, index));
		json_object_open(json, counts(sweep) ? "predicted" : "scores");
		for (int r = 0; r < SWEEP_COUNT; r++) {
			if (counts(sweep))
				json_text(json, run_name(sweep, r), prediction_of(sweep, r, index));
			else
				json_double(json, run_name(sweep, r),
					sweep->runs[r].result.scores[index]);
		}
		json_object_close(json);
		json_object_close(json);
	}
	json_array_close(json);
}

void eval_sweep_write(struct json *json, const struct eval_item *item)
{
	const struct sweep *sweep = item->sweep;
	if (!sweep)
		return;
	json_object_open(json, "sweep");
	json_text(json, "of", "rounding");
	write_runs(json, sweep);
	write_pairs(json, sweep);
	write_samples(json, item, sweep);
	json_object_close(json);
}
