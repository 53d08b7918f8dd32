// SPDX-License-Identifier: Apache-2.0
/*
 * A model argument, ready to run: parsed and planned, with the engine's options that run,
 * bench and eval share.
 */
#ifndef CLI_PLANNED_H
#define CLI_PLANNED_H

#include "cli/model_argument.h"
#include "cli/options.h"

struct planned {
	struct model_argument argument;
	struct model *model;
	struct plan *plan;
	const struct kernels *kernels;
	enum rounding rounding;
};

extern const char *const rounding_choices[]; // for --rounding, NULL behind the last

// --isa and --rounding, where they are given.
bool planned_engine(const struct kernels **kernels, enum rounding *rounding,
	struct context *context, const struct arguments *arguments, struct status *st);

/*
 * The same where --isa may be "all": every table that this CPU runs, best first; NULL behind
 * the last.
 */
const struct kernels *const *planned_tiers(enum rounding *rounding, struct context *context,
	const struct arguments *arguments, struct arena *keep, struct status *st);

bool planned_create(struct planned *out, struct context *context, const char *word,
	const struct arguments *arguments, struct arena *keep, struct status *st);

// A workspace for one thread.
void *planned_workspace(const struct planned *planned, struct arena *keep);

#endif
