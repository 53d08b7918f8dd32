// SPDX-License-Identifier: Apache-2.0
/*
 * All three kinds are written to one stream: stdout, or the memory that a JSON document takes
 * its text from.
 */
#include "cli/help.h"

#include "cli/external.h"
#include "cli/global.h"
#include "cli/manpage.h"
#include "zoo/builtin.h"
#include "zoo/suggest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_TOPICS = 64, PLAIN_COLUMNS = 78, WIDEST_COLUMNS = 100 };

// Where help goes: stdout, or the memory that becomes a document's text.
struct output {
	FILE *file;
	char *text;
	size_t nbytes;
};

static void output_open(struct output *output, const struct context *context)
{
	*output = (struct output){.file = stdout};
	if (context->json)
		output->file = open_memstream(&output->text, &output->nbytes);
	if (!output->file)
		arena_out_of_memory(0);
}

static void output_close(struct output *output, struct context *context, const char *topic)
{
	if (!context->json)
		return;
	fclose(output->file);
	context->command = "help";
	struct json *json = context_document(context);
	json_text(json, "topic", topic);
	json_text(json, "text", output->text);
	json_array_open(json, "commands");
	for (int i = 0; commands[i]; i++) {
		json_object_open(json, NULL);
		json_text(json, "name", commands[i]->name);
		json_text(json, "summary", commands[i]->summary);
		json_text(json, "synopsis", commands[i]->synopsis);
		json_object_close(json);
	}
	json_array_close(json);
	context_document_finish(context);
	free(output->text);
}

// Colours are for people, not for a document.
static struct style style_of(const struct context *context)
{
	return context->json ? (struct style){false} : context->out;
}

void help_overview(struct context *context)
{
	const char *bold = style_begin(style_of(context), COLOUR_STRONG);
	const char *plain = style_end(style_of(context), COLOUR_STRONG);
	struct output output;
	output_open(&output, context);
	FILE *out = output.file;
	fprintf(out, "usage: zoo [global options] <command> [options] [arguments]\n");
	const char *group = "";
	for (int i = 0; commands[i]; i++) {
		if (strcmp(group, commands[i]->group) != 0)
			fprintf(out, "\n%s%s%s\n", bold, commands[i]->group, plain);
		group = commands[i]->group;
		fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	}
	fprintf(out, "\n%sGlobal options%s\n", bold, plain);
	options_print(global_options, out, context->keep);
	fprintf(out,
		"\n\"zoo help COMMAND\" shows a manual page, \"zoo COMMAND -h\" its options.\n");
	output_close(&output, context, "zoo");
}

void help_usage(struct context *context, const struct command *command)
{
	struct output output;
	output_open(&output, context);
	FILE *out = output.file;
	fprintf(out, "usage: zoo %s%s%s\n\n%s\n", command->name, *command->synopsis ? " " : "",
		command->synopsis, command->summary);
	if (command->options) {
		fputs("\nOptions:\n", out);
		options_print(command->options, out, context->keep);
	}
	fputs("\nGlobal options:\n", out);
	options_print(global_options, out, context->keep);
	output_close(&output, context, command->name);
}

static bool fail_no_page(const char *topic, struct status *st)
{
	const char *names[MAX_TOPICS + 1] = {0};
	for (int i = 0; commands[i] && i < MAX_TOPICS; i++)
		names[i] = commands[i]->name;
	status_fail(st, STATUS_UNKNOWN, "there is no manual page for \"%s\"", topic);
	const char *near = suggest_nearest(topic, names);
	return near ? status_hint(st, "did you mean zoo help %s?", near)
		    : status_hint(st, "zoo help lists the commands");
}

// False if man(1) is not there or failed: then nothing was shown.
static bool show_with_man(struct bytes page)
{
	struct arena scratch = {0};
	bool there = external_find(&scratch, "man") != NULL;
	arena_release(&scratch);
	FILE *pipe = there ? popen("man -l - 2>/dev/null", "we") : NULL;
	if (!pipe)
		return false;
	fwrite(page.data, 1, page.nbytes, pipe);
	return pclose(pipe) == 0;
}

bool help_page(struct context *context, const char *topic, struct status *st)
{
	bool is_program = strcmp(topic, "zoo") == 0;
	const char *path =
		arena_printf(context->keep, "man/%s%s.1", is_program ? "" : "zoo-", topic);
	struct bytes page = builtin_find(path);
	if (!page.data)
		return fail_no_page(topic, st);
	bool terminal = isatty(STDOUT_FILENO) && !context->json;
	if (terminal && show_with_man(page))
		return true;
	int columns = terminal ? style_columns(STDOUT_FILENO) - 2 : PLAIN_COLUMNS;
	struct output output;
	output_open(&output, context);
	manpage_print(output.file, page, columns < WIDEST_COLUMNS ? columns : WIDEST_COLUMNS,
		style_of(context));
	output_close(&output, context, topic);
	return true;
}
