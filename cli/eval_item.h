// SPDX-License-Identifier: Apache-2.0
/*
 * One card or file that zoo eval measures: found, run, and shown.
 */
#ifndef CLI_EVAL_ITEM_H
#define CLI_EVAL_ITEM_H

#include "cli/context.h"
#include "cli/model_argument.h"
#include "cli/options.h"
#include "zoo/eval.h"
#include "zoo/explain.h"
#include "zoo/sweep.h"

// What the command line says for all of them.
struct eval_options {
	const struct arguments *arguments;
	const struct kernels *kernels;
	enum rounding rounding;
	// Datasets that are open already, as several cards share one.
	const struct dataset *opened[8];
	int opened_count;
};

struct eval_item {
	const struct card *card; // NULL: a file
	const char *name;        // the card's id, or the path as given
	const char *file_name;
	const char *protocol_name;
	struct method method;          // protocol NULL: this version lacks it
	const struct dataset *dataset; // NULL with protocol
	double listing_seconds;        // in which it was opened; 0: it was open already
	enum rounding rounding;
	int64_t limit;
	struct eval_result result;             // only verdict and reasons without a protocol
	const struct explanation *explanation; // NULL: not asked for
	const struct sweep *sweep;             // NULL: not asked for
};

/*
 * Find everything and run it.  True if there is a result, be it that it cannot be measured;
 * false for all that keeps it from being tried.
 */
bool eval_item_run(struct eval_item *out, struct context *context, struct eval_options *options,
	const char *word, struct arena *keep, struct status *st);

void eval_item_print(
	const struct context *context, const struct eval_item *item, struct arena *scratch);
void eval_item_write(struct json *json, const struct eval_item *item);

#endif
