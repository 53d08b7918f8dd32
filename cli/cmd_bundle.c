// SPDX-License-Identifier: Apache-2.0
/*
 * zoo bundle: the first word says what is done, and the second names the file, whatever it
 * is; so a verb is a line in a table.
 */
#include "cli/command.h"

#include "cli/cards_argument.h"
#include "cli/progress.h"
#include "cli/text.h"
#include "zoo/bundle.h"
#include "zoo/suggest.h"

#include <stdio.h>
#include <string.h>

static const struct option options[] = {
	{.name = "all", .about = "create: every card whose model is installed"},
	{.name = NULL},
};

static const struct card *const *choose_cards(
	struct context *context, const struct arguments *arguments, struct status *st)
{
	struct arguments names = *arguments;
	bool all = arguments_has(arguments, "all");
	names.words += 2;
	names.word_count -= 2;
	if (all == (names.word_count > 0)) {
		status_fail(st, STATUS_USAGE,
			all ? "--all and names of cards exclude each other"
			    : "zoo bundle create: which card?");
		status_hint(st,
			"usage: zoo bundle create FILE CARD... or zoo bundle create FILE --all");
		return NULL;
	}
	if (!context_store(context, st))
		return NULL;
	const struct card *const *cards = all ? cards_where(context, card_is_installed, NULL, st)
					      : cards_named(context, &names, st);
	if (!cards || *cards)
		return cards;
	status_fail(st, STATUS_UNMEASURABLE, "nothing is installed in %s", context->store->home);
	status_hint(st, "zoo fetch brings models");
	return NULL;
}

static bool create(struct bundle_report *out, const char *path, struct context *context,
	const struct arguments *arguments, struct status *st)
{
	const struct card *const *cards = choose_cards(context, arguments, st);
	return cards && bundle_create(out, path, context->store, cards, &context->observer,
				context->keep, st);
}

static bool verify(struct bundle_report *out, const char *path, struct context *context,
	const struct arguments *arguments, struct status *st)
{
	const struct catalogue *catalogue = context_catalogue(context, st);
	(void)arguments;
	return catalogue &&
	       bundle_verify(out, path, catalogue, &context->observer, context->keep, st);
}

static bool unbundle(struct bundle_report *out, const char *path, struct context *context,
	const struct arguments *arguments, struct status *st)
{
	const struct catalogue *catalogue = context_catalogue(context, st);
	const struct store *store = catalogue ? context_store(context, st) : NULL;
	(void)arguments;
	return store &&
	       bundle_install(out, path, store, catalogue, &context->observer, context->keep, st);
}

static const char *status_bundled(const struct bundle_item *item)
{
	(void)item;
	return "bundled";
}

static const char *status_verified(const struct bundle_item *item)
{
	(void)item;
	return "ok";
}

static const char *status_installed(const struct bundle_item *item)
{
	return item->present ? "present" : "installed";
}

struct verb {
	const char *name, *usage;
	bool takes_cards;
	bool (*act)(struct bundle_report *out, const char *path, struct context *context,
		const struct arguments *arguments, struct status *st);
	const char *(*status)(const struct bundle_item *item);
};

static const struct verb verbs[] = {
	{"create", "create FILE CARD... | --all", true, create, status_bundled},
	{"verify", "verify FILE", false, verify, status_verified},
	{"unbundle", "unbundle FILE", false, unbundle, status_installed},
};

enum { VERB_COUNT = sizeof(verbs) / sizeof(verbs[0]) };

