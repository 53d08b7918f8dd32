// SPDX-License-Identifier: Apache-2.0
/*
 * Several samples at once, with and without work that is folded into other operators, give
 * for each of them the bytes that it has by itself and operator by operator: random models
 * on every table, every count up to the batch, and what the plan says about it.
 */
#include "tests/unit/random_net.h"

#include <limits.h>

enum { ROUNDS = 1500, MOST_SAMPLES = 9 };

// What goes into a net's inputs, and what comes out, of each sample.
struct vectors {
	unsigned char *in[MOST_SAMPLES][NET_MAX_OPERANDS], *out[MOST_SAMPLES][NET_MAX_OPERANDS];
};

static void *workspace_of(const struct plan *plan)
{
	void *workspace;
	size_t nbytes = plan_workspace_nbytes(plan);
	if (posix_memalign(&workspace, 64, nbytes) != 0)
		abort();
	memset(workspace, random_in(0, 255), nbytes);
	return workspace;
}

static bool replan(struct net *net, int batch, bool every_tensor)
{
	if (net_plan_with(net, (struct plan_options){.batch = batch, .every_tensor = every_tensor}))
		return true;
	printf("# %s\n", net->st.message);
	return false;
}

static bool run_alone(struct vectors *v, struct net *net)
{
	if (!replan(net, 1, true))
		return false;
	void *workspace = workspace_of(net->plan);
	for (int s = 0; s < MOST_SAMPLES; s++) {
		for (int i = 0; i < net->model.input_count; i++) {
			size_t nbytes = net->tensors[net->inputs[i]].nbytes;
			v->in[s][i] = (unsigned char *)net_codes(net, nbytes);
			memcpy(plan_input(net->plan, i, workspace), v->in[s][i], nbytes);
		}
		plan_run(net->plan, workspace);
		for (int i = 0; i < net->model.output_count; i++) {
			size_t nbytes = net->tensors[net->outputs[i]].nbytes;
			v->out[s][i] = arena_alloc(&net->arena, nbytes, 1, 1);
			memcpy(v->out[s][i], plan_output(net->plan, i, workspace), nbytes);
		}
	}
	free(workspace);
	return true;
}

// Inputs of vector `from` as those of sample `s`.
static void write_inputs(
	const struct vectors *v, const struct net *net, int s, int from, void *workspace)
{
	for (int i = 0; i < net->model.input_count; i++)
		memcpy(plan_batch_input(net->plan, s, i, workspace), v->in[from][i],
			net->tensors[net->inputs[i]].nbytes);
}

// Outputs of sample `s` that are not those of vector `from` by itself.
static long long compare_outputs(
	const struct vectors *v, const struct net *net, int s, int from, const void *workspace)
{
	long long differing = 0;
	for (int i = 0; i < net->model.output_count; i++)
		differing += memcmp(plan_batch_output(net->plan, s, i, workspace), v->out[from][i],
				     net->tensors[net->outputs[i]].nbytes) != 0;
	return differing;
}

static long long finish(const struct vectors *v, const struct net *net, int count, void *workspace)
{
	long long differing = 0;
	plan_batch_finish(net->plan, count, workspace);
	for (int s = 0; s < count; s++)
		differing += compare_outputs(v, net, s, s, workspace);
	return differing;
}

// Outputs that differ from those of the samples by themselves; twice, as inputs are overwritten.
static long long run_together(const struct vectors *v, const struct net *net, int count)
{
	void *workspace = workspace_of(net->plan);
	long long differing = 0;
	for (int run = 0; run < 2; run++) {
		for (int s = 0; s < count; s++) {
			write_inputs(v, net, s, s, workspace);
			plan_batch_add(net->plan, s, workspace);
		}
		differing += finish(v, net, count, workspace);
	}
	free(workspace);
	return differing;
}

/*
 * The same in any order, with samples that are added again, batches that are given up for
 * a run of one sample or for another batch, and batches of none.
 */
static long long run_in_disorder(const struct vectors *v, const struct net *net, int count)
{
	void *workspace = workspace_of(net->plan);
	long long differing = 0;
	for (int run = 0; run < 2; run++) {
		for (int k = random_in(0, count); k > 0; k--) { // given up
			int s = random_in(0, count - 1);
			write_inputs(v, net, s, random_in(0, MOST_SAMPLES - 1), workspace);
			plan_batch_add(net->plan, s, workspace);
		}
		if (random_in(0, 1)) {
			int from = random_in(0, MOST_SAMPLES - 1);
			write_inputs(v, net, 0, from, workspace);
			plan_run(net->plan, workspace);
			differing += compare_outputs(v, net, 0, from, workspace);
		}
		int first = random_in(0, count - 1);
		for (int k = 0; k < count; k++) {
			int s = (first + (run ? k : count - k)) % count;
			for (int again = random_in(0, 1); again >= 0; again--) {
				int from = again ? random_in(0, MOST_SAMPLES - 1) : s;
				write_inputs(v, net, s, from, workspace);
				plan_batch_add(net->plan, s, workspace);
			}
			plan_batch_finish(net->plan, 0, workspace);
		}
		differing += finish(v, net, count, workspace);
	}
	free(workspace);
	return differing;
}

