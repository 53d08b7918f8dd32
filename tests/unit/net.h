// SPDX-License-Identifier: Apache-2.0
/*
 * Small models built by hand, planned and run: struct model without a file.
 *
 *	struct net net = {0};
 *	int in = net_tensor(&net, TENSOR_INT8, SHAPE(1, 4, 4, 2), 0.5f, 3);
 *	int out = net_tensor(...);
 *	struct op *op = net_op(&net, OP_RESHAPE, OPERANDS(in), out);
 *	net_io(&net, in, out);
 *	const void *result = net_run(&net, ROUNDING_DOUBLE, codes);
 *	net_release(&net);
 */
#ifndef TESTS_UNIT_NET_H
#define TESTS_UNIT_NET_H

#include "engine/engine.h"
#include "tests/unit/check.h"
#include "tests/unit/random.h"

#include <string.h>

enum { NET_MAX_TENSORS = 64, NET_MAX_OPS = 16, NET_MAX_OPERANDS = 8 };

struct net {
	struct arena arena;
	struct status st;
	struct tensor tensors[NET_MAX_TENSORS];
	struct op ops[NET_MAX_OPS];
	int32_t inputs[NET_MAX_OPERANDS], outputs[NET_MAX_OPERANDS];
	struct model model;
	const struct kernels *kernels; // NULL: the best
	struct plan *plan;
	void *workspace;
};

struct net_list {
	int count;
	int32_t at[MODEL_MAX_RANK];
};

#define NET_COUNT(...) ((int)(sizeof((int32_t[]){__VA_ARGS__}) / sizeof(int32_t)))
#define SHAPE(...) ((struct net_list){NET_COUNT(__VA_ARGS__), {__VA_ARGS__}})
#define OPERANDS(...) SHAPE(__VA_ARGS__)

// Scale 0: not quantised.
__attribute__((unused)) static int net_tensor(
	struct net *net, enum tensor_type type, struct net_list shape, float scale, int32_t zero)
{
	int index = net->model.tensor_count++;
	struct tensor *t = &net->tensors[index];
	*t = (struct tensor){.name = arena_printf(&net->arena, "t%d", index),
		.type = type,
		.rank = shape.count,
		.count = 1};
	for (int d = 0; d < shape.count; d++) {
		t->shape[d] = shape.at[d];
		t->count *= (size_t)shape.at[d];
	}
	t->nbytes = t->count * tensor_type_nbytes(type);
	if (scale > 0) {
		float *scales = arena_new(&net->arena, float);
		int32_t *zeros = arena_new(&net->arena, int32_t);
		*scales = scale;
		*zeros = zero;
		t->quantisation = (struct quantisation){1, 0, scales, zeros};
	}
	return index;
}

// Make tensor `index` a constant; returns its data to fill in.
__attribute__((unused)) static void *net_constant(struct net *net, int index)
{
	struct tensor *t = &net->tensors[index];
	void *data = arena_alloc(&net->arena, t->nbytes, 1, 16);
	t->constant = (struct bytes){data, t->nbytes};
	return data;
}

__attribute__((unused)) static int net_int32(
	struct net *net, struct net_list shape, struct net_list values)
{
	int index = net_tensor(net, TENSOR_INT32, shape, 0, 0);
	memcpy(net_constant(net, index), values.at, net->tensors[index].nbytes);
	return index;
}

// A scale for each index of `axis`, random.
__attribute__((unused)) static float *net_per_channel(struct net *net, int index, int axis)
{
	struct tensor *t = &net->tensors[index];
	float *scales = arena_array(&net->arena, float, t->shape[axis]);
	for (int32_t i = 0; i < t->shape[axis]; i++)
		scales[i] = random_scale();
	t->quantisation = (struct quantisation){
		t->shape[axis], axis, scales, arena_array(&net->arena, int32_t, t->shape[axis])};
	return scales;
}

__attribute__((unused)) static struct op *net_op(
	struct net *net, int code, struct net_list inputs, int output)
{
	struct op *op = &net->ops[net->model.op_count++];
	int32_t *in = arena_array(&net->arena, int32_t, inputs.count);
	int32_t *out = arena_new(&net->arena, int32_t);
	memcpy(in, inputs.at, (size_t)inputs.count * sizeof(*in));
	*out = output;
	*op = (struct op){.code = code,
		.version = 1,
		.input_count = inputs.count,
		.output_count = 1,
		.inputs = in,
		.outputs = out};
	return op;
}

__attribute__((unused)) static void net_io(struct net *net, int input, int output)
{
	net->inputs[0] = input;
	net->outputs[0] = output;
	net->model.input_count = 1;
	net->model.output_count = 1;
}

// With the net's kernels.
__attribute__((unused)) static bool net_plan_with(struct net *net, struct plan_options options)
{
	net->model.name = "net";
	net->model.description = "";
	net->model.tensors = net->tensors;
	net->model.ops = net->ops;
	net->model.inputs = net->inputs;
	net->model.outputs = net->outputs;
	options.kernels = net->kernels;
	return plan_create(&net->plan, &net->model, &options, &net->arena, &net->st);
}

__attribute__((unused)) static bool net_plan(struct net *net, enum rounding rounding)
{
	return net_plan_with(net, (struct plan_options){.rounding = rounding});
}

// Plan and run on a dirty workspace of exactly the size that is asked for; NULL: refused.
__attribute__((unused)) static const void *net_run(
	struct net *net, enum rounding rounding, const void *input)
{
	if (!net_plan(net, rounding)) {
		printf("# %s\n", net->st.message);
		return NULL;
	}
	size_t nbytes = plan_workspace_nbytes(net->plan);
	free(net->workspace);
	// of that size exactly, so that the address sanitizer sees the end of it
	if (posix_memalign(&net->workspace, 64, nbytes ? nbytes : 1) != 0)
		return NULL;
	memset(net->workspace, 0xaa, nbytes);
	if (net->model.input_count)
		memcpy(plan_input(net->plan, 0, net->workspace), input,
			net->tensors[net->inputs[0]].nbytes);
	plan_run(net->plan, net->workspace);
	return plan_output(net->plan, 0, net->workspace);
}

__attribute__((unused)) static void net_release(struct net *net)
{
	free(net->workspace);
	arena_release(&net->arena);
	*net = (struct net){0};
}

__attribute__((unused)) static int8_t *net_codes(struct net *net, size_t count)
{
	int8_t *codes = arena_alloc(&net->arena, count, 1, 1);
	for (size_t i = 0; i < count; i++)
		codes[i] = random_code();
	return codes;
}

#endif