// NULL: no such verb, or arguments that it does not take.
static const struct verb *choose_verb(const struct arguments *arguments, struct status *st)
{
	const char *names[VERB_COUNT + 1] = {NULL}, *word = arguments->words[0];
	const struct verb *verb = NULL;
	for (int i = 0; i < VERB_COUNT; i++) {
		names[i] = verbs[i].name;
		if (strcmp(word, names[i]) == 0)
			verb = &verbs[i];
	}
	if (!verb) {
		const char *near = suggest_nearest(word, names);
		status_fail(st, STATUS_USAGE,
			"zoo bundle: expected create, verify or unbundle, got \"%s\"", word);
		if (near)
			status_hint(st, "did you mean zoo bundle %s?", near);
		return NULL;
	}
	if (arguments->word_count < 2) {
		status_fail(st, STATUS_USAGE, "zoo bundle %s: an argument is missing", word);
		status_hint(st, "usage: zoo bundle %s", verb->usage);
		return NULL;
	}
	const char *extra = arguments->word_count > 2         ? arguments->words[2]
			    : arguments_has(arguments, "all") ? "--all"
							      : NULL;
	if (verb->takes_cards || !extra)
		return verb;
	status_fail(st, STATUS_USAGE, "zoo bundle %s: unexpected argument \"%s\"", word, extra);
	status_hint(st, "usage: zoo bundle %s", verb->usage);
	return NULL;
}

// `failure`: why it could not be finished; NULL: it was.
static void write_item(struct json *json, const struct bundle_item *item, const char *name,
	const struct status *failure)
{
	json_object_open(json, NULL);
	json_text(json, "card", item->card);
	json_text(json, "status", name);
	json_bool(json, "known", item->known);
	json_int(json, "files", item->file_count);
	json_int(json, "bytes", item->nbytes);
	json_bool(json, "unread", item->unread);
	if (failure)
		context_write_error(json, failure);
	else
		json_null(json, "error");
	json_object_close(json);
}

static void write_document(struct context *context, const struct verb *verb, const char *path,
	const struct bundle_report *report, const struct status *failure)
{
	struct json *json = context_document(context);
	json_text(json, "action", verb->name);
	json_text(json, "file", path);
	json_int(json, "bytes", report->nbytes);
	json_array_open(json, "results");
	for (int i = 0; i < report->item_count; i++)
		write_item(json, &report->items[i], verb->status(&report->items[i]), NULL);
	if (report->failed)
		write_item(json, report->failed, "failed", failure);
	json_array_close(json);
	context_document_finish(context);
}

static const char *origin_of(const struct bundle_item *item)
{
	if (item->unread)
		return ", a card that could not be read here, so nothing was compared with it";
	return item->known ? "" : ", a card that this program does not have";
}

static void print_items(
	struct context *context, const struct verb *verb, const struct bundle_report *report)
{
	struct arena *keep = context->keep;
	for (int i = 0; i < report->item_count; i++) {
		const struct bundle_item *item = &report->items[i];
		printf("%s: %s%s%s, %d %s, %s%s\n", text_printable(keep, item->card),
			style_begin(context->out, COLOUR_GOOD), verb->status(item),
			style_end(context->out, COLOUR_GOOD), item->file_count,
			item->file_count == 1 ? "file" : "files", text_size(keep, item->nbytes),
			origin_of(item));
	}
}

static void print_report(struct context *context, const struct verb *verb, const char *path,
	const struct bundle_report *report)
{
	print_items(context, verb, report);
	printf("%s: %d %s, %s\n", text_printable(context->keep, path), report->item_count,
		report->item_count == 1 ? "card" : "cards",
		text_size(context->keep, report->nbytes));
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	const struct verb *verb = choose_verb(arguments, st);
	if (!verb)
		return (int)st->code;
	const char *path = arguments->words[1];
	struct bundle_report report = {.items = NULL};
	bool ok = verb->act(&report, path, context, arguments, st);
	progress_clear(context->progress);
	if (context->json && (ok || report.failed))
		write_document(context, verb, path, &report, st);
	else if (ok)
		print_report(context, verb, path, &report);
	else if (!context->json) // what was done before it failed
		print_items(context, verb, &report);
	return (int)st->code;
}

const struct command cmd_bundle = {
	.name = "bundle",
	.group = "Models in the store",
	.summary = "models, labels and cards in one file, for a machine without a network",
	.synopsis = "create FILE CARD... | create FILE --all | verify FILE | unbundle FILE",
	.options = options,
	.least_words = 1,
	.most_words = -1,
	.run = run,
};
