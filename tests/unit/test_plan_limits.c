// SPDX-License-Identifier: Apache-2.0
/*
 * Small files that ask for much: every operator on the same weights, operators whose few
 * products take long, and more of everything than a network has.  plan_create() refuses
 * them before it takes the memory or the time.
 */
#include "engine/engine.h"
#include "tests/unit/check.h"

#include <time.h>

enum { OP_COUNT = 5000 };

// OP_COUNT operators at most, which all read tensor 0 and constant 1; operator i makes 2 + i.
struct crowd {
	struct arena arena;
	struct status st;
	struct tensor tensors[OP_COUNT + 2];
	struct op ops[OP_COUNT];
	int32_t inputs[OP_COUNT + 2], output;
	struct model model;
	double seconds;
};

static const float half = 0.5f;
static const int32_t zero = 0;

static struct tensor codes(int32_t h, int32_t w, int32_t depth)
{
	size_t count = (size_t)h * (size_t)w * (size_t)depth;
	return (struct tensor){.name = "t",
		.type = TENSOR_INT8,
		.rank = 4,
		.shape = {1, h, w, depth},
		.count = count,
		.nbytes = count,
		.quantisation = {.count = 1, .scale = &half, .zero = &zero}};
}

static struct crowd *crowd_new(
	int code, struct tensor in, struct tensor weights, struct tensor out, int op_count)
{
	struct crowd *c = calloc(1, sizeof(*c));
	c->tensors[0] = in;
	weights.constant.nbytes = weights.nbytes;
	weights.constant.data = arena_alloc(&c->arena, weights.nbytes, 1, 16);
	c->tensors[1] = weights;
	for (int i = 0; i < op_count; i++) {
		c->tensors[2 + i] = out;
		int32_t *indices = arena_array(&c->arena, int32_t, 3);
		memcpy(indices, (const int32_t[]){0, 1, 2 + i}, 3 * sizeof(*indices));
		c->ops[i] = (struct op){.code = code,
			.version = 1,
			.input_count = code == OP_CONV_2D || code == OP_DEPTHWISE_CONV_2D ? 2 : 1,
			.output_count = 1,
			.inputs = indices,
			.outputs = indices + 2};
		c->ops[i].options.window.stride_h = c->ops[i].options.window.stride_w = 1;
		c->ops[i].options.window.dilation_h = c->ops[i].options.window.dilation_w = 1;
		c->ops[i].options.window.window_h = c->ops[i].options.window.window_w = 1;
		c->ops[i].options.window.depth_multiplier = out.shape[3] / in.shape[3];
	}
	c->output = 1 + op_count;
	c->model = (struct model){.name = "crowd",
		.description = "",
		.tensor_count = 2 + op_count,
		.op_count = op_count,
		.input_count = 1,
		.output_count = 1,
		.constant_nbytes = weights.nbytes,
		.tensors = c->tensors,
		.ops = c->ops,
		.inputs = c->inputs,
		.outputs = &c->output};
	return c;
}

static bool crowd_plan(struct crowd *c)
{
	struct plan *plan;
	clock_t start = clock();
	bool ok = plan_create(&plan, &c->model, &(struct plan_options){0}, &c->arena, &c->st);
	c->seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	return ok;
}

static void crowd_free(struct crowd *c)
{
	arena_release(&c->arena);
	free(c);
}

static void check_refused(struct crowd *c, const char *word, const char *what)
{
	CHECK(!crowd_plan(c) && c->st.code == STATUS_FORMAT && strstr(c->st.message, word),
		"%s: %s", what, c->st.message);
	CHECK(c->seconds < 1, "%s: refused after %.3f s", what, c->seconds);
	crowd_free(c);
}

static void check_accepted(struct crowd *c, const char *what)
{
	CHECK(crowd_plan(c), "%s: %s", what, c->st.message);
	crowd_free(c);
}

int main(void)
{
	// one output channel of 100,000 products: sixteen lanes of two bytes, 3.2 MB when packed
	check_accepted(
		crowd_new(OP_CONV_2D, codes(1, 1, 100000), codes(1, 1, 100000), codes(1, 1, 1), 8),
		"8 operators on the same 100,000 weights");
	check_refused(crowd_new(OP_CONV_2D, codes(1, 1, 100000), codes(1, 1, 100000),
			      codes(1, 1, 1), 4000),
		"packed weights", "4,000 operators on the same 100,000 weights");
	// each group is packed by itself
	check_refused(crowd_new(OP_DEPTHWISE_CONV_2D, codes(1, 1, 60000), codes(1, 1, 120000),
			      codes(1, 1, 120000), 40),
		"packed weights", "40 operators of 60,000 groups");

	check_accepted(crowd_new(OP_CONV_2D, codes(8000, 8000, 1), codes(1, 1, 1),
			       codes(8000, 8000, 1), 8),
		"8 convolutions of 64 million pixels");
	check_refused(crowd_new(OP_CONV_2D, codes(8000, 8000, 1), codes(1, 1, 1),
			      codes(8000, 8000, 1), 4000),
		"2^40", "2^38 products, each for an output of its own");
	check_refused(crowd_new(OP_DEPTHWISE_CONV_2D, codes(8000, 8000, 1), codes(1, 1, 1),
			      codes(8000, 8000, 1), 4000),
		"2^40", "the same, depthwise");
	check_refused(crowd_new(OP_MAX_POOL_2D, codes(8000, 8000, 1), codes(1, 1, 1),
			      codes(8000, 8000, 1), 4000),
		"2^40", "windows of one code");

	check_refused(
		crowd_new(OP_MAX_POOL_2D, codes(1, 1, 1), codes(1, 1, 1), codes(1, 1, 1), OP_COUNT),
		"operators", "5,000 operators");
	struct crowd *c =
		crowd_new(OP_MAX_POOL_2D, codes(1, 1, 1), codes(1, 1, 1), codes(1, 1, 1), 1);
	int32_t *inputs = arena_array(&c->arena, int32_t, 60000);
	struct tensor *tensors = arena_array(&c->arena, struct tensor, 60003);
	memcpy(tensors, c->tensors, 3 * sizeof(*tensors));
	for (int32_t i = 1; i < 60000; i++) {
		inputs[i] = 2 + i;
		tensors[2 + i] = codes(1, 1, 1);
	}
	c->model.tensor_count = 60003;
	c->model.tensors = tensors;
	c->model.inputs = inputs;
	c->model.input_count = 60000;
	check_refused(c, "tensors to place", "60,000 inputs");

	c = crowd_new(OP_MAX_POOL_2D, codes(1, 1, 1), codes(1, 1, 1), codes(1, 1, 1), 4000);
	for (int i = 0; i < 4000; i++) {
		c->ops[i].code = 32;
		c->ops[i].custom_code = arena_printf(&c->arena, "%0200d", i);
	}
	check_refused(c, "and more", "4,000 kinds of custom operators");
	return check_done();
}