static void check_random(const struct kernels *kernels)
{
	long long differing = 0, disordered = 0, refused = 0;
	for (int round = 0; round < ROUNDS && differing + disordered == 0; round++) {
		struct net net = {.kernels = kernels};
		struct vectors vectors;
		random_net_build(&net);
		int batch = random_in(1, MOST_SAMPLES);
		if (!run_alone(&vectors, &net) || !replan(&net, batch, random_in(0, 1))) {
			refused++;
		} else {
			differing += plan_batch(net.plan) != batch;
			for (int i = 0; i < 3; i++)
				differing += run_together(&vectors, &net, random_in(1, batch));
			disordered += run_in_disorder(&vectors, &net, random_in(1, batch));
		}
		net_release(&net);
	}
	CHECK_INT(differing, 0, "%s: random models, outputs that depend on the samples beside them",
		kernels_name(kernels));
	CHECK_INT(disordered, 0, "%s: random models, outputs that depend on what was done before",
		kernels_name(kernels));
	CHECK_INT(refused, 0, "%s: random models that are refused", kernels_name(kernels));
}

static void build_line(struct net *net, int layers, int width)
{
	int at = net_tensor(net, TENSOR_INT8, SHAPE(1, width), 0.5f, 3);
	net->inputs[0] = at;
	for (int i = 0; i < layers; i++) {
		int weights = net_tensor(net, TENSOR_INT8, SHAPE(width, width), 0.03f, 0);
		random_net_fill(net, weights);
		int out = net_tensor(net, TENSOR_INT8, SHAPE(1, width), 0.5f, -3);
		net_op(net, OP_FULLY_CONNECTED, OPERANDS(at, weights), out);
		at = out;
	}
	net_io(net, net->inputs[0], at);
}

static void check_choice(void)
{
	struct net net = {0};
	build_line(&net, 4, 64);
	CHECK(replan(&net, 0, false) && plan_batch(net.plan) == 1,
		"one sample unless asked for more");
	CHECK(replan(&net, -2, false) && plan_batch(net.plan) == 1 &&
			replan(&net, INT_MIN, false) && plan_batch(net.plan) == 1,
		"and for less");
	CHECK(replan(&net, 1000, false) && plan_batch(net.plan) == PLAN_MAX_BATCH,
		"no more than 64");
	CHECK(replan(&net, PLAN_BATCH_AUTO, false) && plan_batch(net.plan) > 1,
		"fully connected layers alone: several");
	size_t nbytes = plan_workspace_nbytes(net.plan);
	CHECK(net_plan_with(&net, (struct plan_options){.batch = PLAN_BATCH_AUTO,
					  .workspace_limit_nbytes = nbytes - 1}) &&
			plan_batch(net.plan) == 1,
		"one again where several do not fit the limit");
	CHECK(replan(&net, 1, false), "a plan for one");
	nbytes = plan_workspace_nbytes(net.plan);
	CHECK(net_plan_with(&net, (struct plan_options){.batch = PLAN_BATCH_AUTO,
					  .workspace_limit_nbytes = nbytes}) &&
			plan_workspace_nbytes(net.plan) == nbytes,
		"the one asks for no more than if it had been asked for");
	CHECK(!net_plan_with(&net,
		      (struct plan_options){.batch = 8, .workspace_limit_nbytes = nbytes - 1}) &&
			strstr(net.st.message, "arena: "),
		"refused where a number does not fit that was asked for: %s", net.st.message);
	CHECK_INT(
		(long long)plan_arena_nbytes(net.plan), 128, "the arena is that of one inference");
	net_release(&net);

	// ten thousand pixels against a row
	int in = net_tensor(&net, TENSOR_INT8, SHAPE(1, 100, 100, 8), 0.5f, 0);
	int weights = net_tensor(&net, TENSOR_INT8, SHAPE(8, 1, 1, 8), 0.03f, 0);
	int middle = net_tensor(&net, TENSOR_INT8, SHAPE(1, 100, 100, 8), 0.5f, 0);
	random_net_fill(&net, weights);
	struct op *op = net_op(&net, OP_CONV_2D, OPERANDS(in, weights), middle);
	op->options.window.stride_h = op->options.window.stride_w = 1;
	op->options.window.dilation_h = op->options.window.dilation_w = 1;
	net_io(&net, in, middle);
	CHECK(net_plan(&net, ROUNDING_DOUBLE) && replan(&net, PLAN_BATCH_AUTO, false) &&
			plan_batch(net.plan) == 1,
		"convolutions alone: one");
	size_t one = plan_workspace_nbytes(net.plan);
	CHECK(replan(&net, 4, false) && plan_workspace_nbytes(net.plan) >= one + 3 * 80000,
		"outputs are there for each of 4 samples");
	net_release(&net);
}

int main(void)
{
	random_init();
	for (const struct kernels *const *t = kernels_all(); *t; t++) {
		if (kernels_runnable(*t))
			check_random(*t);
		else
			check_skip(kernels_name(*t), "this CPU cannot run it");
	}
	check_choice();
	return check_done();
}
