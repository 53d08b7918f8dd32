// SPDX-License-Identifier: Apache-2.0
/*
 * An element of "results" of zoo.eval/1.
 */
#include "cli/eval_item.h"

#include "cli/eval_explain.h"
#include "cli/eval_sweep.h"

static void write_method(struct json *json, const struct eval_item *item)
{
	struct arena scratch = {0};
	const struct method *method = &item->method;
	json_text(json, "protocol", method->protocol->name);
	json_text(json, "protocol_id", method_id(method, &scratch));
	json_text(json, "method_hash", item->result.method_hash);
	json_object_open(json, "knobs");
	for (int i = 0; i < method_knob_count(method); i++) {
		struct method_knob k = method_knob(method, i, &scratch);
		json_text(json, k.knob->name, k.value);
	}
	json_object_close(json);
	arena_release(&scratch);
}

static void write_claims(struct json *json, const struct eval_result *result)
{
	json_array_open(json, "claims");
	for (int i = 0; i < result->claim_count; i++) {
		const struct eval_claim *judged = &result->claims[i];
		json_object_open(json, NULL);
		json_text(json, "metric", judged->claim->metric);
		json_text(json, "value", judged->claim->printed);
		json_text(json, "source", judged->claim->source);
		json_bool(json, "applies", judged->applies);
		json_bool(json, "decides", judged->decides);
		json_text(json, "unrepeatable", judged->claim->unrepeatable);
		if (judged->implied_high > 0) {
			json_array_open(json, "implied_correct");
			json_int(json, NULL, judged->implied_low);
			json_int(json, NULL, judged->implied_high);
			json_array_close(json);
		} else {
			json_null(json, "implied_correct");
		}
		if (result->complete && judged->implied_high > 0)
			json_int(json, "short_of", judged->short_of);
		else
			json_null(json, "short_of");
		json_bool(json, "met", judged->met);
		json_object_close(json);
	}
	json_array_close(json);
}

// With a thousand classes the matrix would be a million numbers: only per_class is written.
enum { MATRIX_MOST_CLASSES = 100 };

static void write_classes(struct json *json, const struct eval_result *result)
{
	json_array_open(json, "per_class");
	for (int i = 0; i < result->label_count; i++) {
		json_object_open(json, NULL);
		json_text(json, "label", result->classes[i].label);
		json_int(json, "samples", result->classes[i].sample_count);
		json_int(json, "correct", result->classes[i].correct_count);
		json_object_close(json);
	}
	json_array_close(json);
	if (result->label_count > MATRIX_MOST_CLASSES) {
		json_null(json, "confusion");
		return;
	}
	json_array_open(json, "confusion");
	for (int i = 0; i < result->label_count; i++) {
		json_array_open(json, NULL);
		for (int k = 0; k < result->label_count; k++)
			json_int(json, NULL, result->confusion[i * result->label_count + k]);
		json_array_close(json);
	}
	json_array_close(json);
}

static void write_interval(struct json *json, const double interval95[2])
{
	json_array_open(json, "interval95");
	json_double(json, NULL, interval95[0]);
	json_double(json, NULL, interval95[1]);
	json_array_close(json);
}

// The corners of the curve, as false and true positive rates.
static void write_roc(struct json *json, const struct auc *auc)
{
	json_array_open(json, "roc");
	for (int64_t i = 0; i < auc->roc_count; i++) {
		const struct roc_point *p = &auc->roc[i];
		json_object_open(json, NULL);
		json_double(json, "threshold", p->threshold);
		json_double(json, "fpr", (double)p->false_positives / (double)auc->negative_count);
		json_double(json, "tpr", (double)p->true_positives / (double)auc->positive_count);
		json_object_close(json);
	}
	json_array_close(json);
}

static void write_group(struct json *json, const struct eval_group *group)
{
	json_double(json, "auc", group->auc.auc);
	json_double(json, "pauc", group->auc.pauc);
	write_interval(json, group->interval95);
	json_int(json, "normal", group->auc.negative_count);
	json_int(json, "anomaly", group->auc.positive_count);
	write_roc(json, &group->auc);
}

static void write_areas(struct json *json, const struct eval_result *result)
{
	json_array_open(json, "per_group");
	for (int g = 0; g < result->group_count; g++) {
		json_object_open(json, NULL);
		json_text(json, "id", result->groups[g].id);
		write_group(json, &result->groups[g]);
		json_object_close(json);
	}
	json_array_close(json);
	json_double(json, "mean_auc", result->mean_auc);
	json_object_open(json, "pooled");
	write_group(json, &result->pooled);
	json_object_close(json);
}

