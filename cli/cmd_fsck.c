// SPDX-License-Identifier: Apache-2.0
/*
 * zoo fsck: every object, card and link of the store, and what to do about what is found.
 */
#include "cli/command.h"

#include "cli/printed.h"
#include "cli/progress.h"
#include "cli/text.h"
#include "zoo/upkeep.h"

#include <stdio.h>
#include <string.h>

static const struct option options[] = {
	{.name = "repair",
		.about = "put aside what is damaged, make links again, remove what is stale"},
	{.name = NULL},
};

static void write_report(
	struct context *context, const struct store *store, const struct fsck_report *report)
{
	struct json *json = context_document(context);
	json_text(json, "home", store->home);
	json_int(json, "objects", report->object_count);
	json_int(json, "cards", report->card_count);
	json_int(json, "bytes", report->nbytes);
	json_int(json, "faults", report->fault_count);
	json_int(json, "remaining", report->remaining_count);
	json_int(json, "mended", report->mended_count);
	json_int(json, "unknown", report->unknown_count);
	json_array_open(json, "findings");
	for (int i = 0; i < report->finding_count; i++) {
		const struct fsck_finding *finding = &report->findings[i];
		json_object_open(json, NULL);
		json_text(json, "kind", fsck_kind_name(finding->kind));
		json_text(json, "path", finding->path);
		json_text(json, "text", finding->text);
		json_text(json, "card", finding->card);
		json_bool(json, "fault", finding->fault);
		json_bool(json, "mendable", finding->mendable);
		json_bool(json, "mended", finding->mended);
		json_object_close(json);
	}
	json_array_close(json);
	context_document_finish(context);
}

static void print_finding(struct context *context, const struct fsck_finding *finding)
{
	enum colour colour = finding->mended  ? COLOUR_GOOD
			     : finding->fault ? COLOUR_BAD
					      : COLOUR_FAINT;
	struct arena *keep = context->keep;
	printf("%s%-10s%s  %s: %s%s%s%s%s\n", style_begin(context->out, colour),
		fsck_kind_name(finding->kind), style_end(context->out, colour),
		text_printable(keep, finding->path), text_printable(keep, finding->text),
		finding->card ? " (" : "", finding->card ? text_printable(keep, finding->card) : "",
		finding->card ? ")" : "",
		finding->mended && finding->kind != FSCK_DAMAGED ? ", repaired" : "");
}

static void print_report(struct context *context, const struct fsck_report *report)
{
	for (int i = 0; i < report->finding_count; i++)
		if (!context->quiet || report->findings[i].fault)
			print_finding(context, &report->findings[i]);
	struct arena *keep = context->keep;
	printf("%s object%s, ", text_count(keep, report->object_count),
		report->object_count == 1 ? "" : "s");
	if (report->card_count > 0)
		printf("%s card%s of bundles, ", text_count(keep, report->card_count),
			report->card_count == 1 ? "" : "s");
	printf("%s read: ", text_size(keep, report->nbytes));
	if (report->fault_count > 0)
		printf("%s fault%s, %s left", text_count(keep, report->fault_count),
			report->fault_count == 1 ? "" : "s",
			report->remaining_count == 0 ? "none"
						     : text_count(keep, report->remaining_count));
	else // whether what is unknown is right nobody can tell
		printf("%s", report->unknown_count > 0 ? "no faults" : "nothing is wrong");
	if (report->unknown_count > 0)
		printf(", %s unknown model%s", text_count(keep, report->unknown_count),
			report->unknown_count == 1 ? "" : "s");
	putchar('\n');
	printed_flush();
}

static bool can_be_fetched(const struct catalogue *catalogue, const struct fsck_finding *finding)
{
	// where a link is wrong although its object is there, there is nothing to be fetched
	bool link = finding->kind == FSCK_DANGLING || finding->kind == FSCK_WRONG;
	bool content = finding->kind == FSCK_DAMAGED || (link && !finding->mendable);
	return content && finding->fault && !finding->mended && finding->card &&
	       catalogue_find_id(catalogue, finding->card);
}

// " a b c", each once; "" if fetching helps nobody
static const char *cards_to_fetch(struct context *context, const struct fsck_report *report)
{
	const char *list = "";
	for (int i = 0; i < report->finding_count; i++) {
		const struct fsck_finding *finding = &report->findings[i];
		bool known = !can_be_fetched(context->catalogue, finding);
		for (int j = 0; j < i && !known; j++)
			known = can_be_fetched(context->catalogue, &report->findings[j]) &&
				strcmp(report->findings[j].card, finding->card) == 0;
		if (!known)
			list = arena_printf(context->keep, "%s %s", list, finding->card);
	}
	return list;
}

static bool needs_vectors(struct context *context, const struct fsck_report *report)
{
	for (int i = 0; i < report->finding_count; i++)
		if (report->findings[i].vector &&
			can_be_fetched(context->catalogue, &report->findings[i]))
			return true;
	return false;
}

static bool is_damaged_card(const struct fsck_finding *finding)
{
	return finding->kind == FSCK_DAMAGED && strncmp(finding->path, "cards/", 6) == 0;
}

static void print_advice(struct context *context, const struct fsck_report *report, bool repair)
{
	bool mendable = false, card = false;
	for (int i = 0; i < report->finding_count; i++) {
		mendable |= report->findings[i].fault && report->findings[i].mendable;
		card |= is_damaged_card(&report->findings[i]);
	}
	const char *cards = cards_to_fetch(context, report);
	if (*cards)
		context_note(context,
			"zoo verify --repair%s%s fetches again what is damaged or missing",
			needs_vectors(context, report) ? " --golden" : "", cards);
	if (mendable && !repair)
		context_note(context,
			"zoo fsck --repair puts aside what is damaged and makes links again");
	if (card)
		context_note(context,
			"zoo bundle unbundle brings the card again, from the bundle it came with");
	if (report->unknown_count > 0)
		context_note(context,
			"what is unknown needs its card: set ZOO_METADATA to the directory that has it, "
			"unbundle it again, or remove the model with zoo remove ID");
}

static int exit_code_of(const struct fsck_report *report)
{
	for (int i = 0; i < report->finding_count; i++)
		if (report->findings[i].kind == FSCK_UNREADABLE)
			return STATUS_IO;
	return report->remaining_count > 0 ? STATUS_NO : STATUS_OK;
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	bool repair = arguments_has(arguments, "repair");
	const struct store *store = context_store(context, st);
	const struct catalogue *catalogue = store ? context_catalogue(context, st) : NULL;
	struct fsck_report report;
	if (!catalogue)
		return (int)st->code;
	bool ok = store_fsck(
		&report, store, catalogue, repair, &context->observer, context->keep, st);
	progress_clear(context->progress);
	if (ok && context->json)
		write_report(context, store, &report);
	else if (ok)
		print_report(context, &report);
	else if (!context->json) // what was found, and perhaps mended, until it ended
		for (int i = 0; i < report.finding_count; i++)
			print_finding(context, &report.findings[i]);
	if (!ok)
		return (int)st->code;
	print_advice(context, &report, repair);
	return exit_code_of(&report);
}

const struct command cmd_fsck = {
	.name = "fsck",
	.group = "Models in the store",
	.summary = "read every object and card of the store, find what is wrong, repair it",
	.synopsis = "[--repair]",
	.options = options,
	.run = run,
};
