// SPDX-License-Identifier: Apache-2.0
/*
 * zoo fetch: each card is shown as soon as it is there; one that fails does not keep the
 * others from coming.
 */
#include "cli/command.h"

#include "cli/cards_argument.h"
#include "cli/fetching.h"
#include "cli/text.h"

#include <stdio.h>

static const struct option options[] = {
	{.name = "all", .about = "every card of the catalogue"},
	{.name = "mirror",
		.value = "URL",
		.about = "a base URL or directory to try first; may be repeated"},
	{.name = "jobs",
		.letter = 'j',
		.value = "N",
		.about = "transfers at a time, at most",
		.least = 1,
		.most = 64},
	{.name = "force", .about = "transfer even what is there and right"},
	{.name = "golden", .about = "the published test vectors, too"},
	{.name = NULL},
};

static void write_result(struct json *json, const struct card *card,
	const struct fetch_result *result, const struct status *failure)
{
	static const char *const names[] = {[FETCH_FETCHED] = "fetched",
		[FETCH_PRESENT] = "present",
		[FETCH_FAILED] = "failed"};
	json_object_open(json, NULL);
	json_text(json, "card", card->id);
	json_text(json, "status", names[result->outcome]);
	json_int(json, "bytes", result->transferred_nbytes);
	json_text(json, "source", result->outcome == FETCH_FAILED ? NULL : result->source);
	json_bool(json, "vectors_failed", result->vectors_failed);
	if (failure)
		context_write_error(json, failure);
	else
		json_null(json, "error");
	json_object_close(json);
}

static void print_result(
	struct context *context, const struct card *card, const struct fetch_result *result)
{
	bool present = result->outcome == FETCH_PRESENT;
	struct arena *keep = context->keep;
	printf("%s: %s%s%s", card->id, style_begin(context->out, COLOUR_GOOD),
		present ? "present" : "fetched", style_end(context->out, COLOUR_GOOD));
	if (!present)
		printf(", %s from %s", text_size(keep, result->transferred_nbytes),
			text_printable(keep, result->source));
	putchar('\n');
	fflush(stdout);
}

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

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	const struct card *const *cards = choose_cards(context, arguments, st);
	if (!cards)
		return (int)st->code;
	struct fetching how = {
		.mirrors = arguments_values(arguments, "mirror", context->keep),
		.force = arguments_has(arguments, "force"),
		.golden = arguments_has(arguments, "golden"),
	};
	struct json *json = context->json ? context_document(context) : NULL;
	if (json)
		json_array_open(json, "results");
	struct batch batch = {STATUS_OK};
	for (; *cards; cards++) {
		struct arena scratch = {0};
		struct fetch_result result = {.outcome = FETCH_FAILED};
		struct status failure = {.code = STATUS_OK};
		bool ok = fetching_run(&result, context, *cards, &how, &scratch, &failure);
		if (failure.code == STATUS_INTERRUPTED ||
			(!ok && cards[1] && context_stopped(context, &failure))) {
			*st = failure;
			arena_release(&scratch);
			return (int)st->code;
		}
		batch_add(&batch, ok ? STATUS_OK : (int)failure.code);
		if (result.outcome != FETCH_FAILED && !json)
			print_result(context, *cards, &result);
		if (!ok)
			context_report(context, &failure);
		if (json)
			write_result(json, *cards, &result, ok ? NULL : &failure);
		arena_release(&scratch);
	}
	if (json) {
		json_array_close(json);
		context_document_finish(context);
	}
	return batch.code;
}

const struct command cmd_fetch = {
	.name = "fetch",
	.group = "Models in the store",
	.summary = "bring models and class labels into the store, verified",
	.synopsis = "CARD... | --all [--mirror URL]... [-j N] [--force] [--golden]",
	.options = options,
	.most_words = -1,
	.run = run,
};
