// SPDX-License-Identifier: Apache-2.0
/*
 * One line for each file that is there, and the sources, in order, of each that is not.
 */
#include "cli/fetch_plan.h"

#include "cli/text.h"

#include <stdio.h>

static void print_item(const struct fetch_plan_item *item, const char *id, struct arena *scratch)
{
	const char *size = item->nbytes >= 0 ? text_size(scratch, item->nbytes) : "size not known";
	printf("%s: %s: %s, %s", id, text_printable(scratch, item->name),
		item->present ? "present" : "would be fetched", size);
	if (!item->present && item->kept_nbytes > 0)
		printf(", of which an earlier transfer left %s",
			text_size(scratch, item->kept_nbytes));
	putchar('\n');
	for (int i = 0; !item->present && item->sources[i]; i++)
		printf("  %s\n", text_printable(scratch, item->sources[i]));
	if (!item->present && !item->sources[0])
		puts("  no source: --offline allows no download");
}

// With the failure in place of what would be done.
static void write_plan(struct json *json, const char *id, const struct fetch_plan *plan,
	const struct status *failure)
{
	json_object_open(json, NULL);
	json_text(json, "card", id);
	json_array_open(json, "files");
	for (int i = 0; !failure && i < plan->item_count; i++) {
		const struct fetch_plan_item *item = &plan->items[i];
		json_object_open(json, NULL);
		json_text(json, "name", item->name);
		json_bool(json, "present", item->present);
		json_count(json, "bytes", item->nbytes);
		json_int(json, "kept_bytes", item->kept_nbytes);
		json_texts(json, "sources", item->sources);
		json_object_close(json);
	}
	json_array_close(json);
	if (failure)
		context_write_error(json, failure);
	else
		json_null(json, "error");
	json_object_close(json);
}

int fetch_plan_show(struct context *context, const struct store *store,
	const struct card *const *cards, const struct fetch_options *options, struct json *json,
	struct status *st)
{
	struct batch batch = {STATUS_OK};
	for (; *cards; cards++) {
		struct arena scratch = {0};
		struct fetch_plan plan;
		struct status failure;
		if (context_stopped(context, st))
			return (int)st->code;
		bool ok = fetch_card_plan(&plan, store, *cards, options, &scratch, &failure);
		batch_add(&batch, ok ? STATUS_OK : (int)failure.code);
		if (!ok)
			context_report(context, &failure);
		if (json)
			write_plan(json, (*cards)->id, &plan, ok ? NULL : &failure);
		for (int i = 0; ok && !json && i < plan.item_count; i++)
			print_item(&plan.items[i], (*cards)->id, &scratch);
		arena_release(&scratch);
	}
	return batch.code;
}