static void write_warnings(struct json *json, const struct eval_result *result)
{
	json_array_open(json, "warnings");
	if (result->weights.untrained) {
		json_object_open(json, NULL);
		json_text(json, "kind", "untrained_weights");
		json_text(json, "message", result->weights.summary);
		json_object_close(json);
	}
	json_array_close(json);
}

// The threads' time, stage by stage; "listing" and "startup" are before them, by one thread.
static void write_time(struct json *json, const struct eval_item *item)
{
	const struct eval_result *result = &item->result;
	struct arena scratch = {0};
	json_object_open(json, "time");
	json_double(json, "listing_seconds", item->listing_seconds);
	json_double(json, "startup_seconds", result->startup_seconds);
	for (enum eval_stage stage = 0; stage < EVAL_STAGE_COUNT; stage++)
		json_double(json, arena_printf(&scratch, "%s_seconds", eval_stage_name(stage)),
			result->stage_seconds[stage]);
	json_double(json, "inference_share", eval_inference_share(result));
	json_object_close(json);
	arena_release(&scratch);
}

static void write_measurement(struct json *json, const struct eval_item *item)
{
	const struct eval_result *result = &item->result;
	json_text(json, "sha1", result->sha1);
	json_text(json, "dataset", item->dataset->kind->family);
	json_text(json, "list", item->dataset->kind->name);
	json_text(json, "split", item->dataset->split);
	json_text(json, "data", item->dataset->where);
	write_method(json, item);
	json_object_open(json, "engine");
	json_text(json, "isa", result->isa);
	json_text(json, "rounding", rounding_name(item->rounding));
	json_int(json, "threads", result->threads);
	json_object_close(json);
	json_int(json, "samples", result->sample_count);
	json_int(json, "expected_samples", result->expected_count);
	json_int(json, "skipped", result->skipped_count);
	json_bool(json, "complete", result->complete);
	json_texts(json, "skips", result->skips);
	json_text(
		json, "content_sha256", result->content_sha256[0] ? result->content_sha256 : NULL);
	json_text(json, "metric", result->metric);
	json_double(json, "measured", result->measured);
	if (result->confusion) {
		json_int(json, "correct", result->correct_count);
		json_count(json, "correct_top5", result->top5_count);
	} else {
		json_null(json, "correct");
	}
	write_interval(json, result->interval95);
	write_claims(json, result);
}

// Of a card without a protocol here: what the card says, the same keys, nothing measured.
static void write_unmeasured(struct json *json, const struct eval_item *item)
{
	const struct card *card = item->card;
	json_text(json, "sha1", card->file.sha1[0] ? card->file.sha1 : NULL);
	json_text(json, "dataset", card->dataset);
	json_text(json, "split", card->split);
	json_text(json, "protocol", item->protocol_name);
	json_null(json, "knobs");
	json_null(json, "engine");
	json_int(json, "samples", 0);
	json_null(json, "expected_samples");
	json_int(json, "skipped", 0);
	json_bool(json, "complete", false);
	json_text(json, "metric", card->claim_count ? card->claims[0].metric : NULL);
	json_null(json, "measured");
	json_null(json, "correct");
	json_null(json, "interval95");
	json_array_open(json, "claims");
	for (int i = 0; i < card->claim_count; i++) {
		json_object_open(json, NULL);
		json_text(json, "metric", card->claims[i].metric);
		json_text(json, "value", card->claims[i].printed);
		json_text(json, "source", card->claims[i].source);
		json_null(json, "implied_correct");
		json_bool(json, "met", false);
		json_object_close(json);
	}
	json_array_close(json);
}

void eval_item_write(struct json *json, const struct eval_item *item)
{
	const struct eval_result *result = &item->result;
	json_object_open(json, NULL);
	json_text(json, "card", item->card ? item->card->id : NULL);
	json_text(json, "file", item->file_name);
	if (item->method.protocol)
		write_measurement(json, item);
	else if (item->card)
		write_unmeasured(json, item);
	json_text(json, "verdict", verdict_name(result->verdict));
	json_texts(json, "reasons", result->reasons);
	if (item->method.protocol) {
		json_texts(json, "notes", item->dataset->notes);
		write_warnings(json, result);
		if (result->confusion)
			write_classes(json, result);
		else
			write_areas(json, result);
		json_double(json, "seconds", result->seconds);
		json_double(
			json, "samples_per_second", (double)result->sample_count / result->seconds);
		write_time(json, item);
	} else {
		json_null(json, "per_class");
		json_null(json, "confusion");
		json_null(json, "seconds");
		json_null(json, "samples_per_second");
		json_null(json, "time");
	}
	eval_explain_write(json, item);
	eval_sweep_write(json, item);
	json_object_close(json);
}
