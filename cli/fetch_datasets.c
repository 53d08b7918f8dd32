// SPDX-License-Identifier: Apache-2.0
/*
 * One after the other: they are large, and come from one place each.
 */
#include "cli/fetch_datasets.h"

#include "cli/fetch_plan.h"
#include "cli/fetching.h"
#include "cli/progress.h"
#include "engine/base/words.h"

static const struct dataset_kind *const *find_all(
	const char *const *names, struct arena *keep, struct status *st)
{
	const struct dataset_kind **kinds =
		arena_array(keep, const struct dataset_kind *, words_count(names) + 1);
	for (int i = 0; names[i]; i++)
		if (!(kinds[i] = dataset_kind_find(names[i], st)))
			return NULL;
	return kinds;
}

static void fetch_one(struct batch *batch, struct context *context, const struct store *store,
	const struct dataset_kind *kind, const struct fetch_options *options, struct json *json,
	struct status *st)
{
	struct fetch_result result;
	struct status failure = {.code = STATUS_OK};
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
	if (plan)
		return fetch_plan_datasets(context, store, kinds, options, json, st);
	for (; *kinds && st->code == STATUS_OK; kinds++)
		fetch_one(&batch, context, store, *kinds, options, json, st);
	return st->code == STATUS_OK ? batch.code : (int)st->code;
}
