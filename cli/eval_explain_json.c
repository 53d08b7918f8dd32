// SPDX-License-Identifier: Apache-2.0
/*
 * "explain" in a result of zoo.eval/1.  Points are named by their place in "points".
 */
#include "cli/eval_explain.h"

#include <math.h>

static void write_indices(struct json *json, const char *key, const int *points, int count)
{
	json_array_open(json, key);
	for (int i = 0; i < count; i++)
		json_int(json, NULL, points[i]);
	json_array_close(json);
}

// A number of samples that only a measured accuracy has.
static void write_samples(struct json *json, const char *key, bool known, int64_t samples)
{
	if (known)
		json_int(json, key, samples);
	else
		json_null(json, key);
}

static void write_claims(struct json *json, const struct explanation *e)
{
	json_array_open(json, "claims");
	for (int i = 0; i < e->claim_count; i++) {
		const struct explain_claim *match = &e->claims[i];
		json_object_open(json, NULL);
		json_text(json, "value", match->claim->printed);
		json_text(json, "source", match->claim->source);
		json_bool(json, "concerned", match->concerned);
		json_text(json, "unrepeatable", match->claim->unrepeatable);
		write_indices(json, "reproduced_by", match->exact, match->exact_count);
		write_indices(json, "consistent_with", match->possible, match->possible_count);
		json_object_close(json);
	}
	json_array_close(json);
}

static void write_value(
	struct json *json, const struct explanation *e, const struct explain_knob *knob, int v)
{
	const struct explain_value *value = &knob->values[v];
	const struct explain_point *point = &e->points[value->point];
	const struct explain_point *base = &e->points[e->base];
	bool comparable = !isnan(point->measured) && !isnan(base->measured);
	json_object_open(json, NULL);
	json_text(json, "value", value->value);
	json_bool(json, "base", v == knob->base);
	json_int(json, "point", value->point);
	json_double(json, "measured", point->measured);
	write_samples(json, "correct", point->correct_count >= 0, point->correct_count);
	json_double(json, "difference", point->measured - base->measured);
	write_samples(json, "difference_samples",
		comparable && point->correct_count >= 0 &&
			point->sample_count == base->sample_count,
		point->correct_count - base->correct_count);
	write_samples(json, "flips", comparable, point->from_base.flipped_count);
	json_double(json, "main_effect", value->main_effect);
	json_int(json, "pairs", value->pair_count);
	json_object_close(json);
}

static void write_knobs(struct json *json, const struct explanation *e)
{
	json_array_open(json, "knobs");
	for (int k = 0; k < e->knob_count; k++) {
		const struct explain_knob *knob = &e->knobs[k];
		json_object_open(json, NULL);
		json_text(json, "name", knob->knob->name);
		json_text(json, "of", knob->of_list ? "dataset" : "protocol");
		json_array_open(json, "values");
		for (int v = 0; v < knob->value_count; v++)
			write_value(json, e, knob, v);
		json_array_close(json);
		json_object_close(json);
	}
	json_array_close(json);
}

static void write_method(struct json *json, const struct method *method)
{
	struct arena scratch = {0};
	char hash[METHOD_HASH_NBYTES];
	json_object_open(json, "knobs");
	for (int i = 0; i < method_knob_count(method); i++) {
		struct method_knob k = method_knob(method, i, &scratch);
		json_text(json, k.knob->name, k.value);
	}
	json_object_close(json);
	method_hash(hash, method);
	json_text(json, "method_hash", hash);
	arena_release(&scratch);
}

static void write_point(struct json *json, const struct explain_point *point)
{
	json_object_open(json, NULL);
	write_method(json, &point->method);
	json_bool(json, "whole", point->whole);
	json_int(json, "samples", point->sample_count);
	json_int(json, "expected_samples", point->expected_count);
	json_int(json, "skipped", point->skipped_count);
	json_double(json, "measured", point->measured);
	write_samples(json, "correct", !point->failure && point->correct_count >= 0,
		point->correct_count);
	json_array_open(json, "interval95");
	json_double(json, NULL, point->interval95[0]);
	json_double(json, NULL, point->interval95[1]);
	json_array_close(json);
	json_int(json, "compared", point->from_base.compared_count);
	json_int(json, "flips", point->from_base.flipped_count);
	if (point->correct_count < 0)
		json_double(json, "largest_score_difference", point->from_base.largest);
	if (point->failure) {
		json_object_open(json, "error");
		json_int(json, "code", point->failure_code);
		json_text(json, "message", point->failure);
		json_object_close(json);
	} else {
		json_null(json, "error");
	}
	json_object_close(json);
}

void eval_explain_write(struct json *json, const struct eval_item *item)
{
	const struct explanation *e = item->explanation;
	if (!e)
		return;
	json_object_open(json, "explain");
	json_bool(json, "reduced", e->reduced);
	write_samples(json, "limit", e->limit > 0, e->limit);
	write_samples(json, "seed", e->limit > 0 && e->seed, (int64_t)e->seed);
	json_int(json, "base", e->base);
	json_int(json, "measured_points", e->measured_count);
	write_claims(json, e);
	write_knobs(json, e);
	json_text(json, "target", e->target < 0 ? NULL : e->claims[e->target].claim->printed);
	write_indices(json, "best", e->best, e->measured_count);
	write_indices(json, "closest", e->closest, e->closest ? e->measured_count : 0);
	json_array_open(json, "points");
	for (int p = 0; p < e->point_count; p++)
		write_point(json, &e->points[p]);
	json_array_close(json);
	json_object_close(json);
}
