// SPDX-License-Identifier: Apache-2.0
/*
 * zoo fetch --dataset.
 */
#ifndef CLI_FETCH_DATASETS_H
#define CLI_FETCH_DATASETS_H

#include "cli/context.h"
#include "zoo/fetch.h"

/*
 * Fetch the archives of the datasets of these names (NULL behind the last), or with `plan`
 * say what would be fetched.  Results are printed, or written into `json` (NULL: none).
 */
int fetch_datasets_run(struct context *context, const struct store *store, const char *const *names,
	const struct fetch_options *options, bool plan, struct json *json, struct status *st);

#endif
