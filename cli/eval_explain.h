// SPDX-License-Identifier: Apache-2.0
/*
 * zoo eval --explain: the lattice of knob values, run and shown.
 */
#ifndef CLI_EVAL_EXPLAIN_H
#define CLI_EVAL_EXPLAIN_H

#include "cli/eval_item.h"

// If it is asked for: item->explanation, from the result that the item has.
bool eval_explain_run(struct eval_item *item, struct context *context,
	const struct arguments *arguments, const struct eval_request *request, struct arena *keep,
	struct status *st);

// Nothing, if there is no explanation.
void eval_explain_print(
	const struct context *context, const struct eval_item *item, struct arena *scratch);
void eval_explain_write(struct json *json, const struct eval_item *item);

#endif
