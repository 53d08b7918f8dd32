// SPDX-License-Identifier: Apache-2.0
/*
 * zoo lint: cards against the schema and against each other, and installed files against
 * their cards.  A card that cannot be read is a finding like any other.
 */
#include "cli/command.h"

#include "cli/text.h"
#include "engine/base/file.h"
#include "zoo/lint.h"
#include "zoo/verify.h"

#include <stdio.h>

enum { CARD_LIMIT_NBYTES = 1 << 20 }; // card_parse() has a smaller one; this is for memory

// What was found, over all cards.
struct tally {
	int card_count, counts[LINT_ERROR + 1];
};

static void show_finding(struct context *context, struct json *json, enum lint_severity severity,
	const char *file, const char *message)
{
	static const enum colour colours[] = {[LINT_NOTE] = COLOUR_FAINT,
		[LINT_WARNING] = COLOUR_WARN,
		[LINT_ERROR] = COLOUR_BAD};
	if (json) {
		json_object_open(json, NULL);
		json_text(json, "severity", lint_severity_name(severity));
		json_text(json, "file", file);
		json_text(json, "message", message);
		json_object_close(json);
	} else if (severity > LINT_NOTE || context->verbose) {
		printf("%s: %s%s%s: %s\n", text_printable(context->keep, file),
			style_begin(context->out, colours[severity]), lint_severity_name(severity),
			style_end(context->out, colours[severity]),
			text_printable(context->keep, message));
	}
}

static void show_report(struct context *context, struct json *json, struct tally *tally,
	const struct lint_report *report)
{
	for (int i = 0; i < report->finding_count; i++)
		show_finding(context, json, report->findings[i].severity, report->findings[i].file,
			report->findings[i].message);
	for (int i = 0; i <= LINT_ERROR; i++)
		tally->counts[i] += report->counts[i];
}

// Where the card's model is installed: is it what the card says?
static bool compare_installed(struct context *context, struct json *json, struct tally *tally,
	const struct card *card, struct status *st)
{
	if (!store_has(context->store, card, card->file.name))
		return true;
	struct verify_result result;
	if (!verify_card(&result, context->store, card, false, context->keep, st))
		return false;
	for (int i = 0; i < result.check_count; i++) {
		const struct verify_check *check = &result.checks[i];
		if (check->ok)
			continue;
		const char *message =
			arena_printf(context->keep, "installed file: %s: expected %s, got %s",
				check->name, check->expected, check->got);
		show_finding(context, json, LINT_ERROR, card->origin, message);
		tally->counts[LINT_ERROR]++;
	}
	return true;
}

// The card in a file.  False, with `st` set, if it is none.
static const struct card *read_card(struct context *context, const char *path, struct status *st)
{
	struct bytes text;
	struct card *card;
	if (!file_read(&text, path, CARD_LIMIT_NBYTES, context->keep, st) ||
		!card_parse(&card, text, path, context->keep, st))
		return NULL;
	return card;
}

static int lint_files(struct context *context, const struct arguments *arguments, struct json *json,
	struct tally *tally, struct status *st)
{
	struct batch batch = {STATUS_OK};
	for (int i = 0; i < arguments->word_count; i++) {
		struct status failure = {.code = STATUS_OK};
		const struct card *card = read_card(context, arguments->words[i], &failure);
		tally->card_count++;
		if (card) {
			struct lint_report report;
			lint_card(&report, card, context->keep);
			show_report(context, json, tally, &report);
			if (compare_installed(context, json, tally, card, &failure))
				continue;
		}
		show_finding(context, json, LINT_ERROR, arguments->words[i], failure.message);
		tally->counts[LINT_ERROR]++;
		batch_add(&batch, (int)failure.code);
		if (context_stopped(context, st))
			return (int)st->code;
	}
	return batch.code;
}

static int lint_all(
	struct context *context, struct json *json, struct tally *tally, struct status *st)
{
	const struct catalogue *catalogue = context_catalogue(context, st);
	if (!catalogue)
		return (int)st->code;
	struct lint_report report;
	lint_catalogue(&report, catalogue, context->keep);
	show_report(context, json, tally, &report);
	tally->card_count = catalogue->card_count;
	for (int i = 0; i < catalogue->card_count; i++)
		if (!compare_installed(context, json, tally, catalogue->cards[i], st))
			return (int)st->code;
	return STATUS_OK;
}

static const char *plural(int count)
{
	return count == 1 ? "" : "s";
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	if (!context_store_if_any(context, st))
		return (int)st->code;
	struct json *json = context->json ? context_document(context) : NULL;
	if (json)
		json_array_open(json, "findings");
	struct tally tally = {0};
	int code = arguments->word_count ? lint_files(context, arguments, json, &tally, st)
					 : lint_all(context, json, &tally, st);
	if (st->code != STATUS_OK)
		return (int)st->code;
	struct batch batch = {code};
	batch_add(&batch, tally.counts[LINT_ERROR] ? STATUS_NO : STATUS_OK);
	if (json) {
		json_array_close(json);
		json_int(json, "cards", tally.card_count);
		json_int(json, "errors", tally.counts[LINT_ERROR]);
		json_int(json, "warnings", tally.counts[LINT_WARNING]);
		json_int(json, "notes", tally.counts[LINT_NOTE]);
		context_document_finish(context);
	} else {
		const int *counts = tally.counts;
		printf("%d card%s: %d error%s, %d warning%s, %d note%s%s\n", tally.card_count,
			plural(tally.card_count), counts[LINT_ERROR], plural(counts[LINT_ERROR]),
			counts[LINT_WARNING], plural(counts[LINT_WARNING]), counts[LINT_NOTE],
			plural(counts[LINT_NOTE]),
			counts[LINT_NOTE] && !context->verbose ? " (shown with -v)" : "");
	}
	return batch.code;
}

const struct command cmd_lint = {
	.name = "lint",
	.group = "Models in the store",
	.summary = "check cards against the schema, and installed files against them",
	.synopsis = "[FILE...]",
	.most_words = -1,
	.run = run,
};
