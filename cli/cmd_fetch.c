// SPDX-License-Identifier: Apache-2.0
/*
 * zoo fetch: each card is shown as soon as it is there; one that fails does not keep the
 * others from coming.
 */
#include "cli/command.h"

#include "cli/cards_argument.h"
#include "cli/fetch_ended.h"
#include "cli/fetch_plan.h"
#include "cli/fetching.h"

enum { JOBS_DEFAULT = 4 };

static const struct option options[] = {
	{.name = "all", .about = "every card of the catalogue"},
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

static int fetch_cards_chosen(struct context *context, const struct arguments *arguments,
	const struct fetching *how, struct status *st)
{
	struct fetch_options what;
	const struct store *store;
	const struct card *const *cards = choose_cards(context, arguments, st);
	if (!cards || !fetching_options(&what, &store, context, how, st))
		return (int)st->code;
	struct json *json = context->json ? context_document(context) : NULL;
	if (json)
		json_array_open(json, "results");
	int code = arguments_has(arguments, "dry-run")
			   ? fetch_plan_show(context, store, cards, &what, json, st)
			   : fetch_ended_run(context, store, cards, &what, json, st);
	if (json && st->code == STATUS_OK) {
		json_array_close(json);
		context_document_finish(context);
	}
	return code;
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
	return fetch_cards_chosen(context, arguments, &how, st);
}

const struct command cmd_fetch = {
	.name = "fetch",
	.group = "Models in the store",
	.summary = "bring models and class labels into the store, verified",
	.synopsis = "CARD... | --all [--mirror URL]... [-j N] [--force] [--golden] [--dry-run] "
		    "[--keep-rejected]",
	.options = options,
	.most_words = -1,
	.run = run,
};
