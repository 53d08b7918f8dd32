// SPDX-License-Identifier: Apache-2.0
/*
 * zoo fetch --dry-run, of cards and of datasets.
 */
#ifndef CLI_FETCH_PLAN_H
#define CLI_FETCH_PLAN_H

#include "cli/context.h"
#include "zoo/fetch.h"

/*
 * Print, or write into the array that is open in `json` (NULL: none), what would be fetched
 * from where.  One that cannot be planned does not keep the others from being, as when they
 * are fetched; then the code is that of the batch.
 */
int fetch_plan_cards(struct context *context, const struct store *store,
	const struct card *const *cards, const struct fetch_options *options, struct json *json,
	struct status *st);
int fetch_plan_datasets(struct context *context, const struct store *store,
	const struct dataset_kind *const *kinds, const struct fetch_options *options,
	struct json *json, struct status *st);

#endif
