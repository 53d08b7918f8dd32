// SPDX-License-Identifier: Apache-2.0
/*
 * What a model said: the largest elements of an output, with labels, codes and the values
 * that the codes stand for.
 */
#ifndef CLI_OUTPUTS_H
#define CLI_OUTPUTS_H

#include "cli/context.h"
#include "engine/model.h"

struct output_view {
	const char *const *labels;
	int label_count; // 0: there are none, or they do not fit
	int top_count;   // this many of the largest
	bool as_reals;   // without the codes
};

// What an element stands for: scale * (code - zero point), where there is one scale.
double output_value(const struct tensor *tensor, double element);

// The largest elements of `data`, largest first; of equal ones the first.
void output_print(const struct context *context, const struct tensor *tensor, const void *data,
	const struct output_view *view, struct arena *scratch);
void output_write(struct json *json, const struct tensor *tensor, const void *data,
	const struct output_view *view, struct arena *scratch);

#endif
