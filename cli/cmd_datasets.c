// SPDX-License-Identifier: Apache-2.0
/*
 * zoo datasets: every set that is found is opened, by names and sizes and not by contents, to
 * say what is missing.
 */
#include "cli/command.h"

#include "cli/looked_at.h"
#include "cli/text.h"
#include "zoo/dataset.h"

#include <stdio.h>

// What this machine has of a set.
struct finding {
	const struct dataset_kind *kind;
	const char *const *looked_at;  // NULL behind the last
	const char *found;             // NULL: nowhere
	const struct dataset *dataset; // NULL: not found, or it does not open
	const char *trouble;           // why it does not open
};

static struct finding look(struct context *context, const struct dataset_kind *kind)
{
	struct finding finding = {.kind = kind};
	const struct settings *settings = context->settings;
	finding.found = dataset_locate(
		kind, settings->data, settings->home, &finding.looked_at, context->keep);
	if (!finding.found)
		return finding;
	struct dataset *dataset;
	struct status trouble;
	if (dataset_open(&dataset, kind, NULL, finding.found, &context->observer, context->keep,
		    &trouble))
		finding.dataset = dataset;
	else
		finding.trouble = arena_strdup(context->keep, trouble.message);
	return finding;
}

static void write_finding(struct json *json, const struct finding *finding)
{
	const struct dataset_kind *kind = finding->kind;
	json_object_open(json, NULL);
	json_text(json, "dataset", kind->name);
	json_text(json, "title", kind->title);
	json_text(json, "split", kind->split);
	json_text(json, "licence", kind->licence);
	json_text(json, "home", kind->home);
	json_text(json, "how", kind->how);
	json_bool(json, "fetchable", kind->downloads != NULL);
	json_int(json, "expected_samples", kind->sample_count);
	json_text(json, "content_sha256", kind->content_sha256);
	json_texts(json, "looked_at", finding->looked_at);
	json_text(json, "found", finding->found);
	json_count(json, "samples", finding->dataset ? finding->dataset->sample_count : -1);
	json_bool(json, "complete", finding->dataset && finding->dataset->complete);
	json_array_open(json, "faults");
	if (finding->trouble)
		json_text(json, NULL, finding->trouble);
	for (int i = 0; finding->dataset && finding->dataset->faults[i]; i++)
		json_text(json, NULL, finding->dataset->faults[i]);
	json_array_close(json);
	json_object_close(json);
}

static void print_verdict(struct context *context, const struct finding *finding)
{
	const char *text = "not found";
	enum colour colour = COLOUR_WARN;
	if (finding->dataset && finding->dataset->complete) {
		text = "complete";
		colour = COLOUR_GOOD;
	} else if (finding->dataset) {
		text = "incomplete";
		colour = COLOUR_BAD;
	} else if (finding->found) {
		text = "unusable";
		colour = COLOUR_BAD;
	}
	printf("  %s%s%s", style_begin(context->out, colour), text,
		style_end(context->out, colour));
	if (finding->found)
		printf(": %s", text_printable(context->keep, finding->found));
	putchar('\n');
}

static void print_finding(struct context *context, const struct finding *finding)
{
	enum { FAULTS_SHOWN = 5 };
	struct arena *keep = context->keep;
	const struct dataset_kind *kind = finding->kind;
	printf("%s%s%s  %s (%s, %s samples)\n", style_begin(context->out, COLOUR_STRONG),
		kind->name, style_end(context->out, COLOUR_STRONG), kind->title, kind->split,
		text_count(keep, kind->sample_count));
	print_verdict(context, finding);
	if (finding->trouble)
		printf("    %s\n", text_printable(keep, finding->trouble));
	int faults = 0;
	for (; finding->dataset && finding->dataset->faults[faults]; faults++)
		if (faults < FAULTS_SHOWN || context->verbose)
			printf("    %s\n", text_printable(keep, finding->dataset->faults[faults]));
	if (faults > FAULTS_SHOWN && !context->verbose)
		printf("    and %d more (zoo datasets -v)\n", faults - FAULTS_SHOWN);
	if (!finding->found && !context->verbose)
		printf("    looked for %s\n", looked_at_text(keep, finding->looked_at));
	if (context->verbose)
		for (int i = 0; finding->looked_at && finding->looked_at[i]; i++)
			printf("    looked at %s\n", text_printable(keep, finding->looked_at[i]));
	if (kind->content_sha256)
		printf("  sha256 of every file's line in sha256sum: %s\n", kind->content_sha256);
	printf("  licence: %s\n  home: %s\n  how to get it: %s\n", kind->licence, kind->home,
		kind->how);
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	(void)arguments;
	if (!context_settings(context, st))
		return (int)st->code;
	struct json *json = context->json ? context_document(context) : NULL;
	if (json)
		json_array_open(json, "results");
	for (const struct dataset_kind *const *kind = dataset_kinds(); *kind; kind++) {
		struct finding finding = look(context, *kind);
		if (context_stopped(context, st))
			return (int)st->code;
		if (json) {
			write_finding(json, &finding);
			continue;
		}
		if (kind != dataset_kinds())
			putchar('\n');
		print_finding(context, &finding);
	}
	if (json) {
		json_array_close(json);
		context_document_finish(context);
	}
	return STATUS_OK;
}

const struct command cmd_datasets = {
	.name = "datasets",
	.group = "Look around",
	.summary = "list the datasets known, where they were looked for, and how to get them",
	.synopsis = "",
	.run = run,
};
