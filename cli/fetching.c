// SPDX-License-Identifier: Apache-2.0
/*
 * Mirrors of the command line come before those of the settings.
 */
#include "cli/fetching.h"

#include "cli/progress.h"
#include "engine/base/words.h"

bool fetching_run(struct fetch_result *out, struct context *context, const struct card *card,
	const struct fetching *how, struct arena *keep, struct status *st)
{
	const struct settings *settings = context_settings(context, st);
	const struct store *store = settings ? context_store(context, st) : NULL;
	if (!store)
		return false;
	int given = words_count(how->mirrors), set = words_count(settings->mirrors);
	const char **mirrors = arena_array(keep, const char *, given + set + 1);
	for (int i = 0; i < given; i++)
		mirrors[i] = how->mirrors[i];
	for (int i = 0; i < set; i++)
		mirrors[given + i] = settings->mirrors[i];
	struct fetch_options options = {.mirrors = mirrors,
		.offline = context->offline,
		.force = how->force,
		.golden = how->golden};
	bool ok = fetch_card(out, store, card, &options, &context->observer, keep, st);
	progress_clear(context->progress);
	return ok;
}
