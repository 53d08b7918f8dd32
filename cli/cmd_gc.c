// SPDX-License-Identifier: Apache-2.0
/*
 * zoo gc: remove what nothing needs.
 */
#include "cli/command.h"

#include "cli/text.h"
#include "engine/base/words.h"
#include "zoo/upkeep.h"

#include <stdio.h>

static const struct option options[] = {
	{.name = "dry-run", .letter = 'n', .about = "only say what would be removed"},
	{.name = "parts", .about = "also downloads that could be gone on with"},
	{.name = "quarantine", .about = "also what was put aside as damaged or rejected"},
	{.name = NULL},
};

static void write_report(
	struct context *context, const struct gc_report *report, const struct gc_options *how)
{
	struct json *json = context_document(context);
	json_bool(json, "dry_run", how->dry_run);
	json_int(json, "bytes", report->nbytes);
	json_texts(json, "paths", report->paths);
	json_int(json, "kept_bytes", report->kept_nbytes);
	json_array_open(json, "kept");
	for (int i = 0; i < report->kept_count; i++) {
		json_object_open(json, NULL);
		json_text(json, "path", report->kept[i].path);
		json_text(json, "text", report->kept[i].text);
		json_text(json, "card", report->kept[i].card);
		json_int(json, "bytes", report->kept[i].nbytes);
		json_object_close(json);
	}
	json_array_close(json);
	context_document_finish(context);
}

static void print_kept(struct context *context, const struct gc_report *report)
{
	struct arena *keep = context->keep;
	for (int i = 0; i < report->kept_count && !context->quiet; i++) {
		const struct gc_kept *kept = &report->kept[i];
		printf("kept %s: %s%s%s%s\n", text_printable(keep, kept->path),
			text_printable(keep, kept->text), kept->card ? " (" : "",
			kept->card ? text_printable(keep, kept->card) : "", kept->card ? ")" : "");
	}
	if (report->kept_count > 0)
		printf("%s file%s without a link kept, %s\n", text_count(keep, report->kept_count),
			report->kept_count == 1 ? "" : "s", text_size(keep, report->kept_nbytes));
}

static void print_report(
	struct context *context, const struct gc_report *report, const struct gc_options *how)
{
	int count = words_count(report->paths);
	for (int i = 0; i < count && !context->quiet; i++)
		printf("%s\n", text_printable(context->keep, report->paths[i]));
	if (count == 0)
		puts("there is nothing to remove");
	else
		printf("%s file%s%s, %s\n", text_count(context->keep, count), count == 1 ? "" : "s",
			how->dry_run ? " would be removed" : " removed",
			text_size(context->keep, report->nbytes));
	print_kept(context, report);
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	const struct store *store = context_store(context, st);
	const struct catalogue *catalogue = store ? context_catalogue(context, st) : NULL;
	struct gc_report report;
	struct gc_options how = {.dry_run = arguments_has(arguments, "dry-run"),
		.parts = arguments_has(arguments, "parts"),
		.quarantine = arguments_has(arguments, "quarantine")};
	if (!catalogue)
		return (int)st->code;
	bool ok = store_gc(&report, store, catalogue, &how, &context->observer, context->keep, st);
	if (ok && report.undecided)
		context_all_cards(context);
	if (ok && context->json)
		write_report(context, &report, &how);
	else if (!context->json && (ok || report.paths[0]))
		print_report(context, &report, &how);
	return ok ? STATUS_OK : (int)st->code;
}

const struct command cmd_gc = {
	.name = "gc",
	.group = "Models in the store",
	.summary = "remove files of the store that nothing needs",
	.synopsis = "[--dry-run] [--parts] [--quarantine]",
	.options = options,
	.run = run,
};
