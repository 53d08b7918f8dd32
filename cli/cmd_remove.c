// SPDX-License-Identifier: Apache-2.0
/*
 * zoo remove: the names go at once, the bytes with zoo gc, so that a mistake costs no
 * download.
 */
#include "cli/command.h"

#include "cli/printed.h"
#include "cli/text.h"
#include "engine/base/words.h"
#include "zoo/upkeep.h"

#include <stdio.h>

static const struct option options[] = {
	{.name = "gc", .about = "free the room at once, as zoo gc does"},
	{.name = NULL},
};

/*
 * A card by any of its names; or, of a card that is in no catalogue any more or cannot be
 * read, its id, which is the name of its folder.
 */
static bool remove_named(struct remove_report *out, const char **id, struct context *context,
	const char *word, struct status *st)
{
	struct status unknown = {.code = STATUS_OK};
	const struct card *card = context_card(context, word, &unknown);
	*id = card ? card->id : word;
	if (store_remove(out, context->store, *id, &context->observer, context->keep, st))
		return true;
	if (!card && st->code == STATUS_UNKNOWN)
		*st = unknown;
	return false;
}

static void write_result(struct json *json, const char *id, const struct remove_report *report,
	const struct status *failure)
{
	json_object_open(json, NULL);
	json_text(json, "card", id);
	json_text(json, "status", failure ? "failed" : "removed");
	json_int(json, "links", report->link_count);
	json_bool(json, "card_removed", report->card);
	json_texts(json, "left", report->left);
	if (failure)
		context_write_error(json, failure);
	else
		json_null(json, "error");
	json_object_close(json);
}

static void print_result(
	struct context *context, const char *id, const struct remove_report *report)
{
	printf("%s: removed\n", text_printable(context->keep, id));
	printed_flush();
	if (report->card)
		context_note(context,
			"its card came with a bundle, and is removed, too: zoo bundle unbundle "
			"brings both back");
	for (const char *const *path = report->left; *path; path++)
		context_note(
			context, "%s/%s is left: zoo did not make it", context->store->home, *path);
}

static int remove_all(struct context *context, const struct arguments *arguments, struct json *json,
	struct status *st)
{
	struct batch batch = {STATUS_OK};
	for (int i = 0; i < arguments->word_count; i++) {
		struct remove_report report = {.link_count = 0};
		struct status failure = {.code = STATUS_OK};
		const char *id;
		bool ok = remove_named(&report, &id, context, arguments->words[i], &failure);
		if (failure.code == STATUS_INTERRUPTED) {
			*st = failure;
			return (int)st->code;
		}
		batch_add(&batch, ok ? STATUS_OK : (int)failure.code);
		if (!ok)
			context_report(context, &failure);
		if (json)
			write_result(json, id, &report, ok ? NULL : &failure);
		else if (ok)
			print_result(context, id, &report);
	}
	return batch.code;
}

// What nothing needs now: freed, or only counted.
static bool collect(struct context *context, bool now, struct json *json, struct status *st)
{
	struct gc_report report;
	struct gc_options how = {.dry_run = !now};
	if (!store_gc(&report, context->store, context->catalogue, &how, &context->observer,
		    context->keep, st))
		return false;
	if (report.undecided)
		context_all_cards(context);
	if (report.kept_count > 0)
		context_note(context,
			"%s without a link stay: zoo gc --dry-run says why, and what to do",
			text_size(context->keep, report.kept_nbytes));
	if (json)
		json_int(json, now ? "freed_bytes" : "freeable_bytes", report.nbytes);
	else if (now)
		printf("%s freed\n", text_size(context->keep, report.nbytes));
	else if (words_count(report.paths) > 0)
		context_note(context, "zoo gc frees %s; until then zoo fetch needs no transfer",
			text_size(context->keep, report.nbytes));
	return true;
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	if (!context_store(context, st) || !context_catalogue(context, st))
		return (int)st->code;
	struct json *json = context->json ? context_document(context) : NULL;
	if (json)
		json_array_open(json, "results");
	int code = remove_all(context, arguments, json, st);
	if (st->code != STATUS_OK)
		return code;
	if (json)
		json_array_close(json);
	if (!collect(context, arguments_has(arguments, "gc"), json, st))
		return (int)st->code;
	if (json)
		context_document_finish(context);
	return code;
}

const struct command cmd_remove = {
	.name = "remove",
	.group = "Models in the store",
	.summary = "take models out of the store",
	.synopsis = "CARD... [--gc]",
	.options = options,
	.least_words = 1,
	.most_words = -1,
	.run = run,
};
