// SPDX-License-Identifier: Apache-2.0
/*
 * zoo show: everything that a card says.
 */
#include "cli/command.h"

#include "cli/table.h"
#include "cli/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *shape_of(struct context *context, const struct card_tensor *tensor)
{
	return text_shape(context->keep, tensor->shape, tensor->rank);
}

static void write_tensors(
	struct json *json, const char *key, const struct card_tensor *tensors, int count)
{
	json_array_open(json, key);
	for (int i = 0; i < count; i++) {
		json_object_open(json, NULL);
		json_text(json, "name", tensors[i].name);
		json_text(json, "type", tensor_type_name(tensors[i].type));
		json_array_open(json, "shape");
		for (int d = 0; d < tensors[i].rank; d++)
			json_int(json, NULL, tensors[i].shape[d]);
		json_array_close(json);
		json_text(json, "description", tensors[i].description);
		json_object_close(json);
	}
	json_array_close(json);
}

static void write_pairs(
	struct json *json, const char *key, const struct card_pair *pairs, int count)
{
	json_object_open(json, key);
	for (int i = 0; i < count; i++)
		json_text(json, pairs[i].key, pairs[i].value);
	json_object_close(json);
}

// The counts of the claim's own set that round to its digits; null: not a figure by count.
static void write_implied(struct json *json, const struct claim *claim)
{
	int64_t low, high;
	bool by_count = claim_is_by_count(claim) && claim->sample_count > 0;
	bool feasible = by_count && claim_implied_counts(claim, claim->sample_count, &low, &high);
	if (feasible) {
		json_array_open(json, "implied_correct");
		json_int(json, NULL, low);
		json_int(json, NULL, high);
		json_array_close(json);
	} else {
		json_null(json, "implied_correct");
	}
	if (by_count)
		json_bool(json, "feasible", feasible);
	else
		json_null(json, "feasible");
}

static void write_claims(struct json *json, const struct card *card)
{
	json_array_open(json, "claims");
	for (int i = 0; i < card->claim_count; i++) {
		const struct claim *claim = &card->claims[i];
		json_object_open(json, NULL);
		json_text(json, "metric", claim->metric);
		json_text(json, "value", claim->printed);
		json_text(json, "dataset", claim->dataset);
		json_text(json, "split", claim->split);
		json_count(json, "samples", claim->sample_count > 0 ? claim->sample_count : -1);
		json_text(json, "source", claim->source);
		json_text(json, "sha1", claim->sha1 ? claim->sha1 : card->file.sha1);
		json_text(json, "note", claim->note);
		json_text(json, "unrepeatable", claim->unrepeatable);
		write_implied(json, claim);
		json_object_close(json);
	}
	json_array_close(json);
}

static void write_file(struct json *json, const struct card_file *file)
{
	json_object_open(json, "file");
	json_text(json, "name", file->name);
	json_text(json, "path", file->path);
	json_text(json, "url", file->url);
	json_count(json, "size_bytes", file->size_nbytes);
	json_text(json, "sha1", file->sha1[0] ? file->sha1 : NULL);
	json_text(json, "sha256", file->sha256[0] ? file->sha256 : NULL);
	json_object_close(json);
}

