// SPDX-License-Identifier: Apache-2.0
/*
 * PAD before a convolution: where the convolution does it itself, and where it must not;
 * and every operator's output where that is asked for.  That bytes are the same either way
 * test_plan_batch.c says, of random models.
 */
#include "tests/unit/random_net.h"

enum { SIDE = 6, DEPTH = 5, ZERO = -7 };

// One change to the usual network, which folds: in -> PAD 1, 1 around -> CONV_2D 3x3 -> out.
struct variant {
	const char *name;
	int code, taps, stride, dilation;
	enum padding padding;
	int32_t around[8];
	int32_t fill; // PADV2 if not ZERO
	bool read_twice, is_output, folds;
};

static const struct variant variants[] = {
	{"one around 3x3", OP_CONV_2D, 3, 1, 1, PADDING_VALID, {0, 0, 1, 1, 1, 1}, ZERO, false,
		false, true},
	{"one behind, depthwise, stride 2", OP_DEPTHWISE_CONV_2D, 3, 2, 1, PADDING_VALID,
		{0, 0, 0, 1, 0, 1}, ZERO, false, false, true},
	{"two around 2 dilated taps", OP_CONV_2D, 2, 1, 2, PADDING_VALID, {0, 0, 2, 2, 2, 2}, ZERO,
		false, false, true},
	{"one above 1x1", OP_CONV_2D, 1, 1, 1, PADDING_VALID, {0, 0, 1, 0, 0, 0}, ZERO, false,
		false, false},
	{"three before 3x3", OP_CONV_2D, 3, 1, 1, PADDING_VALID, {0, 0, 3, 0, 0, 0}, ZERO, false,
		false, false},
	{"before padding of its own", OP_CONV_2D, 3, 1, 1, PADDING_SAME, {0, 0, 1, 1, 1, 1}, ZERO,
		false, false, false},
	{"channels", OP_CONV_2D, 3, 1, 1, PADDING_VALID, {0, 0, 1, 1, 1, 1, 0, 2}, ZERO, false,
		false, false},
	{"pictures", OP_CONV_2D, 3, 1, 1, PADDING_VALID, {1, 0, 1, 1, 1, 1}, ZERO, false, false,
		false},
	{"another code", OP_CONV_2D, 3, 1, 1, PADDING_VALID, {0, 0, 1, 1, 1, 1}, 9, false, false,
		false},
	{"read by another operator", OP_CONV_2D, 3, 1, 1, PADDING_VALID, {0, 0, 1, 1, 1, 1}, ZERO,
		true, false, false},
	{"an output of the model", OP_CONV_2D, 3, 1, 1, PADDING_VALID, {0, 0, 1, 1, 1, 1}, ZERO,
		false, true, false},
};

static int extent(const struct variant *v, int size)
{
	if (v->padding == PADDING_SAME)
		return (size + v->stride - 1) / v->stride;
	return (size - (v->taps - 1) * v->dilation - 1) / v->stride + 1;
}

