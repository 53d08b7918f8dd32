// SPDX-License-Identifier: Apache-2.0
/*
 * Every layer of a published network against those that TFLite Micro's reference kernels gave
 * for one golden input: names the first tensor that differs.
 */
#ifndef TESTS_UNIT_GOLDEN_LAYERS_H
#define TESTS_UNIT_GOLDEN_LAYERS_H

#include "tests/unit/accumulator.h"
#include "tests/unit/goldens.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DIRT = 0xaa, WALKED_INPUT = 5 };

struct walk {
	const struct model *model;
	const void *input;
	char directory[64];
	int compared, differing;
};

// Of an element that is wrong, where the layer's input is at hand.
static void print_accumulator(const struct walk *walk, int op, size_t element, struct arena *arena)
{
	const struct op *at = &walk->model->ops[op];
	struct bytes in = {walk->input, 0};
	struct status st;
	if (at->inputs[0] != walk->model->inputs[0] &&
		!file_read(&in, arena_printf(arena, "%s/t%d.bin", walk->directory, at->inputs[0]),
			MODEL_MAX_FILE_NBYTES, arena, &st))
		return;
	int64_t sum;
	int32_t channel;
	if (accumulator_of(&sum, &channel, walk->model, at, (const int8_t *)(const void *)in.data,
		    element))
		printf("# channel %d, accumulator %lld\n", channel, (long long)sum);
}

static void compare_layer(void *context, int op, const void *output)
{
	struct walk *walk = context;
	int32_t index = walk->model->ops[op].outputs[0];
	const struct tensor *tensor = &walk->model->tensors[index];
	struct arena arena = {0};
	struct status st;
	struct bytes expected;
	char *path = arena_printf(&arena, "%s/t%d.bin", walk->directory, index);
	if (file_read(&expected, path, MODEL_MAX_FILE_NBYTES, &arena, &st) &&
		expected.nbytes == tensor->nbytes) {
		walk->compared++;
		const signed char *got = output;
		size_t first = 0;
		while (first < tensor->nbytes && got[first] == (signed char)expected.data[first])
			first++;
		if (first < tensor->nbytes && walk->differing++ == 0) {
			printf("# first difference: op %d, tensor %d \"%s\", element %zu: "
			       "expected %d, got %d\n",
				op, index, tensor->name, first, (signed char)expected.data[first],
				got[first]);
			print_accumulator(walk, op, first, &arena);
		}
	}
	arena_release(&arena);
}

// Every layer of input 5.
static void check_layers(const struct golden *golden, const char *shared, const struct model *model,
	const struct plan *plan, void *workspace, const void *input)
{
	struct walk walk = {.model = model, .input = input, .directory = "/tmp/zoo-layers-XXXXXX"};
	char command[512];
	if (!mkdtemp(walk.directory)) {
		CHECK(false, "%s: a scratch folder", golden->name);
		return;
	}
	snprintf(command, sizeof(command),
		"tar -xJf '%s/goldens/%s/layers_of_input_5.tar.xz' -C %s", shared, golden->name,
		walk.directory);
	CHECK(system(command) == 0, "%s: unpack layers", golden->name);
	memset(workspace, DIRT, plan_workspace_nbytes(plan));
	memcpy(plan_input(plan, 0, workspace), input, model->tensors[model->inputs[0]].nbytes);
	plan_run_observed(plan, workspace, compare_layer, &walk);
	CHECK(walk.compared * 4 >= model->op_count * 3, "%s: %d of %d layers at hand", golden->name,
		walk.compared, model->op_count);
	CHECK_INT(walk.differing, 0, "%s: layers of input %d that differ", golden->name,
		WALKED_INPUT);
	snprintf(command, sizeof(command), "rm -r %s", walk.directory);
	CHECK(system(command) == 0, "%s: clean up", golden->name);
}

#endif
