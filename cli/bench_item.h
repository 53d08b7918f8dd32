// SPDX-License-Identifier: Apache-2.0
/*
 * One model that zoo bench has timed, and how it is shown.
 */
#ifndef CLI_BENCH_ITEM_H
#define CLI_BENCH_ITEM_H

#include "cli/context.h"
#include "cli/model_argument.h"
#include "zoo/bench.h"

struct bench_item {
	struct model_argument argument;
	struct model *model;
	enum rounding rounding;
	int threads;
	int case_count; // tables of kernels
	const struct bench_case *cases;
	const struct bench_result *results;
};

// What an operator looks at for one output, and how far that moves; height and width.
struct bench_window {
	int32_t size[2];
	int32_t stride[2];
};

// False: the operator has none.
bool bench_op_window(struct bench_window *out, const struct model *model, const struct op *op);

// One model with one table of kernels in lines, more of either in one table.
void bench_items_print(const struct context *context, const struct bench_item *items, int count);

// An object for each table of kernels.
void bench_item_write(struct json *json, const struct bench_item *item);

#endif
