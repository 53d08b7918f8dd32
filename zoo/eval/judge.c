// SPDX-License-Identifier: Apache-2.0
/*
 * A verdict is given on the whole set only.  The first claim that applies is the
 * card's own and decides; the others are judged beside it and shown.
 */
#include "zoo/eval/judge.h"

#include "engine/base/words.h"
#include "zoo/eval/score.h"

#include <inttypes.h>
#include <string.h>

const char *verdict_name(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_MET:
		return "met";
	case VERDICT_NOT_MET:
		return "not_met";
	case VERDICT_NOT_MEASURABLE:
		return "not_measurable";
	}
	return "?";
}

bool eval_map_classes(
	const int **out, const struct eval_request *request, struct arena *keep, struct status *st)
{
	const struct dataset_kind *kind = request->dataset->kind;
	int *map = arena_array(keep, int, kind->class_count);
	for (int c = 0; c < kind->class_count; c++) {
		int label = 0;
		while (label < request->label_count &&
			strcmp(request->labels[label], kind->classes[c].label) != 0)
			label++;
		if (label == request->label_count)
			return status_fail(st, STATUS_FORMAT,
				"%s: class \"%s\" of dataset %s is not among the model's %d labels",
				request->file_name, kind->classes[c].label, kind->name,
				request->label_count);
		map[c] = label;
	}
	*out = map;
	return true;
}

static void count_samples(struct eval_result *out, const struct eval_request *request,
	const int *label_of_class, struct arena *keep)
{
	int labels = request->label_count;
	struct eval_class *classes = arena_array(keep, struct eval_class, labels);
	int64_t *confusion = arena_array(keep, int64_t, (size_t)labels * (size_t)labels);
	for (int i = 0; i < labels; i++)
		classes[i].label = request->labels[i];
	for (int64_t i = 0; i < request->dataset->sample_count; i++) {
		int predicted = out->predictions[i];
		if (predicted < 0)
			continue;
		int truth = label_of_class[request->dataset->samples[i].class_index];
		classes[truth].sample_count++;
		classes[truth].correct_count += predicted == truth;
		out->correct_count += predicted == truth;
		confusion[truth * labels + predicted]++;
	}
	out->label_count = labels;
	out->classes = classes;
	out->confusion = confusion;
}

static bool claim_applies(const struct claim *claim, const struct eval_result *result,
	const struct eval_request *request)
{
	const struct dataset_kind *kind = request->dataset->kind;
	return strcmp(request->card->dataset, kind->name) == 0 &&
	       strcmp(claim->split, kind->split) == 0 &&
	       (!claim->sha1 || strcmp(claim->sha1, result->sha1) == 0);
}

static void judge_claims(
	struct eval_result *out, const struct eval_request *request, struct arena *keep)
{
	const struct card *card = request->card;
	struct eval_claim *claims = arena_array(keep, struct eval_claim, card->claim_count);
	for (int i = 0; i < card->claim_count; i++) {
		struct eval_claim *judged = &claims[i];
		judged->claim = &card->claims[i];
		judged->applies = claim_applies(judged->claim, out, request);
		judged->feasible = claim_implied_counts(judged->claim, out->expected_count,
			&judged->implied_low, &judged->implied_high);
		judged->met = out->complete && judged->applies && judged->feasible &&
			      out->correct_count >= judged->implied_low &&
			      out->correct_count <= judged->implied_high;
	}
	out->claims = claims;
	out->claim_count = card->claim_count;
}

static const struct eval_claim *deciding_claim(const struct eval_result *result)
{
	for (int i = 0; i < result->claim_count; i++)
		if (result->claims[i].applies)
			return &result->claims[i];
	return NULL;
}

// Knobs away from the values that make the card's figure, "scale=full-scale round=truncate".
static const char *changed_knobs(const struct eval_request *request, struct arena *keep)
{
	const char *text = "";
	for (int k = 0; k < request->protocol->knob_count; k++) {
		const struct knob *knob = &request->protocol->knobs[k];
		int value = request->knobs.value[k];
		if (value != 0)
			text = arena_printf(keep, "%s%s%s=%s", text, *text ? " " : "", knob->name,
				knob->values[value]);
	}
	return text;
}

