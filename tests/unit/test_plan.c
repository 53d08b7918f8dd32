// SPDX-License-Identifier: Apache-2.0
/*
 * The plan: where tensors lie, what it refuses as a whole, and how a table is chosen.
 */
#include "engine/plan/arena.h"

#include "tests/unit/net.h"

enum { RANDOM_ARENAS = 300, MAX_ITEMS = 60, STEPS = 20 };

static bool overlap(const struct arena_item *a, const struct arena_item *b)
{
	bool together = a->first <= b->last && b->first <= a->last;
	return together && a->offset < b->offset + b->nbytes && b->offset < a->offset + a->nbytes;
}

// The most bytes alive at any one step, in pieces of 64.
static size_t lower_bound(const struct arena_item *items, int count)
{
	size_t most = 0;
	for (int step = 0; step < STEPS; step++) {
		size_t alive = 0;
		for (int i = 0; i < count; i++)
			if (items[i].first <= step && step <= items[i].last)
				alive += (items[i].nbytes + 63) / 64 * 64;
		most = alive > most ? alive : most;
	}
	return most;
}

static void check_placing(void)
{
	long long bad = 0, above = 0;
	for (int n = 0; n < RANDOM_ARENAS; n++) {
		struct arena_item items[MAX_ITEMS];
		int count = random_in(0, MAX_ITEMS);
		for (int i = 0; i < count; i++) {
			int first = random_in(0, STEPS - 1);
			items[i] = (struct arena_item){(size_t)random_in(1, 5000), first,
				random_in(first, STEPS - 1), 12345};
		}
		size_t nbytes;
		bad += !arena_place(&nbytes, items, count);
		for (int i = 0; i < count; i++) {
			bad += items[i].offset % PLAN_ALIGNMENT != 0;
			bad += items[i].offset + items[i].nbytes > nbytes;
			for (int j = 0; j < i; j++)
				bad += overlap(&items[i], &items[j]);
		}
		bad += nbytes < lower_bound(items, count);
		above += nbytes > lower_bound(items, count) * 3 / 2;
	}
	CHECK_INT(bad, 0, "random lives: overlaps, misaligned or outside");
	CHECK_INT(above, 0, "random lives: more than half above the lower bound");
	struct arena_item huge[2] = {{SIZE_MAX / 2, 0, 1, 0}, {SIZE_MAX / 2, 0, 1, 0}};
	size_t nbytes;
	CHECK(!arena_place(&nbytes, huge, 2), "sizes whose sum overflows");
}

// A chain: in -> ADD with itself -> RESHAPE -> ADD -> out.
static void build_chain(struct net *net)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(1, 10, 10, 4), 0.5f, 0);
	int a = net_tensor(net, TENSOR_INT8, SHAPE(1, 10, 10, 4), 0.5f, 0);
	int b = net_tensor(net, TENSOR_INT8, SHAPE(400), 0.5f, 0);
	int out = net_tensor(net, TENSOR_INT8, SHAPE(400), 0.5f, 0);
	int shape = net_int32(net, SHAPE(1), SHAPE(-1));
	net_op(net, OP_ADD, OPERANDS(in, in), a);
	net_op(net, OP_RESHAPE, OPERANDS(a, shape), b);
	net_op(net, OP_ADD, OPERANDS(b, b), out);
	net_io(net, in, out);
}

struct seen {
	int ops[4], count;
	const void *output[4];
};

static void see(void *context, int op, const void *output)
{
	struct seen *seen = context;
	seen->ops[seen->count] = op;
	seen->output[seen->count++] = output;
}

static void check_chain(void)
{
	struct net net = {0};
	build_chain(&net);
	int8_t codes[400];
	for (int i = 0; i < 400; i++)
		codes[i] = (int8_t)(i % 50 - 25);
	const int8_t *out = net_run(&net, ROUNDING_DOUBLE, codes);
	long long wrong = out ? 0 : 1;
	for (int i = 0; out && i < 400; i++)
		wrong += out[i] != 4 * codes[i];
	CHECK_INT(wrong, 0, "a chain with a RESHAPE: wrong codes");
	CHECK_INT((long long)plan_arena_nbytes(net.plan), 2 * 448,
		"RESHAPE takes no bytes of its own");
	struct seen seen = {0};
	plan_run_observed(net.plan, net.workspace, see, &seen);
	CHECK(seen.count == 3 && seen.ops[0] == 0 && seen.ops[2] == 2, "each operator is observed");
	CHECK(seen.output[0] == seen.output[1], "RESHAPE lies where its input lies");
	CHECK(seen.output[2] == plan_output(net.plan, 0, net.workspace), "the output is observed");
	CHECK_INT(plan_macs(net.plan, -1), 0, "no multiply-accumulates");
	net_release(&net);
}

