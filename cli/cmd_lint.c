// SPDX-License-Identifier: Apache-2.0
/*
 * zoo lint: published metadata and our cards, one by one and against each other, and
 * installed files against their cards.
 */
#include "cli/command.h"

#include "cli/table.h"
#include "cli/text.h"
#include "zoo/lint.h"

#include <stdio.h>
#include <string.h>

static const struct option options[] = {
	{.name = "kinds", .about = "list everything that can be found, and what to do about it"},
	{.name = NULL},
};

static void write_finding(struct json *json, const struct lint_finding *finding)
{
	json_object_open(json, NULL);
	json_text(json, "kind", lint_kinds[finding->kind].name);
	json_text(json, "severity", lint_severity_name(finding->severity));
	json_text(json, "file", finding->file);
	json_count(json, "line", finding->line ? finding->line : -1);
	json_count(json, "column", finding->column ? finding->column : -1);
	json_text(json, "message", finding->message);
	json_text(json, "expected", finding->expected);
	json_text(json, "found", finding->found);
	json_text(json, "advice", finding->advice);
	json_object_close(json);
}

// "FILE:LINE:COLUMN", as far as they are known.
static const char *place_of(struct context *context, const struct lint_finding *finding)
{
	const char *file = text_printable(context->keep, finding->file);
	if (!finding->line)
		return file;
	if (!finding->column)
		return arena_printf(context->keep, "%s:%d", file, finding->line);
	return arena_printf(context->keep, "%s:%d:%d", file, finding->line, finding->column);
}

// Was the advice given already?
static bool is_repeated(const struct lint_report *report, int index)
{
	for (int i = 0; i < index; i++)
		if (report->findings[i].severity > LINT_NOTE &&
			strcmp(report->findings[i].advice, report->findings[index].advice) == 0)
			return true;
	return false;
}

static void print_finding(struct context *context, const struct lint_report *report, int index)
{
	static const enum colour colours[] = {[LINT_NOTE] = COLOUR_FAINT,
		[LINT_WARNING] = COLOUR_WARN,
		[LINT_ERROR] = COLOUR_BAD};
	const struct lint_finding *finding = &report->findings[index];
	const char *begin = style_begin(context->out, colours[finding->severity]);
	printf("%s: %s%s%s: %s", place_of(context, finding), begin,
		lint_severity_name(finding->severity),
		style_end(context->out, colours[finding->severity]),
		text_printable(context->keep, finding->message));
	if (finding->expected)
		printf(": expected %s, found %s", text_printable(context->keep, finding->expected),
			text_printable(context->keep, finding->found));
	printf(" %s[%s]%s\n", style_begin(context->out, COLOUR_FAINT),
		lint_kinds[finding->kind].name, style_end(context->out, COLOUR_FAINT));
	if (context->verbose || !is_repeated(report, index))
		printf("    %s\n", text_printable(context->keep, finding->advice));
}

static const char *plural(int count)
{
	return count == 1 ? "" : "s";
}

static void print_report(struct context *context, const struct lint_report *report)
{
	const int *counts = report->counts;
	for (int i = 0; i < report->finding_count; i++)
		if (report->findings[i].severity > LINT_NOTE || context->verbose)
			print_finding(context, report, i);
	printf("%d card%s", report->card_count, plural(report->card_count));
	if (report->file_count != report->card_count)
		printf(" in %d file%s", report->file_count, plural(report->file_count));
	if (report->other_count)
		printf(", %d file%s of other kinds not looked at", report->other_count,
			plural(report->other_count));
	printf(": %d error%s, %d warning%s, %d note%s%s\n", counts[LINT_ERROR],
		plural(counts[LINT_ERROR]), counts[LINT_WARNING], plural(counts[LINT_WARNING]),
		counts[LINT_NOTE], plural(counts[LINT_NOTE]),
		counts[LINT_NOTE] && !context->verbose ? " (shown with -v)" : "");
}

static void write_report(struct context *context, const struct lint_report *report)
{
	struct json *json = context_document(context);
	json_array_open(json, "findings");
	for (int i = 0; i < report->finding_count; i++)
		write_finding(json, &report->findings[i]);
	json_array_close(json);
	json_int(json, "cards", report->card_count);
	json_int(json, "files", report->file_count);
	json_int(json, "other_files", report->other_count);
	json_int(json, "errors", report->counts[LINT_ERROR]);
	json_int(json, "warnings", report->counts[LINT_WARNING]);
	json_int(json, "notes", report->counts[LINT_NOTE]);
	context_document_finish(context);
}

static int list_kinds(struct context *context)
{
	if (!context->json) {
		for (int i = 0; i < FOUND_KIND_COUNT; i++)
			printf("%-20s %-7s  %s\n", lint_kinds[i].name,
				lint_severity_name(lint_kinds[i].severity), lint_kinds[i].about);
		return STATUS_OK;
	}
	struct json *json = context_document(context);
	json_array_open(json, "kinds");
	for (int i = 0; i < FOUND_KIND_COUNT; i++) {
		json_object_open(json, NULL);
		json_text(json, "kind", lint_kinds[i].name);
		json_text(json, "severity", lint_severity_name(lint_kinds[i].severity));
		json_text(json, "about", lint_kinds[i].about);
		json_text(json, "advice", lint_kinds[i].advice);
		json_object_close(json);
	}
	json_array_close(json);
	context_document_finish(context);
	return STATUS_OK;
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	struct lint_report report;
	if (arguments_has(arguments, "kinds"))
		return list_kinds(context);
	const struct lint_setting setting = {.catalogue = context_catalogue(context, st),
		.store = context_store_if_any(context, st),
		.observer = &context->observer};
	if (st->code != STATUS_OK)
		return (int)st->code;
	if (!arguments->word_count)
		context_all_cards(context);
	bool ok = arguments->word_count
			  ? lint_paths(&report, arguments->words, &setting, context->keep, st)
			  : lint_catalogue(&report, &setting, context->keep, st);
	if (!ok)
		return (int)st->code;
	if (context->json)
		write_report(context, &report);
	else
		print_report(context, &report);
	struct batch batch = {(int)report.unexamined};
	batch_add(&batch, report.counts[LINT_ERROR] ? STATUS_NO : STATUS_OK);
	return batch.code;
}

const struct command cmd_lint = {
	.name = "lint",
	.group = "Cards",
	.summary = "find what is wrong with cards, published metadata and their files",
	.synopsis = "[--kinds] [FILE|FOLDER...]",
	.options = options,
	.most_words = -1,
	.run = run,
};
