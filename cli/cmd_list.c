// SPDX-License-Identifier: Apache-2.0
/*
 * zoo list: one line a card; text and JSON come from the same loop.
 */
#include "cli/command.h"

#include "cli/table.h"
#include "cli/text.h"
#include "zoo/identifier.h"
#include "zoo/suggest.h"

#include <stdio.h>
#include <string.h>

static const struct option options[] = {
	{.name = "task", .value = "T", .about = "only cards of this task"},
	{.name = "dataset", .value = "D", .about = "only cards measured on this dataset"},
	{.name = NULL},
};

static const char *task_of(const struct card *card)
{
	return card->task;
}

static const char *dataset_of(const struct card *card)
{
	return card->dataset;
}

// Is it a word that some card uses?  An empty list would hide a slip of the pen.
static bool check_known(const struct catalogue *catalogue, const char *what, const char *word,
	const char *(*field)(const struct card *), struct status *st)
{
	struct suggestion near = suggestion_begin(word ? word : "");
	for (int i = 0; word && i < catalogue->card_count; i++) {
		const char *value = field(catalogue->cards[i]);
		if (value && strcmp(value, word) == 0)
			return true;
		if (value)
			suggestion_offer(&near, value);
	}
	if (!word)
		return true;
	identifier_fail_unknown(st, what, word);
	return near.best ? status_hint(st, "did you mean %s?", near.best)
			 : status_hint(st, "zoo list shows all cards");
}

static bool is_wanted(const char *wanted, const char *value)
{
	return !wanted || (value && strcmp(wanted, value) == 0);
}

static void write_card(struct json *json, const struct card *card, bool installed)
{
	const struct claim *figure = card_figure(card);
	json_object_open(json, NULL);
	json_text(json, "card", card->id);
	json_texts(json, "aliases", card->aliases);
	json_text(json, "title", card->title);
	json_text(json, "task", card->task);
	json_text(json, "dataset", card->dataset);
	json_text(json, "file", card->file.name);
	json_count(json, "size_bytes", card->file.size_nbytes);
	json_text(json, "sha1", card->file.sha1[0] ? card->file.sha1 : NULL);
	json_text(json, "metric", figure ? figure->metric : NULL);
	json_text(json, "published", figure ? figure->printed : NULL);
	json_bool(json, "installed", installed);
	json_object_close(json);
}

static void add_row(
	struct context *context, struct table *table, const struct card *card, bool installed)
{
	const struct claim *figure = card_figure(card);
	table_add_coloured(table, COLOUR_STRONG, card->id);
	table_add(table, card->task);
	table_add(table, card->dataset);
	table_add(table, text_size(context->keep, card->file.size_nbytes));
	table_add(table, figure ? figure->printed : "-");
	table_add(table, figure ? figure->metric : "");
	table_add_coloured(table, installed ? COLOUR_GOOD : COLOUR_FAINT, installed ? "yes" : "no");
}

static struct table *create_table(struct context *context)
{
	static const char *const titles[] = {
		"CARD", "TASK", "DATASET", "SIZE", "FIGURE", "", "INSTALLED"};
	struct table *table = table_create(context->keep, "lllrrll");
	table_titles(table, titles);
	return table;
}

static void write_unread(struct json *json, const struct catalogue *catalogue)
{
	json_array_open(json, "unread");
	for (int i = 0; i < catalogue->unread_count; i++) {
		const struct unread_card *card = &catalogue->unread[i];
		json_object_open(json, NULL);
		json_text(json, "card", card->id);
		json_text(json, "path", card->path);
		context_write_error(json, &card->why);
		json_object_close(json);
	}
	json_array_close(json);
}

// What is in the way of one model is reported, and leaves the others their lines.
static bool is_installed(
	struct context *context, const struct store *store, const struct card *card)
{
	bool named;
	struct status why = {.code = STATUS_OK};
	if (store_was_installed(&named, store, card, card->file.name, &why))
		return named && store_has(store, card, card->file.name);
	context_report(context, &why);
	batch_add(&context->unread, (int)why.code);
	return false;
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	const char *task = arguments_value(arguments, "task");
	const char *dataset = arguments_value(arguments, "dataset");
	const struct catalogue *catalogue = context_catalogue(context, st);
	const struct store *store = catalogue ? context_store_if_any(context, st) : NULL;
	context_all_cards(context);
	if (!store || !check_known(catalogue, "task", task, task_of, st) ||
		!check_known(catalogue, "dataset", dataset, dataset_of, st))
		return (int)st->code;

	struct json *json = context->json ? context_document(context) : NULL;
	struct table *table = create_table(context);
	if (json)
		json_array_open(json, "results");
	for (int i = 0; i < catalogue->card_count; i++) {
		const struct card *card = catalogue->cards[i];
		if (!is_wanted(task, card->task) || !is_wanted(dataset, card->dataset))
			continue;
		bool installed = is_installed(context, store, card);
		if (json)
			write_card(json, card, installed);
		else
			add_row(context, table, card, installed);
	}
	if (json) {
		json_array_close(json);
		write_unread(json, catalogue);
		context_document_finish(context);
	} else {
		table_print(table, stdout, context->out, 0);
	}
	return STATUS_OK;
}

const struct command cmd_list = {
	.name = "list",
	.group = "Look around",
	.summary = "list the catalogue of cards",
	.synopsis = "[--task T] [--dataset D]",
	.options = options,
	.run = run,
};
