// SPDX-License-Identifier: Apache-2.0
/*
 * One after the other: they are large, and come from one place each.  The licence is shown
 * before the first byte.
 */
#include "cli/fetch_datasets.h"

#include "cli/fetching.h"
#include "cli/progress.h"
#include "cli/text.h"
#include "zoo/dataset.h"
#include "zoo/incoming.h"

#include <stdio.h>

static const struct dataset_kind *const *find_all(
	const char *const *names, struct arena *keep, struct status *st)
{
	int count = 0;
	while (names[count])
		count++;
	const struct dataset_kind **kinds =
		arena_array(keep, const struct dataset_kind *, count + 1);
	for (int i = 0; i < count; i++)
		if (!(kinds[i] = dataset_kind_find(names[i], st)))
			return NULL;
	return kinds;
}

static const char *hash_note(const struct dataset_download *download)
{
	return download->sha256[0]
		       ? ""
		       : "; its record has only an MD5, which tells damage, not forgery";
}

static void plan_one(struct context *context, const struct store *store,
	const struct dataset_kind *kind, const struct dataset_download *download, struct json *json)
{
	struct arena *keep = context->keep;
	bool present = store_has_dataset(store, download->name, download->size_nbytes);
	if (json) {
		json_object_open(json, NULL);
		json_text(json, "dataset", kind->name);
		json_text(json, "name", download->name);
		json_bool(json, "present", present);
		json_count(json, "bytes", download->size_nbytes);
		json_text(json, "licence", kind->licence);
		json_text(json, "url", download->url);
		json_object_close(json);
		return;
	}
	printf("%s: %s: %s, %s\n", kind->name, download->name,
		present ? "present" : "would be fetched", text_size(keep, download->size_nbytes));
	if (!present)
		printf("  %s\n  licence: %s%s\n", download->url, kind->licence,
			hash_note(download));
}

static void announce(struct context *context, const struct store *store,
	const struct dataset_kind *kind, bool force)
{
	for (const struct dataset_download *d = kind->downloads; d && d->name; d++)
		if (force || !store_has_dataset(store, d->name, d->size_nbytes))
			context_note(context, "%s: %s, %s; licence: %s%s", kind->name, d->name,
				text_size(context->keep, d->size_nbytes), kind->licence,
				hash_note(d));
}

static void fetch_one(struct batch *batch, struct context *context, const struct store *store,
	const struct dataset_kind *kind, const struct fetch_options *options, struct json *json,
	struct status *st)
{
	struct fetch_result result;
	struct status failure = {.code = STATUS_OK};
	announce(context, store, kind, options->force);
	bool ok = fetch_dataset(
		&result, store, kind, options, &context->observer, context->keep, &failure);
	progress_clear(context->progress);
	if (!ok && failure.code == STATUS_INTERRUPTED) {
		*st = failure;
		context_stopped(context, st);
		return;
	}
	batch_add(batch, ok ? STATUS_OK : (int)failure.code);
	if (!json)
		fetching_print(context, kind->name, &result);
	if (!ok)
		context_report(context, &failure);
	if (json)
		fetching_write(json, "dataset", kind->name, &result, ok ? NULL : &failure);
}

int fetch_datasets_run(struct context *context, const struct store *store, const char *const *names,
	const struct fetch_options *options, bool plan, struct json *json, struct status *st)
{
	struct batch batch = {STATUS_OK};
	const struct dataset_kind *const *kinds = find_all(names, context->keep, st);
	if (!kinds)
		return (int)st->code;
	for (; *kinds && st->code == STATUS_OK; kinds++) {
		if (!plan || !(*kinds)->downloads) {
			fetch_one(&batch, context, store, *kinds, options, json, st);
			continue;
		}
		for (const struct dataset_download *d = (*kinds)->downloads; d->name; d++)
			plan_one(context, store, *kinds, d, json);
	}
	return st->code == STATUS_OK ? batch.code : (int)st->code;
}
