// SPDX-License-Identifier: Apache-2.0
/*
 * zoo fetch --dry-run.
 */
#ifndef CLI_FETCH_PLAN_H
#define CLI_FETCH_PLAN_H

#include "cli/context.h"
#include "zoo/fetch.h"

// Print, or write as "results" into `json` (NULL: none), what would be fetched from where.
// A card of which that cannot be said is reported, and does not keep the others from it.
int fetch_plan_show(struct context *context, const struct store *store,
	const struct card *const *cards, const struct fetch_options *options, struct json *json,
	struct status *st);

#endif