static void build(struct net *net, const struct variant *v)
{
	const int32_t *a = v->around;
	int32_t shape[4] = {
		1 + a[0] + a[1], SIDE + a[2] + a[3], SIDE + a[4] + a[5], DEPTH + a[6] + a[7]};
	int in = net_tensor(net, TENSOR_INT8, SHAPE(1, SIDE, SIDE, DEPTH), 0.5f, ZERO);
	int paddings = net_tensor(net, TENSOR_INT32, SHAPE(4, 2), 0, 0);
	memcpy(net_constant(net, paddings), a, sizeof(v->around));
	int padded = net_tensor(
		net, TENSOR_INT8, SHAPE(shape[0], shape[1], shape[2], shape[3]), 0.5f, ZERO);
	if (v->fill == ZERO) {
		net_op(net, OP_PAD, OPERANDS(in, paddings), padded);
	} else {
		int code = net_tensor(net, TENSOR_INT8, SHAPE(1), 0.5f, ZERO);
		*(int8_t *)net_constant(net, code) = (int8_t)v->fill;
		net_op(net, OP_PADV2, OPERANDS(in, paddings, code), padded);
	}
	bool depthwise = v->code == OP_DEPTHWISE_CONV_2D;
	int channels = depthwise ? shape[3] : 7;
	int weights = net_tensor(
		net, TENSOR_INT8, SHAPE(depthwise ? 1 : 7, v->taps, v->taps, shape[3]), 0.03f, 0);
	random_net_fill(net, weights);
	int out = net_tensor(net, TENSOR_INT8,
		SHAPE(shape[0], extent(v, shape[1]), extent(v, shape[2]), channels), 0.5f, 3);
	struct op *op = net_op(net, v->code, OPERANDS(padded, weights), out);
	op->options.window.padding = v->padding;
	op->options.window.stride_h = op->options.window.stride_w = v->stride;
	op->options.window.dilation_h = op->options.window.dilation_w = v->dilation;
	op->options.window.depth_multiplier = 1;
	net_io(net, in, out);
	if (v->is_output)
		net->outputs[net->model.output_count++] = padded;
	if (v->read_twice) {
		int sum = net_tensor(
			net, TENSOR_INT8, SHAPE(shape[0], shape[1], shape[2], shape[3]), 0.5f, 0);
		net_op(net, OP_ADD, OPERANDS(padded, padded), sum);
		net->outputs[net->model.output_count++] = sum;
	}
}

struct seen {
	int absent, count;
};

static void see(void *context, int op, const void *output)
{
	struct seen *seen = context;
	(void)op;
	seen->absent += !output;
	seen->count++;
}

static void check_variant(const struct variant *v, const struct kernels *kernels)
{
	struct net net = {.kernels = kernels};
	build(&net, v);
	const int8_t *codes = net_codes(&net, SIDE * SIDE * DEPTH);
	if (!CHECK(net_run(&net, ROUNDING_DOUBLE, codes), "%s: planned", v->name)) {
		net_release(&net);
		return;
	}
	const struct plan *folded = net.plan;
	bool folds = !plan_op_kernel(folded, 0);
	CHECK(folds == v->folds, "%s: %s", v->name, v->folds ? "folded" : "not folded");
	struct seen seen = {0};
	memcpy(plan_input(folded, 0, net.workspace), codes, SIDE * SIDE * DEPTH);
	plan_run_observed(folded, net.workspace, see, &seen);
	CHECK(seen.absent == v->folds && seen.count == net.model.op_count,
		"%s: outputs that do not come about", v->name);
	CHECK(plan_op_kernel(folded, 1)[0] != '\0', "%s: by \"%s\"", v->name,
		plan_op_kernel(folded, 1));

	if (CHECK(net_plan_with(&net, (struct plan_options){.every_tensor = true}) &&
			    plan_op_kernel(net.plan, 0),
		    "%s: every operator by itself", v->name)) {
		const struct plan *plan = net.plan;
		void *workspace = arena_alloc(&net.arena, plan_workspace_nbytes(plan), 1, 64);
		memcpy(plan_input(plan, 0, workspace), codes, SIDE * SIDE * DEPTH);
		plan_run(plan, workspace);
		CHECK(memcmp(plan_output(plan, 0, workspace), plan_output(folded, 0, net.workspace),
			      net.tensors[net.outputs[0]].nbytes) == 0,
			"%s: the same bytes", v->name);
		CHECK_INT((long long)plan_arena_nbytes(folded), (long long)plan_arena_nbytes(plan),
			"%s: an interpreter's arena holds the padded picture either way", v->name);
		CHECK(!v->folds || plan_workspace_nbytes(folded) < plan_workspace_nbytes(plan),
			"%s: here it needs no room", v->name);
	}
	net_release(&net);
}

int main(void)
{
	random_init();
	for (const struct kernels *const *t = kernels_all(); *t; t++) {
		if (!kernels_runnable(*t)) {
			check_skip(kernels_name(*t), "this CPU cannot run it");
			continue;
		}
		for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++)
			check_variant(&variants[i], *t);
	}
	return check_done();
}
