// SPDX-License-Identifier: Apache-2.0
/*
 * zoo/fetch.h with the mirrors of the settings and the global options, for zoo fetch and
 * zoo verify --repair.
 */
#ifndef CLI_FETCHING_H
#define CLI_FETCHING_H

#include "cli/context.h"
#include "zoo/fetch.h"

struct fetching {
	const char *const *mirrors; // those of the command line, before the settings'
	bool force, golden, keep_rejected;
	int jobs;
};

// False if the settings or the store cannot be had, or a mirror is none.
bool fetching_options(struct fetch_options *out, const struct store **store,
	struct context *context, const struct fetching *how, struct status *st);

bool fetching_run(struct fetch_result *out, struct context *context, const struct card *card,
	const struct fetching *how, struct arena *keep, struct status *st);

// What became of one: a line on stdout, complaints on stderr.
void fetching_print(struct context *context, const char *name, const struct fetch_result *result);

// {NAME_KEY: name, "status", "bytes", "source", "vectors_failed", "error", "attempts"}
void fetching_write(struct json *json, const char *name_key, const char *name,
	const struct fetch_result *result, const struct status *failure);

#endif
