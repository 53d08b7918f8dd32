// SPDX-License-Identifier: Apache-2.0
/*
 * zoo eval: which cards, one after the other, and what their verdicts are as an exit code.
 * How one is measured and shown is in eval_item.c, eval_text.c and eval_json.c.
 */
#include "cli/command.h"

#include "cli/cards_argument.h"
#include "cli/eval_item.h"
#include "cli/planned.h"

#include <stdio.h>
#include <string.h>

static const char *const sweep_choices[] = {"rounding", NULL};

static const struct option options[] = {
	{.name = "dataset",
		.value = "NAME",
		.about = "measure every installed card of this dataset"},
	{.name = "data",
		.value = "PATH",
		.about = "where the dataset is: a directory or an archive"},
	{.name = "protocol", .value = "NAME", .about = "how to measure (the card's own)"},
	{.name = "set",
		.value = "KNOB=VALUE",
		.about = "a knob of protocol or set; may be repeated"},
	{.name = "limit",
		.value = "N",
		.about = "only N samples, evenly spread: a part has no verdict",
		.least = 1,
		.most = 1000000000},
	{.name = "seed",
		.value = "S",
		.about = "draw the samples of --limit with this seed instead",
		.least = 1,
		.most = INT64_MAX},
	{.name = "threads",
		.value = "N",
		.about = "threads (one on each core)",
		.least = 1,
		.most = 256},
	{.name = "isa", .value = "T", .about = "kernels to use"},
	{.name = "rounding",
		.value = "R",
		.about = "double, single or fp32",
		.choices = rounding_choices},
	{.name = "explain",
		.about = "vary every knob: which values make the figure, and their worth"},
	{.name = "sweep",
		.value = "WHAT",
		.about = "measure with each rounding, and what differs",
		.choices = sweep_choices},
	{.name = "allow-skips", .about = "skip samples that cannot be read: no verdict then"},
	{.name = NULL},
};

static bool is_of_dataset(struct context *context, const struct card *card, const void *dataset)
{
	(void)context;
	return card->dataset && strcmp(card->dataset, dataset) == 0;
}

// The installed cards of a dataset; what is not installed is named, and goes to `left_out`.
static const char *const *cards_of_dataset(const char *const **left_out, struct context *context,
	const char *dataset, struct status *st)
{
	const struct card *const *cards = cards_where(context, is_of_dataset, dataset, st);
	if (!cards)
		return NULL;
	if (!*cards) {
		if (dataset_kind_find(dataset, st))
			status_fail(st, STATUS_UNMEASURABLE, "no card is measured on %s", dataset);
		return NULL;
	}
	int count = 0, missing_count = 0;
	while (cards[count])
		count++;
	const char **words = arena_array(context->keep, const char *, count + 1);
	const char **left = arena_array(context->keep, const char *, count + 1);
	const char *missing = "";
	*left_out = left;
	for (int i = 0; i < count; i++) {
		if (card_is_installed(context, cards[i], NULL)) {
			words[i - missing_count] = cards[i]->id;
			continue;
		}
		left[missing_count++] = cards[i]->id;
		missing = arena_printf(context->keep, "%s %s", missing, cards[i]->id);
	}
	if (missing_count == count) {
		status_fail(st, STATUS_UNMEASURABLE, "no card of dataset %s is installed", dataset);
		status_hint(st, "zoo fetch%s", missing);
		return NULL;
	}
	if (missing_count > 0)
		context_note(
			context, "not installed, not measured:%s (zoo fetch%s)", missing, missing);
	return words;
}

static const char *const *choose_items(const char *const **left_out, struct context *context,
	const struct arguments *arguments, struct status *st)
{
	const char *dataset = arguments_value(arguments, "dataset");
	if (dataset && arguments->word_count > 0 && !dataset_kind_find(dataset, st))
		return NULL;
	if (arguments->word_count > 0)
		return arguments->words;
	if (dataset)
		return cards_of_dataset(left_out, context, dataset, st);
	status_fail(st, STATUS_USAGE, "zoo eval: which card?");
	status_hint(st, "name cards or files, or all cards of a set with --dataset NAME");
	return NULL;
}

