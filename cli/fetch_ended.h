// SPDX-License-Identifier: Apache-2.0
/*
 * What became of several cards that are fetched at once: shown as each ends, kept for a
 * document in the order in which they were asked for.
 */
#ifndef CLI_FETCH_ENDED_H
#define CLI_FETCH_ENDED_H

#include "cli/context.h"
#include "zoo/fetch.h"

/*
 * Fetch and print, or write as "results" into `json` (NULL: none).  The exit code; a signal
 * is told in `st`.
 */
int fetch_ended_run(struct context *context, const struct store *store,
	const struct card *const *cards, const struct fetch_options *options, struct json *json,
	struct status *st);

#endif
