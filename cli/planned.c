// SPDX-License-Identifier: Apache-2.0
/*
 * One place where --isa, $ZOO_ISA and --rounding become a plan.
 */
#include "cli/planned.h"

#include <string.h>

const char *const rounding_choices[] = {"double", "single", "fp32", NULL};

static bool read_rounding(
	enum rounding *rounding, const struct arguments *arguments, struct status *st)
{
	const char *name = arguments_value(arguments, "rounding");
	*rounding = ROUNDING_DOUBLE;
	if (name && !rounding_parse(rounding, name))
		return status_fail(st, STATUS_USAGE, "--rounding: there is no \"%s\"", name);
	return true;
}

bool planned_engine(const struct kernels **kernels, enum rounding *rounding,
	struct context *context, const struct arguments *arguments, struct status *st)
{
	if (!read_rounding(rounding, arguments, st))
		return false;
	*kernels = model_kernels(context, arguments_value(arguments, "isa"), st);
	return *kernels != NULL;
}

const struct kernels *const *planned_tiers(enum rounding *rounding, struct context *context,
	const struct arguments *arguments, struct arena *keep, struct status *st)
{
	if (!read_rounding(rounding, arguments, st))
		return NULL;
	const struct kernels *const *all = kernels_all();
	int count = 0;
	while (all[count])
		count++;
	const struct kernels **tiers = arena_array(keep, const struct kernels *, count + 1);
	const char *isa = arguments_value(arguments, "isa");
	if (!isa || strcmp(isa, "all") != 0) {
		tiers[0] = model_kernels(context, isa, st);
		if (tiers[0])
			return tiers;
		if (isa)
			status_hint(st, "--isa all is each that this CPU runs, in turn");
		return NULL;
	}
	int runnable_count = 0;
	for (; *all; all++)
		if (kernels_runnable(*all))
			tiers[runnable_count++] = *all;
	return tiers;
}

bool planned_create(struct planned *out, struct context *context, const char *word,
	const struct arguments *arguments, struct arena *keep, struct status *st)
{
	if (!planned_engine(&out->kernels, &out->rounding, context, arguments, st) ||
		!model_argument_read(&out->argument, context, word, keep, st))
		return false;
	struct plan_options options = {.kernels = out->kernels, .rounding = out->rounding};
	return model_parse(&out->model, out->argument.file, out->argument.name, keep, st) &&
	       plan_create(&out->plan, out->model, &options, keep, st);
}

void *planned_workspace(const struct planned *planned, struct arena *keep)
{
	return arena_alloc(keep, plan_workspace_nbytes(planned->plan), 1, 64);
}
