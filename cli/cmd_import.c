// SPDX-License-Identifier: Apache-2.0
/*
 * zoo import: a published model card to one of ours.  What is doubtful stands in the YAML as
 * comments, and is listed on stderr.
 */
#include "cli/command.h"

#include "cli/progress.h"
#include "cli/text.h"
#include "engine/base/file.h"
#include "engine/base/words.h"
#include "zoo/identifier.h"
#include "zoo/import.h"
#include "zoo/output_file.h"

#include <stdio.h>
#include <string.h>

enum { CARD_LIMIT_NBYTES = 1 << 20 }; // the reader has a smaller one; this is for memory

static const struct option options[] = {
	{.name = "id", .value = "ID", .about = "the card's id (proposed after the title)"},
	{.name = "task", .value = "T", .about = "what the model does, such as keyword_spotting"},
	{.name = "upstream",
		.value = "PLACE",
		.about =
			"OWNER/NAME@COMMIT:PATH of the card, or of the model (.tflite); may be repeated"},
	{.name = "file",
		.value = "FILE.tflite",
		.about = "a copy of the model, to check and to fill in what it tells"},
	{.name = "output", .value = "ID.yaml", .about = "write the YAML to this file"},
	{.name = NULL},
};

// --upstream names the card's place, or with .tflite the model's.
static bool read_places(struct import_options *out, const struct arguments *arguments,
	struct arena *keep, struct status *st)
{
	const char *const *places = arguments_values(arguments, "upstream", keep);
	for (; *places; places++) {
		struct import_place place;
		if (!import_place_parse(&place, *places, keep, st))
			return status_prefix(st, "--upstream");
		*(word_ends_with(place.path, ".tflite") ? &out->file : &out->card) = place;
	}
	return true;
}

static bool read_copy(
	struct import_options *out, const char *path, struct arena *keep, struct status *st)
{
	struct bytes file;
	struct model *model;
	const char *slash = strrchr(path, '/');
	if (!file_read(&file, path, MODEL_MAX_FILE_NBYTES, keep, st) ||
		!model_parse(&model, file, path, keep, st))
		return false;
	struct import_copy *copy = arena_new(keep, struct import_copy);
	*copy = (struct import_copy){.name = slash ? slash + 1 : path,
		.nbytes = (int64_t)file.nbytes,
		.digests = digest_bytes(file),
		.model = model};
	out->copy = copy;
	return true;
}

// --id, or the name of the file that --output names.
static const char *chosen_id(const struct arguments *arguments, struct arena *keep)
{
	static const char suffix[] = ".yaml";
	const char *id = arguments_value(arguments, "id");
	const char *output = arguments_value(arguments, "output");
	if (id || !output || !word_ends_with(output, suffix))
		return id;
	const char *slash = strrchr(output, '/');
	const char *name = slash ? slash + 1 : output;
	size_t nbytes = strlen(name) - strlen(suffix);
	return nbytes ? arena_strndup(keep, name, nbytes) : NULL;
}

// What metadata/README.md calls an id.
static bool check_id(const char *option, const char *id, struct status *st)
{
	return !id || is_identifier(id, strlen(id)) ||
	       status_fail(st, STATUS_USAGE, "%s %s: expected " IDENTIFIER_FORM, option, id);
}

static bool write_output(struct bytes text, const char *path, struct arena *keep, struct status *st)
{
	struct output_file file;
	if (!output_file_open(&file, path, OUTPUT_REPLACE, keep, st))
		return false;
	if (output_file_add(&file, text.data, text.nbytes, st))
		return output_file_commit(&file, keep, st);
	output_file_abandon(&file);
	return false;
}

static void write_document(
	struct context *context, const struct imported *imported, const char *output)
{
	struct json *json = context_document(context);
	json_text(json, "card", imported->id[0] ? imported->id : NULL);
	json_bool(json, "complete", !imported->refusal);
	json_text(json, "missing", imported->refusal);
	json_text(json, "output", output);
	json_array_open(json, "findings");
	for (int i = 0; i < imported->finding_count; i++) {
		const struct import_finding *finding = &imported->findings[i];
		json_object_open(json, NULL);
		json_text(json, "kind", import_kind_name(finding->kind));
		json_text(json, "key", finding->key);
		json_count(json, "line", finding->line ? finding->line : -1);
		json_text(json, "message", finding->message);
		json_object_close(json);
	}
	json_array_close(json);
	json_int(json, "doubtful", imported->counts[IMPORT_DOUBTFUL]);
	json_int(json, "to_add", imported->counts[IMPORT_TO_ADD]);
	json_text(json, "yaml",
		arena_strndup(
			context->keep, (const char *)imported->yaml.data, imported->yaml.nbytes));
	context_document_finish(context);
}

// "CARD.md:41: doubtful: claims: ..."
static void list_findings(
	const struct context *context, const struct imported *imported, const char *path)
{
	static const enum colour colours[] = {
		[IMPORT_DOUBTFUL] = COLOUR_WARN, [IMPORT_TO_ADD] = COLOUR_FAINT};
	struct arena *keep = context->keep;
	const char *name = text_printable(keep, path);
	for (int i = 0; i < imported->finding_count; i++) {
		const struct import_finding *finding = &imported->findings[i];
		progress_clear(context->progress);
		fprintf(stderr, "%s%s: %s%s%s: %s%s%s\n", name,
			finding->line ? arena_printf(keep, ":%d", finding->line) : "",
			style_begin(context->err, colours[finding->kind]),
			import_kind_name(finding->kind),
			style_end(context->err, colours[finding->kind]), finding->key,
			finding->key[0] ? ": " : "", text_printable(keep, finding->message));
	}
	if (imported->refusal)
		context_note(context, "not a card yet: %s", imported->refusal);
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	struct arena *keep = context->keep;
	const char *path = arguments->words[0], *copy = arguments_value(arguments, "file");
	const char *output = arguments_value(arguments, "output");
	struct import_options chosen = {
		.id = chosen_id(arguments, keep), .task = arguments_value(arguments, "task")};
	struct bytes text;
	struct published published;
	struct imported imported;
	if (!check_id("--id", arguments_value(arguments, "id"), st) ||
		!check_id("--task", chosen.task, st) ||
		!read_places(&chosen, arguments, keep, st) ||
		!file_read(&text, path, CARD_LIMIT_NBYTES, keep, st) ||
		!published_read_markdown(&published, text, path, keep, st) ||
		(copy && !read_copy(&chosen, copy, keep, st)))
		return (int)st->code;
	import_card(&imported, &published, &chosen, keep);
	if (output && !write_output(imported.yaml, output, keep, st))
		return (int)st->code;
	if (context->json)
		write_document(context, &imported, output);
	else if (!output)
		fwrite(imported.yaml.data, 1, imported.yaml.nbytes, stdout);
	if (!context->json && !context->quiet)
		list_findings(context, &imported, path);
	return STATUS_OK;
}

const struct command cmd_import = {
	.name = "import",
	.group = "Cards",
	.summary = "turn a published model card into one of ours, and mark what is doubtful",
	.synopsis = "CARD.md [--id ID] [--task T] [--upstream PLACE]... [--file FILE.tflite] "
		    "[--output ID.yaml]",
	.options = options,
	.least_words = 1,
	.most_words = 1,
	.run = run,
};
