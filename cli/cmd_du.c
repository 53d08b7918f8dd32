// SPDX-License-Identifier: Apache-2.0
/*
 * zoo du: what takes how much room in the store.
 */
#include "cli/command.h"

#include "cli/table.h"
#include "cli/text.h"
#include "zoo/upkeep.h"

#include <stdio.h>

static void write_report(
	struct context *context, const struct store *store, const struct du_report *report)
{
	struct json *json = context_document(context);
	json_text(json, "home", store->home);
	json_int(json, "bytes", report->nbytes);
	json_array_open(json, "items");
	for (int i = 0; i < report->item_count; i++) {
		const struct du_item *item = &report->items[i];
		json_object_open(json, NULL);
		json_text(json, "kind", du_kind_name(item->kind));
		json_text(json, "name", item->name);
		json_int(json, "bytes", item->nbytes);
		json_int(json, "alone_bytes", item->alone_nbytes);
		json_object_close(json);
	}
	json_array_close(json);
	context_document_finish(context);
}

static const char *label_of(const struct du_item *item, struct arena *keep)
{
	if (item->kind == DU_DATASET)
		return arena_printf(keep, "datasets/%s", item->name);
	if (item->kind == DU_PLACE)
		return arena_printf(keep, "%s/", item->name);
	return item->kind == DU_UNLINKED ? "objects without a link" : item->name;
}

static void print_report(struct context *context, const struct du_report *report)
{
	static const char *const titles[] = {"WHAT", "SIZE", "ALONE"};
	struct arena *keep = context->keep;
	struct table *table = table_create(keep, "lrr");
	table_titles(table, titles);
	for (int i = 0; i < report->item_count; i++) {
		const struct du_item *item = &report->items[i];
		table_add(table, label_of(item, keep));
		table_add(table, text_size(keep, item->nbytes));
		table_add(table, text_size(keep, item->alone_nbytes));
	}
	table_add(table, "in all, each file once");
	table_add(table, text_size(keep, report->nbytes));
	table_add(table, NULL);
	table_print(table, stdout, context->out, 0);
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	(void)arguments;
	const struct store *store = context_store(context, st);
	struct du_report report;
	if (!store || !store_du(&report, store, context->keep, st))
		return (int)st->code;
	if (context->json)
		write_report(context, store, &report);
	else
		print_report(context, &report);
	return STATUS_OK;
}

const struct command cmd_du = {
	.name = "du",
	.group = "Models in the store",
	.summary = "show what takes how much room in the store",
	.synopsis = "",
	.run = run,
};
