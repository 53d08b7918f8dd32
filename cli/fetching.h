// SPDX-License-Identifier: Apache-2.0
/*
 * fetch_card() with the mirrors of the settings and the global options, for zoo fetch and
 * zoo verify --repair.
 */
#ifndef CLI_FETCHING_H
#define CLI_FETCHING_H

#include "cli/context.h"
#include "zoo/fetch.h"

struct fetching {
	const char *const *mirrors; // those of the command line, before the settings'
	bool force, golden;
};

bool fetching_run(struct fetch_result *out, struct context *context, const struct card *card,
	const struct fetching *how, struct arena *keep, struct status *st);

#endif