static int exit_code_of(enum verdict verdict)
{
	return verdict == VERDICT_MET       ? STATUS_OK
	       : verdict == VERDICT_NOT_MET ? STATUS_NO
					    : STATUS_UNMEASURABLE;
}

static void write_failure(struct json *json, const char *word, const struct status *failure)
{
	bool is_file = model_argument_is_file(word);
	json_object_open(json, NULL);
	json_text(json, "card", is_file ? NULL : word);
	json_text(json, "file", is_file ? word : NULL);
	json_text(json, "verdict", verdict_name(VERDICT_NOT_MEASURABLE));
	context_write_error(json, failure);
	json_object_close(json);
}

// Measure one, and show it.  False: there is nothing to show, and `failure` says why.
static bool measure(int *code, struct context *context, struct eval_options *shared,
	const char *word, bool is_first, struct status *failure)
{
	struct arena scratch = {0};
	struct eval_item item;
	bool ok = eval_item_run(&item, context, shared, word, &scratch, failure);
	if (ok && context->json) {
		eval_item_write(context->document, &item);
	} else if (ok) {
		if (!is_first)
			putchar('\n');
		eval_item_print(context, &item, &scratch);
	}
	*code = ok ? exit_code_of(item.result.verdict) : (int)failure->code;
	arena_release(&scratch);
	return ok;
}

// A seed draws the samples of a part: the one asked for, or the one that --explain may choose.
static bool check_seed(const struct arguments *arguments, struct status *st)
{
	if (!arguments_has(arguments, "seed") || arguments_has(arguments, "limit") ||
		arguments_has(arguments, "explain"))
		return true;
	status_fail(st, STATUS_USAGE, "zoo eval: --seed draws nothing without --limit");
	return status_hint(st, "say how many samples: --limit N");
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	struct eval_options shared = {.arguments = arguments};
	const char *const *words = NULL, *const *left_out = NULL;
	if (check_seed(arguments, st) && context_store_if_any(context, st) &&
		planned_engine(&shared.kernels, &shared.rounding, context, arguments, st))
		words = choose_items(&left_out, context, arguments, st);
	if (!words)
		return (int)st->code;

	struct json *json = context->json ? context_document(context) : NULL;
	if (json)
		json_array_open(json, "results");
	struct batch batch = {STATUS_OK};
	for (int i = 0; words[i]; i++) {
		if (context_stopped(context, st))
			return (int)st->code;
		int code;
		struct status failure = {.code = STATUS_OK};
		bool ok = measure(&code, context, &shared, words[i], i == 0, &failure);
		batch_add(&batch, code);
		if (ok)
			continue;
		bool alone = i == 0 && !words[1];
		if (failure.code == STATUS_INTERRUPTED && context_stopped(context, st))
			return (int)st->code;
		if (alone) {
			*st = failure;
			return (int)st->code;
		}
		context_report(context, &failure);
		if (json)
			write_failure(json, words[i], &failure);
	}
	if (json) {
		json_array_close(json);
		json_array_open(json, "left_out");
		for (; left_out && *left_out; left_out++)
			json_text(json, NULL, *left_out);
		json_array_close(json);
		context_document_finish(context);
	}
	return batch.code;
}

const struct command cmd_eval = {
	.name = "eval",
	.group = "Run and measure",
	.summary = "measure a card on its dataset and compare with what was published",
	.synopsis =
		"[CARD|FILE.tflite]... [--dataset NAME] [--data PATH] [--protocol NAME] "
		"[--set KNOB=VALUE]... [--limit N] [--seed S] [--threads N] [--isa T] [--rounding R] "
		"[--explain] [--sweep WHAT] [--allow-skips]",
	.options = options,
	.most_words = -1,
	.run = run,
};