static void write_document(struct context *context, const struct card *card, const char *installed)
{
	struct json *json = context_document(context);
	json_text(json, "card", card->id);
	json_texts(json, "aliases", card->aliases);
	json_text(json, "title", card->title);
	json_text(json, "task", card->task);
	json_text(json, "description", card->description);
	json_text(json, "licence", card->licence);
	json_text(json, "framework", card->framework);
	json_text(json, "provenance", card->provenance);
	json_text(json, "paper", card->paper);
	json_text(json, "recreation", card->recreation);
	json_text(json, "upstream_repository", card->upstream_repository);
	json_text(json, "upstream_commit", card->upstream_commit);
	json_text(json, "upstream_card", card->upstream_card);
	json_text(json, "origin", card->origin);
	write_file(json, &card->file);
	json_text(json, "installed", installed);
	write_tensors(json, "inputs", card->inputs, card->input_count);
	write_tensors(json, "outputs", card->outputs, card->output_count);
	json_texts(json, "operators", card->operators);
	write_pairs(json, "platforms", card->platforms, card->platform_count);
	write_pairs(json, "optimizations", card->optimizations, card->optimization_count);
	json_array_open(json, "labels");
	for (int i = 0; i < card->label_count; i++)
		json_text(json, NULL, card->labels[i]);
	json_array_close(json);
	json_text(json, "labels_source", card->labels_source);
	json_text(json, "labels_note", card->labels_note);
	json_text(json, "dataset", card->dataset);
	json_text(json, "split", card->split);
	json_text(json, "protocol", card->protocol);
	write_claims(json, card);
	json_bool(json, "golden", card->golden_input_count > 0);
	json_texts(json, "notes", card->notes);
	context_document_finish(context);
}

// What follows is text for people: fields that are empty are left out, long ones wrapped.

enum { NAME_COLUMNS = 15, WIDEST_COLUMNS = 110 };

struct sheet {
	struct arena *keep;
	struct table *table;
	int columns; // of a value
};

static void add_field(struct sheet *sheet, const char *name, const char *value)
{
	const char *const *lines = text_wrap(sheet->keep, value, sheet->columns);
	for (int i = 0; lines[i]; i++) {
		table_add_coloured(sheet->table, COLOUR_FAINT, i == 0 ? name : " ");
		table_add(sheet->table, lines[i]);
	}
}

static void add_tensors(struct context *context, struct sheet *sheet, const char *name,
	const struct card_tensor *tensors, int count)
{
	for (int i = 0; i < count; i++)
		add_field(sheet, i == 0 ? name : " ",
			arena_printf(context->keep, "%s: %s %s", tensors[i].name,
				tensor_type_name(tensors[i].type), shape_of(context, &tensors[i])));
}

static const char *join_pairs(struct arena *keep, const struct card_pair *pairs, int count)
{
	const char *text = "";
	for (int i = 0; i < count; i++)
		text = arena_printf(
			keep, "%s%s%s: %s", text, i ? ", " : "", pairs[i].key, pairs[i].value);
	return text;
}

static const char *label_summary(struct context *context, const struct card *card)
{
	enum { SHOWN = 12 };
	if (card->label_count == 0)
		return "";
	return arena_printf(context->keep, "%d: %s%s", card->label_count,
		text_join(context->keep, card->labels,
			card->label_count < SHOWN ? card->label_count : SHOWN),
		card->label_count > SHOWN ? ", ..." : "");
}

// " = 4597 of 4890", or that there is no such count; "" if it is not a figure by count.
static const char *implied_text(struct arena *keep, const struct claim *claim)
{
	int64_t low, high, n = claim->sample_count;
	if (!claim_is_by_count(claim) || n <= 0)
		return "";
	if (!claim_implied_counts(claim, n, &low, &high))
		return arena_printf(keep, " (no count of %lld rounds to it)", (long long)n);
	if (low == high)
		return arena_printf(keep, " = %lld of %lld", (long long)low, (long long)n);
	return arena_printf(
		keep, " = %lld to %lld of %lld", (long long)low, (long long)high, (long long)n);
}

// Every figure that was published for these bytes, and those for others under this name.
static void add_claims(struct context *context, struct sheet *sheet, const struct card *card)
{
	struct arena *keep = context->keep;
	for (int i = 0; i < card->claim_count; i++) {
		const struct claim *claim = &card->claims[i];
		add_field(sheet, i == 0 ? "published" : " ",
			arena_printf(keep, "%s %s%s on %s (%s)", claim->metric, claim->printed,
				implied_text(keep, claim), claim->dataset, claim->split));
		if (claim->sha1 && strcmp(claim->sha1, card->file.sha1) != 0)
			add_field(sheet, " ",
				arena_printf(keep, "for another file: sha1 %s", claim->sha1));
		add_field(sheet, " ", claim->source);
		if (claim->note && *claim->note)
			add_field(sheet, " ", claim->note);
		if (claim->unrepeatable)
			add_field(sheet, " ",
				arena_printf(
					keep, "Cannot be made again: %s.", claim->unrepeatable));
	}
}

