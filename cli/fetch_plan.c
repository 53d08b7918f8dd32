// SPDX-License-Identifier: Apache-2.0
/*
 * One line for each file that is there, and the sources, in order, of each that is not.
 */
#include "cli/fetch_plan.h"

#include "cli/progress.h"
#include "cli/text.h"

#include <stdio.h>

// A card, or a dataset, and what was found out about fetching it.
struct planned {
	const struct card *card;         // NULL: a dataset
	const struct dataset_kind *kind; // NULL: a card
	const char *name;
	struct fetch_plan plan;
	struct status failure;
};

static void print_item(
	const struct planned *planned, const struct fetch_plan_item *item, struct arena *scratch)
{
	const char *size = item->nbytes >= 0 ? text_size(scratch, item->nbytes) : "size not known";
	printf("%s: %s: %s, %s", planned->name, text_printable(scratch, item->name),
		item->present ? "present" : "would be fetched", size);
	if (!item->present && item->kept_nbytes > 0)
		printf(", of which an earlier transfer left %s",
			text_size(scratch, item->kept_nbytes));
	putchar('\n');
	if (!item->present && planned->kind)
		printf("  licence: %s%s%s\n", planned->kind->licence, item->doubt ? "; " : "",
			item->doubt ? item->doubt : "");
	for (int i = 0; !item->present && item->sources[i]; i++)
		printf("  %s\n", text_printable(scratch, item->sources[i]));
	if (!item->present && !item->sources[0])
		puts("  no source: --offline allows no download");
}

static void write_items(struct json *json, const struct fetch_plan *plan)
{
	json_array_open(json, "files");
	for (int i = 0; i < plan->item_count; i++) {
		const struct fetch_plan_item *item = &plan->items[i];
		json_object_open(json, NULL);
		json_text(json, "name", item->name);
		json_bool(json, "present", item->present);
		json_count(json, "bytes", item->nbytes);
		json_int(json, "kept_bytes", item->kept_nbytes);
		json_texts(json, "sources", item->sources);
		json_text(json, "doubt", item->doubt);
		json_object_close(json);
	}
	json_array_close(json);
}

static void write_planned(struct json *json, const struct planned *planned)
{
	json_object_open(json, NULL);
	json_text(json, planned->card ? "card" : "dataset", planned->name);
	if (planned->kind)
		json_text(json, "licence", planned->kind->licence);
	write_items(json, &planned->plan);
	if (planned->failure.code != STATUS_OK)
		context_write_error(json, &planned->failure);
	else
		json_null(json, "error");
	json_object_close(json);
}

static void show(struct batch *batch, struct context *context, const struct planned *planned,
	struct json *json, struct arena *scratch)
{
	bool ok = planned->failure.code == STATUS_OK;
	batch_add(batch, (int)planned->failure.code);
	for (int i = 0; ok && !json && i < planned->plan.item_count; i++)
		print_item(planned, &planned->plan.items[i], scratch);
	if (!ok)
		context_report(context, &planned->failure);
	if (json)
		write_planned(json, planned);
}

// False if a signal ended it.
static bool plan_one(struct batch *batch, struct context *context, const struct store *store,
	struct planned *planned, const struct fetch_options *options, struct json *json,
	struct status *st)
{
	struct arena scratch = {0};
	struct status *failure = &planned->failure;
	bool ok = planned->card ? fetch_card_plan(&planned->plan, store, planned->card, options,
					  &scratch, failure)
				: fetch_dataset_plan(&planned->plan, store, planned->kind, options,
					  &context->observer, &scratch, failure);
	bool stopped = !ok && failure->code == STATUS_INTERRUPTED;
	progress_clear(context->progress);
	if (!ok)
		planned->plan = (struct fetch_plan){.item_count = 0};
	if (stopped)
		context_stopped(context, st);
	else
		show(batch, context, planned, json, &scratch);
	arena_release(&scratch);
	return !stopped;
}

int fetch_plan_cards(struct context *context, const struct store *store,
	const struct card *const *cards, const struct fetch_options *options, struct json *json,
	struct status *st)
{
	struct batch batch = {STATUS_OK};
	for (; *cards; cards++) {
		struct planned planned = {.card = *cards, .name = (*cards)->id};
		if (context_stopped(context, st) ||
			!plan_one(&batch, context, store, &planned, options, json, st))
			return (int)st->code;
	}
	return batch.code;
}

int fetch_plan_datasets(struct context *context, const struct store *store,
	const struct dataset_kind *const *kinds, const struct fetch_options *options,
	struct json *json, struct status *st)
{
	struct batch batch = {STATUS_OK};
	for (; *kinds; kinds++) {
		struct planned planned = {.kind = *kinds, .name = (*kinds)->name};
		if (context_stopped(context, st) ||
			!plan_one(&batch, context, store, &planned, options, json, st))
			return (int)st->code;
	}
	return batch.code;
}
