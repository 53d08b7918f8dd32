// SPDX-License-Identifier: Apache-2.0
/*
 * zoo fetch: each card is shown as soon as it is there; one that fails does not keep the
 * others from coming.
 */
#include "cli/command.h"

#include "cli/cards_argument.h"
#include "cli/fetch_datasets.h"
#include "cli/fetch_ended.h"
#include "cli/fetch_plan.h"
#include "cli/fetching.h"
#include "engine/base/words.h"

#include <string.h>

enum { JOBS_DEFAULT = 4 };

static const struct option options[] = {
	{.name = "all", .about = "every card of the catalogue"},
	{.name = "dataset", .value = "NAME", .about = "a dataset's archives, not a card"},
	{.name = "mirror",
		.value = "URL",
		.about = "a base URL, directory or Git LFS server to try first; may be repeated"},
	{.name = "jobs",
		.letter = 'j',
		.value = "N",
		.about = "cards at a time, at most; 4 unless given",
		.least = 1,
		.most = 64},
	{.name = "force", .about = "transfer even what is there and right"},
	{.name = "golden", .about = "the published test vectors, too"},
	{.name = "dry-run", .about = "say what would be fetched from where, and do nothing"},
	{.name = "keep-rejected", .about = "keep wrong answers, in the store's rejected/"},
	{.name = NULL},
};

static const struct card *const *choose_cards(
	struct context *context, const struct arguments *arguments, struct status *st)
{
	bool all = arguments_has(arguments, "all");
	if (all == (arguments->word_count > 0)) {
		status_fail(st, STATUS_USAGE,
			all ? "--all and names of cards exclude each other"
			    : "zoo fetch: which card?");
		status_hint(st, "usage: zoo fetch CARD... or zoo fetch --all");
		return NULL;
	}
	return all ? cards_where(context, NULL, NULL, st) : cards_named(context, arguments, st);
}

// NAME... behind --dataset, and those without it.
static const char *const *dataset_names(
	struct context *context, const struct arguments *arguments, struct status *st)
{
	const char *const *given = arguments_values(arguments, "dataset", context->keep);
	int count = words_count(given);
	if (arguments_has(arguments, "all")) {
		status_fail(st, STATUS_USAGE, "--all and --dataset exclude each other");
		status_hint(st, "usage: zoo fetch --dataset NAME...");
		return NULL;
	}
	const char **names =
		arena_array(context->keep, const char *, count + arguments->word_count + 1);
	memcpy(names, given, (size_t)count * sizeof(*names));
	memcpy(names + count, arguments->words, (size_t)arguments->word_count * sizeof(*names));
	return names;
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	const struct fetching how = {
		.mirrors = arguments_values(arguments, "mirror", context->keep),
		.force = arguments_has(arguments, "force"),
		.golden = arguments_has(arguments, "golden"),
		.keep_rejected = arguments_has(arguments, "keep-rejected"),
		.jobs = (int)arguments_number(arguments, "jobs", JOBS_DEFAULT),
	};
	bool plan = arguments_has(arguments, "dry-run");
	bool is_dataset = arguments_has(arguments, "dataset");
	struct fetch_options what;
	const struct store *store;
	const char *const *names = is_dataset ? dataset_names(context, arguments, st) : NULL;
	const struct card *const *cards = is_dataset ? NULL : choose_cards(context, arguments, st);
	if ((!names && !cards) || !fetching_options(&what, &store, context, &how, st))
		return (int)st->code;
	struct json *json = context->json ? context_document(context) : NULL;
	if (json)
		json_array_open(json, "results");
	int code;
	if (names)
		code = fetch_datasets_run(context, store, names, &what, plan, json, st);
	else if (plan)
		code = fetch_plan_cards(context, store, cards, &what, json, st);
	else
		code = fetch_ended_run(context, store, cards, &what, json, st);
	if (json && st->code == STATUS_OK) {
		json_array_close(json);
		context_document_finish(context);
	}
	return code;
}

const struct command cmd_fetch = {
	.name = "fetch",
	.group = "Models in the store",
	.summary = "bring models and class labels into the store, verified",
	.synopsis = "CARD... | --all | --dataset NAME... [--mirror URL]... [-j N] [--force] "
		    "[--golden] [--dry-run] [--keep-rejected]",
	.options = options,
	.most_words = -1,
	.run = run,
};
