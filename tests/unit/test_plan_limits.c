// SPDX-License-Identifier: Apache-2.0
/*
 * Small files that ask for much: every operator on the same weights, operators whose few
 * products take long, and more of everything than a network has.  plan_create() refuses
 * them before it takes the memory or the time.  Windows full of holes, whose few products lie
 * far apart, are run: by every table to the same codes, and in no more time than they deserve.
 */
#include "engine/engine.h"
#include "tests/unit/check.h"
#include "tests/unit/random.h"

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

/* ---- windows full of holes ---- */

// Of a depthwise convolution, or a dense one to as many channels; no padding.
struct holes {
	int code;
	int32_t in_h, in_w, depth;
	int32_t h, w, stride_h, stride_w, dilation_h, dilation_w;
};

static int32_t size_out(int32_t in, int32_t taps, int32_t stride, int32_t dilation)
{
	return (in - (taps - 1) * dilation - 1) / stride + 1;
}

static struct crowd *holes_new(const struct holes *holes)
{
	bool depthwise = holes->code == OP_DEPTHWISE_CONV_2D;
	struct tensor weights = codes(holes->h, holes->w, holes->depth);
	if (!depthwise) {
		weights.shape[0] = holes->depth;
		weights.count = weights.nbytes = weights.count * (size_t)holes->depth;
	}
	int32_t out_h = size_out(holes->in_h, holes->h, holes->stride_h, holes->dilation_h);
	int32_t out_w = size_out(holes->in_w, holes->w, holes->stride_w, holes->dilation_w);
	struct crowd *c = crowd_new(holes->code, codes(holes->in_h, holes->in_w, holes->depth),
		weights, codes(out_h, out_w, holes->depth), 1);
	unsigned char *taps = arena_alloc(&c->arena, weights.nbytes, 1, 16);
	for (size_t i = 0; i < weights.nbytes; i++)
		taps[i] = (unsigned char)random_code();
	c->tensors[1].constant.data = taps;
	struct op_options *options = &c->ops[0].options;
	options->window.padding = PADDING_VALID;
	options->window.stride_h = holes->stride_h;
	options->window.stride_w = holes->stride_w;
	options->window.dilation_h = holes->dilation_h;
	options->window.dilation_w = holes->dilation_w;
	return c;
}

// CPU seconds of a run, or -1 if there is no plan.
static double holes_run(void *out, struct crowd *c, const void *in, const struct kernels *table)
{
	struct plan *plan;
	const struct plan_options options = {.kernels = table};
	c->st = (struct status){0};
	if (!plan_create(&plan, &c->model, &options, &c->arena, &c->st))
		return -1;
	void *workspace = arena_alloc(&c->arena, plan_workspace_nbytes(plan), 1, 64);
	memcpy(plan_input(plan, 0, workspace), in, c->tensors[0].nbytes);
	clock_t start = clock();
	plan_run(plan, workspace);
	double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	memcpy(out, plan_output(plan, 0, workspace), c->tensors[2].nbytes);
	return seconds;
}

static void check_holes(const struct holes *holes)
{
	// what a table may take beyond scalar's time, which does no more than the products
	const double least = 0.02, times = 50;
	struct crowd *c = holes_new(holes);
	size_t in_nbytes = c->tensors[0].nbytes, out_nbytes = c->tensors[2].nbytes;
	unsigned char *in = arena_alloc(&c->arena, in_nbytes, 1, 64);
	unsigned char *expected = arena_alloc(&c->arena, out_nbytes, 1, 64);
	unsigned char *got = arena_alloc(&c->arena, out_nbytes, 1, 64);
	for (size_t i = 0; i < in_nbytes; i++)
		in[i] = (unsigned char)random_code();
	double scalar = holes_run(expected, c, in, kernels_choose("scalar", &c->st));
	CHECK(scalar >= 0 || c->st.code == STATUS_FORMAT, "scalar: plan, or refusal: %s",
		c->st.message);
	for (const struct kernels *const *t = kernels_all(); *t && scalar >= 0; t++) {
		if (!kernels_runnable(*t))
			continue;
		double seconds = holes_run(got, c, in, *t);
		bool refused = seconds < 0 && c->st.code == STATUS_FORMAT;
		CHECK(refused || (seconds >= 0 && memcmp(got, expected, out_nbytes) == 0),
			"%s: codes of %s %dx%d, stride %dx%d, dilation %dx%d, %d channels%s",
			kernels_name(*t), holes->code == OP_CONV_2D ? "conv" : "depthwise",
			holes->h, holes->w, holes->stride_h, holes->stride_w, holes->dilation_h,
			holes->dilation_w, holes->depth, refused ? ": refused" : "");
		CHECK(seconds <= least + times * scalar, "%s: %.4f s, scalar %.4f s",
			kernels_name(*t), seconds, scalar);
	}
	crowd_free(c);
}

static void check_all_holes(void)
{
	static const int kinds[] = {OP_CONV_2D, OP_DEPTHWISE_CONV_2D};
	static const int32_t depths[] = {1, 2, 4, 8, 16, 24};
	static const struct holes windows[] = {
		{0, 40000, 4, 0, 2, 1, 1, 1, 32767, 1},
		{0, 400, 800, 0, 2, 2, 1, 252, 250, 250},
		{0, 8000, 4, 0, 2, 1, 1, 1, 4000, 1},
		{0, 4, 40000, 0, 1, 2, 1, 1, 1, 32767},
		{0, 1000, 400, 0, 3, 3, 100, 100, 1, 1},
		{0, 9, 4000, 0, 3, 3, 1, 200, 1, 1},
	};
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++)
			for (size_t d = 0; d < sizeof(depths) / sizeof(depths[0]); d++) {
				struct holes holes = windows[i];
				holes.code = kinds[k];
				holes.depth = depths[d];
				check_holes(&holes);
			}
}

int main(void)
{
	random_init();
	check_all_holes();
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
