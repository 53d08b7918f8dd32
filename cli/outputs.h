// SPDX-License-Identifier: Apache-2.0
/*
 * What a model said: the largest elements of an output, with labels, codes and the values
 * that the codes stand for.
 */
#ifndef CLI_OUTPUTS_H
#define CLI_OUTPUTS_H

#include "cli/context.h"
#include "engine/model.h"

struct output_labels {
	const char *const *labels;
	int label_count; // 0: there are none, or they do not fit
};

// The `top_count` largest elements of `data`, largest first; of equal ones the first.
void output_print(const struct context *context, const struct tensor *tensor, const void *data,
	struct output_labels labels, int top_count, struct arena *scratch);
void output_write(struct json *json, const struct tensor *tensor, const void *data,
	struct output_labels labels, int top_count, struct arena *scratch);

#endif
