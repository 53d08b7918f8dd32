// SPDX-License-Identifier: Apache-2.0
/*
 * zoo eval --sweep rounding: the same measurement under every rounding, run and shown.
 */
#ifndef CLI_EVAL_SWEEP_H
#define CLI_EVAL_SWEEP_H

#include "cli/eval_item.h"

// If it is asked for: item->sweep, from the result that the item has.
bool eval_sweep_run(struct eval_item *item, struct context *context,
	const struct arguments *arguments, const struct eval_request *request, struct arena *keep,
	struct status *st);

// Nothing, if there is no sweep.
void eval_sweep_print(
	const struct context *context, const struct eval_item *item, struct arena *scratch);
void eval_sweep_write(struct json *json, const struct eval_item *item);

#endif
