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
	context_document_finish(context);
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
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	const struct store *store = context_store(context, st);
	struct gc_report report;
	struct gc_options how = {.dry_run = arguments_has(arguments, "dry-run"),
		.parts = arguments_has(arguments, "parts"),
		.quarantine = arguments_has(arguments, "quarantine")};
	if (!store)
		return (int)st->code;
	bool ok = store_gc(&report, store, &how, &context->observer, context->keep, st);
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