struct reasons {
	const char **lines;
	int count;
};

enum { MAX_REASONS = 8 }; // that the functions below can give, beside the faults of the set

// Why this is not the whole set.
static void explain_set(struct reasons *reasons, const struct eval_result *result,
	const struct dataset *dataset, struct arena *keep)
{
	int64_t tried_count = result->sample_count + result->skipped_count;
	if (!dataset->complete)
		reasons->lines[reasons->count++] = arena_printf(keep,
			"%s: not the complete set (%" PRId64 " of %" PRId64 " samples)",
			dataset->where, dataset->sample_count, result->expected_count);
	for (const char *const *fault = dataset->faults; *fault; fault++)
		reasons->lines[reasons->count++] = *fault;
	if (tried_count < dataset->sample_count)
		reasons->lines[reasons->count++] =
			arena_printf(keep, "a part of the set: %" PRId64 " of %" PRId64 " samples",
				tried_count, result->expected_count);
	if (result->skipped_count > 0)
		reasons->lines[reasons->count++] = arena_printf(keep,
			"%" PRId64 " skipped, the first: %s", result->skipped_count, result->skip);
}

// Why there is no claim to judge, or none that could ever be met.
static void explain_claim(struct reasons *reasons, const struct eval_result *result,
	const struct eval_request *request, struct arena *keep)
{
	const struct dataset_kind *kind = request->dataset->kind;
	const struct eval_claim *deciding = deciding_claim(result);
	if (!request->card)
		reasons->lines[reasons->count++] = "a file without a card makes no claim";
	else if (!deciding)
		reasons->lines[reasons->count++] = arena_printf(keep,
			"card %s publishes no figure for this file on %s, split %s",
			request->card->id, kind->name, kind->split);
	else if (result->complete && !deciding->feasible)
		reasons->lines[reasons->count++] = arena_printf(keep,
			"no count of %" PRId64
			" samples rounds to %s: the figure was not made on this set",
			result->expected_count, deciding->claim->printed);
}

// What was chosen differently from what makes the card's figure.
static void explain_choices(
	struct reasons *reasons, const struct eval_request *request, struct arena *keep)
{
	const char *knobs = changed_knobs(request, keep);
	if (*knobs)
		reasons->lines[reasons->count++] =
			arena_printf(keep, "not the card's pre-processing: %s", knobs);
	if (request->rounding != ROUNDING_DOUBLE)
		reasons->lines[reasons->count++] = arena_printf(keep,
			"rounding %s is not the reference's", rounding_name(request->rounding));
}

static void decide(struct eval_result *out, const struct eval_request *request, struct arena *keep)
{
	const struct eval_claim *deciding = deciding_claim(out);
	out->verdict = VERDICT_NOT_MEASURABLE;
	if (out->complete && deciding)
		out->verdict = deciding->met ? VERDICT_MET : VERDICT_NOT_MET;

	int fault_count = words_count(request->dataset->faults);
	struct reasons reasons = {
		arena_array(keep, const char *, MAX_REASONS + fault_count + 1), 0};
	explain_set(&reasons, out, request->dataset, keep);
	explain_claim(&reasons, out, request, keep);
	explain_choices(&reasons, request, keep);
	out->reasons = reasons.lines;
}

void eval_judge(struct eval_result *out, const struct eval_request *request,
	const int *label_of_class, struct arena *keep)
{
	const struct dataset *dataset = request->dataset;
	out->expected_count = dataset->kind->sample_count;
	out->complete = dataset->complete && out->skipped_count == 0 &&
			out->sample_count == dataset->sample_count;
	count_samples(out, request, label_of_class, keep);
	if (out->sample_count > 0) {
		out->measured = (double)out->correct_count / (double)out->sample_count;
		score_wilson95(out->interval95, out->correct_count, out->sample_count);
	}
	if (request->card)
		judge_claims(out, request, keep);
	decide(out, request, keep);
}
