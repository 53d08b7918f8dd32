// SPDX-License-Identifier: Apache-2.0
/*
 * The lines are facts about this run, each with its numbers.
 */
#include "zoo/eval/reasons.h"

#include "engine/base/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct lines {
	const char **lines;
	int count, capacity;
	struct arena *keep;
};

static void add_line(struct lines *lines, const char *line)
{
	if (lines->count + 1 >= lines->capacity) {
		lines->capacity = 2 * lines->capacity + 16;
		const char **more = arena_array(lines->keep, const char *, lines->capacity);
		for (int i = 0; i < lines->count; i++)
			more[i] = lines->lines[i];
		lines->lines = more;
	}
	lines->lines[lines->count++] = line;
	lines->lines[lines->count] = NULL;
}

__attribute__((format(printf, 2, 3))) static void add(struct lines *lines, const char *format, ...)
{
	char text[1024];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	add_line(lines, arena_strdup(lines->keep, text));
}

// Why this is not the whole set.
static void explain_set(
	struct lines *lines, const struct eval_result *result, const struct eval_request *request)
{
	const struct dataset *set = request->dataset;
	int64_t tried_count = result->sample_count + result->skipped_count;
	if (!set->complete)
		add(lines, "%s: not the complete set (%" PRId64 " of %" PRId64 " samples)",
			set->where, set->sample_count, result->expected_count);
	for (const char *const *fault = set->faults; *fault; fault++)
		add_line(lines, *fault);
	if (result->content_sha256[0] && !result->complete)
		add(lines,
			"not the published files: as many of each class, but the SHA-256 over all "
			"of them is expected to be %s, got %s",
			set->kind->content_sha256, result->content_sha256);
	if (set->departure)
		add(lines, "not the list that figures are published for: %s", set->departure);
	if (tried_count < set->sample_count && request->seed)
		add(lines,
			"a part of the set: %" PRId64 " of %" PRId64
			" samples, drawn with seed %" PRIu64,
			tried_count, result->expected_count, request->seed);
	else if (tried_count < set->sample_count)
		add(lines, "a part of the set: %" PRId64 " of %" PRId64 " samples", tried_count,
			result->expected_count);
	if (result->skipped_count > 0)
		add(lines, "skipped, as they cannot be read: %" PRId64 "; the first: %s",
			result->skipped_count, result->skips[0]);
}

// Why there is no claim to judge, or none that could ever be met.
static void explain_claim(
	struct lines *lines, const struct eval_result *result, const struct eval_request *request)
{
	const struct dataset *set = request->dataset;
	const struct eval_claim *deciding = eval_deciding_claim(result);
	if (!request->card)
		add(lines, "a file without a card makes no claim");
	else if (strcmp(request->card->protocol, request->method->protocol->name) != 0)
		add(lines, "card %s is measured by protocol %s, not by %s", request->card->id,
			request->card->protocol, request->method->protocol->name);
	else if (!deciding)
		add(lines, "card %s publishes no figure for this file on %s, split %s",
			request->card->id, set->kind->family, set->split);
	else if (!deciding->feasible)
		add(lines,
			"no count of %" PRId64
			" samples rounds to %s: the figure was not made on this set",
			result->expected_count, deciding->claim->printed);
}

// Other claims for the same bytes that come out differently.
static void explain_disagreement(struct lines *lines, const struct eval_result *result)
{
	const struct eval_claim *deciding = eval_deciding_claim(result);
	if (!result->complete || !deciding)
		return;
	for (int i = 0; i < result->claim_count; i++) {
		const struct eval_claim *other = &result->claims[i];
		if (other->applies && !other->decides && other->met != deciding->met)
			add(lines, "%s decides; %s, also published for this file, is %s",
				deciding->claim->printed, other->claim->printed,
				other->met ? "met" : "not met");
	}
}

// Labels that count from another number than the model's outputs show in the predictions.
static void explain_offset(
	struct lines *lines, const struct eval_result *result, const struct eval_request *request)
{
	enum { FEWEST = 8 }; // of predictions, before a pattern is called one
	if (!request->dataset->classes_by_place || !result->confusion)
		return;
	int labels = result->label_count;
	for (int offset = -1; offset <= 1; offset += 2) {
		int64_t count = 0;
		for (int truth = 0; truth < labels; truth++)
			if (truth + offset >= 0 && truth + offset < labels)
				count += result->confusion[truth * labels + truth + offset];
		if (count >= FEWEST && count > 2 * result->correct_count)
			add(lines,
				"off by one: %" PRId64 " of %" PRId64
				" predictions are the label %s 1, only %" PRId64
				" the label itself: the labels count from another number",
				count, result->sample_count, offset > 0 ? "+" : "-",
				result->correct_count);
	}
}

static void explain_groups(struct lines *lines, const struct eval_result *result)
{
	for (int g = 0; g < result->group_count; g++) {
		const struct eval_group *group = &result->groups[g];
		if (isnan(group->auc.auc))
			add(lines,
				"%s has no area, as it has %" PRId64 " normal and %" PRId64
				" anomalous samples here; the mean is that of the others",
				group->id, group->auc.negative_count, group->auc.positive_count);
	}
}

// What was chosen differently from what makes the card's figure.
static void explain_choices(struct lines *lines, const struct eval_request *request)
{
	const char *departures = method_departures(request->method, lines->keep);
	if (*departures)
		add(lines, "not the card's protocol: %s", departures);
	if (request->rounding != ROUNDING_DOUBLE)
		add(lines, "rounding %s is not the reference's", rounding_name(request->rounding));
}

const char *const *eval_reasons(
	const struct eval_result *result, const struct eval_request *request, struct arena *keep)
{
	struct lines lines = {.keep = keep};
	if (result->weights.untrained)
		add(&lines, "untrained weights: %s", result->weights.summary);
	explain_set(&lines, result, request);
	explain_claim(&lines, result, request);
	explain_disagreement(&lines, result);
	explain_offset(&lines, result, request);
	explain_groups(&lines, result);
	explain_choices(&lines, request);
	if (!lines.lines)
		lines.lines = arena_array(keep, const char *, 1);
	return lines.lines;
}