static void add_identity(struct context *context, struct sheet *sheet, const struct card *card,
	const char *installed)
{
	struct arena *keep = context->keep;
	add_field(sheet, "aliases", text_join(keep, card->aliases, -1));
	add_field(sheet, "task", card->task);
	add_field(sheet, "description", card->description);
	add_field(sheet, "file", card->file.name);
	if (card->file.size_nbytes >= 0)
		add_field(sheet, "size",
			arena_printf(keep, "%s bytes", text_count(keep, card->file.size_nbytes)));
	add_field(sheet, "sha1", card->file.sha1);
	add_field(sheet, "sha256", card->file.sha256);
	add_field(sheet, "installed", installed ? installed : "no");
	add_field(sheet, "licence", card->licence);
	add_field(sheet, "framework", card->framework);
	add_field(sheet, "paper", card->paper);
	add_field(sheet, "recreation", card->recreation);
	add_field(sheet, "provenance", card->provenance);
	add_field(sheet, "card", card->upstream_card);
}

static void add_model(struct context *context, struct sheet *sheet, const struct card *card)
{
	struct arena *keep = context->keep;
	add_tensors(context, sheet, "inputs", card->inputs, card->input_count);
	add_tensors(context, sheet, "outputs", card->outputs, card->output_count);
	add_field(sheet, "labels", label_summary(context, card));
	add_field(sheet, "labels from", card->labels_source);
	add_field(sheet, "labels note", card->labels_note);
	add_field(sheet, "operators", text_join(keep, card->operators, -1));
	add_field(sheet, "platforms", join_pairs(keep, card->platforms, card->platform_count));
	add_field(sheet, "optimizations",
		join_pairs(keep, card->optimizations, card->optimization_count));
}

static void print_text(struct context *context, const struct card *card, const char *installed)
{
	struct arena *keep = context->keep;
	printf("%s%s%s  %s\n\n", style_begin(context->out, COLOUR_STRONG), card->id,
		style_end(context->out, COLOUR_STRONG), text_printable(keep, card->title));
	int columns = style_columns(STDOUT_FILENO);
	columns = columns < WIDEST_COLUMNS ? columns : WIDEST_COLUMNS;
	struct sheet sheet = {keep, table_create(keep, "ll"), columns - NAME_COLUMNS};
	add_identity(context, &sheet, card, installed);
	add_model(context, &sheet, card);
	add_claims(context, &sheet, card);
	add_field(&sheet, "dataset", arena_printf(keep, "%s (%s)", card->dataset, card->split));
	add_field(&sheet, "protocol", card->protocol);
	add_field(&sheet, "test vector", card->golden_input_count ? "published" : "none");
	for (int i = 0; card->notes && card->notes[i]; i++)
		add_field(&sheet, i == 0 ? "notes" : " ", card->notes[i]);
	table_print(sheet.table, stdout, context->out, 0);
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	const struct store *store = context_store_if_any(context, st);
	const struct card *card = store ? context_card(context, arguments->words[0], st) : NULL;
	if (!card)
		return (int)st->code;
	const char *installed = NULL;
	bool named;
	if (!store_was_installed(&named, store, card, card->file.name, st))
		return (int)st->code;
	if (named && store_has(store, card, card->file.name))
		installed = store_path(store, card, card->file.name, context->keep);
	if (context->json)
		write_document(context, card, installed);
	else
		print_text(context, card, installed);
	return STATUS_OK;
}

const struct command cmd_show = {
	.name = "show",
	.group = "Look around",
	.summary = "show one card in full, with every published figure and its source",
	.synopsis = "CARD",
	.least_words = 1,
	.most_words = 1,
	.run = run,
};