// A RESHAPE of a constant, of a model's input, and one that is a model's output.
static void check_reshape_ends(void)
{
	struct net net = {0};
	int in = net_tensor(&net, TENSOR_INT8, SHAPE(2, 3), 0.5f, 0);
	int out = net_tensor(&net, TENSOR_INT8, SHAPE(6), 0.5f, 0);
	int constant = net_tensor(&net, TENSOR_INT8, SHAPE(2, 2), 0.5f, 0);
	int flat = net_tensor(&net, TENSOR_INT8, SHAPE(4), 0.5f, 0);
	memcpy(net_constant(&net, constant), "abcd", 4);
	net_op(&net, OP_RESHAPE, OPERANDS(in), out)->options.reshape.shape[0] = 6;
	net_op(&net, OP_RESHAPE, OPERANDS(constant), flat)->options.reshape.shape[0] = 4;
	net.ops[0].options.reshape.rank = net.ops[1].options.reshape.rank = 1;
	net_io(&net, in, out);
	net.outputs[1] = flat;
	net.outputs[2] = constant;
	net.outputs[3] = in;
	net.model.output_count = 4;
	const void *first = net_run(&net, ROUNDING_DOUBLE, "uvwxyz");
	CHECK(first && !memcmp(first, "uvwxyz", 6), "input reshaped to output");
	CHECK(first && !memcmp(plan_output(net.plan, 1, net.workspace), "abcd", 4),
		"constant reshaped to output");
	CHECK(first && !memcmp(plan_output(net.plan, 2, net.workspace), "abcd", 4),
		"constant as output");
	CHECK(first && !memcmp(plan_output(net.plan, 3, net.workspace), "uvwxyz", 6),
		"input as output");
	net_release(&net);
}

static void check_limits(void)
{
	struct net net = {0};
	build_chain(&net);
	CHECK(net_plan(&net, ROUNDING_DOUBLE), "within the limit");
	struct plan_options options = {.workspace_limit_nbytes = plan_workspace_nbytes(net.plan)};
	CHECK(plan_create(&net.plan, &net.model, &options, &net.arena, &net.st), "at the limit");
	options.workspace_limit_nbytes--;
	CHECK(!plan_create(&net.plan, &net.model, &options, &net.arena, &net.st) &&
			net.st.code == STATUS_FORMAT && strstr(net.st.message, "arena: "),
		"a byte above the limit: %s", net.st.message);
	net_release(&net);

	// ten thousand million taps for each of a million outputs
	int in = net_tensor(&net, TENSOR_INT8, SHAPE(1, 20000, 20000, 1), 0.5f, 0);
	int out = net_tensor(&net, TENSOR_INT8, SHAPE(1, 20000, 20000, 1), 0.5f, 0);
	struct op *op = net_op(&net, OP_MAX_POOL_2D, OPERANDS(in), out);
	op->options.window.stride_h = op->options.window.stride_w = 1;
	op->options.window.dilation_h = op->options.window.dilation_w = 1;
	op->options.window.window_h = op->options.window.window_w = 2800;
	net_io(&net, in, out);
	CHECK(!net_plan(&net, ROUNDING_DOUBLE) && strstr(net.st.message, "op #0") &&
			strstr(net.st.message, "2^40"),
		"too much work: %s", net.st.message);
	net_release(&net);
}

static void check_support(void)
{
	struct net net = {0};
	build_chain(&net);
	net.ops[0].code = 67; // TRANSPOSE_CONV
	net.ops[1].version = 7;
	net.ops[2].code = 32;
	net.ops[2].custom_code = "MFCC";
	CHECK(!net_plan(&net, ROUNDING_DOUBLE) && net.st.code == STATUS_FORMAT, "refused: %s",
		net.st.message);
	CHECK(strstr(net.st.message, "67 (1 use)") || strstr(net.st.message, "TRANSPOSE_CONV"),
		"names the builtin");
	CHECK(strstr(net.st.message, "RESHAPE version 7"), "names the version");
	CHECK(strstr(net.st.message, "custom \"MFCC\""), "names the custom operator");
	net_release(&net);
	build_chain(&net);
	net_constant(&net, 0);
	CHECK(!net_plan(&net, ROUNDING_DOUBLE) && strstr(net.st.message, "input 0"),
		"a constant input: %s", net.st.message);
	net_release(&net);
}

static void check_choice(void)
{
	struct status st = {0};
	const struct kernels *best = kernels_choose(NULL, &st);
	CHECK(best && kernels_choose("", &st) == best && kernels_runnable(best), "the best table");
	const struct kernels *scalar = kernels_choose("scalar", &st);
	CHECK(scalar && !strcmp(kernels_name(scalar), "scalar"), "the scalar table");
	CHECK(!kernels_choose("mmx", &st) && st.code == STATUS_USAGE &&
			strstr(st.message, "\"mmx\"") && strstr(st.message, "scalar"),
		"an unknown table: %s", st.message);
	bool listed = false;
	for (const struct kernels *const *t = kernels_all(); *t; t++)
		listed = listed || *t == scalar;
	CHECK(listed, "the scalar table is listed");
	enum rounding rounding;
	for (int i = ROUNDING_DOUBLE; i <= ROUNDING_FP32; i++)
		CHECK(rounding_parse(&rounding, rounding_name((enum rounding)i)) &&
				(int)rounding == i,
			"rounding %s", rounding_name((enum rounding)i));
	CHECK(!rounding_parse(&rounding, "Double"), "an unknown rounding");
}

int main(void)
{
	random_init();
	check_placing();
	check_chain();
	check_reshape_ends();
	check_limits();
	check_support();
	check_choice();
	return check_done();
}
