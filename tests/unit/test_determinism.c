// SPDX-License-Identifier: Apache-2.0
/*
 * The same bytes from every kernel table, on any number of threads, in all three roundings:
 * whole networks, every layer, against the scalar table on one thread.
 */
#include "tests/unit/accumulator.h"
#include "tests/unit/goldens.h"
#include "tests/unit/random.h"
#include "tests/unit/selection.h"

#include <pthread.h>
#include <string.h>

enum { INPUTS = 8, MAX_THREADS = 8, LARGE_MACS = 100000000, LARGE_INPUTS = 3 };

struct network {
	const char *name;
	int input_count;
	const struct model *model;
	size_t in_nbytes, out_nbytes;
	unsigned char *inputs, *outputs; // input_count of them; outputs of the scalar table
	void **layers;                   // of input 0, one for each operator; NULL: not observed
};

static void *workspace_of(const struct plan *plan, struct arena *arena)
{
	size_t nbytes = plan_workspace_nbytes(plan);
	return memset(arena_alloc(arena, nbytes, 1, 64), 0xaa, nbytes);
}

static void run(unsigned char *out, const struct plan *plan, const struct network *net, int input,
	void *workspace)
{
	memcpy(plan_input(plan, 0, workspace), net->inputs + (size_t)input * net->in_nbytes,
		net->in_nbytes);
	plan_run(plan, workspace);
	memcpy(out, plan_output(plan, 0, workspace), net->out_nbytes);
}

/* ---- layers ---- */

struct walk {
	const struct network *net;
	struct arena *keep; // the layers are kept there; NULL: they are compared
	int differing;
};

static void print_accumulator(const struct network *net, int op, size_t element)
{
	const struct model *model = net->model;
	const struct op *at = &model->ops[op];
	const void *in = NULL;
	for (int i = 0; i < op; i++)
		if (model->ops[i].outputs[0] == at->inputs[0])
			in = net->layers[i];
	if (at->inputs[0] == model->inputs[0])
		in = net->inputs;
	int64_t sum;
	int32_t channel;
	if (in && accumulator_of(&sum, &channel, model, at, in, element))
		printf("# channel %d, accumulator %lld\n", channel, (long long)sum);
}

static void walk_layer(void *context, int op, const void *output)
{
	struct walk *walk = context;
	const struct network *net = walk->net;
	const struct tensor *tensor = &net->model->tensors[net->model->ops[op].outputs[0]];
	if (walk->keep) {
		if (output)
			net->layers[op] = memcpy(arena_alloc(walk->keep, tensor->nbytes, 1, 64),
				output, tensor->nbytes);
		return;
	}
	if (!output || !net->layers[op] || !memcmp(output, net->layers[op], tensor->nbytes))
		return;
	if (walk->differing++ > 0)
		return;
	const signed char *got = output, *expected = net->layers[op];
	size_t first = 0;
	while (got[first] == expected[first])
		first++;
	printf("# first difference: op %d, tensor \"%s\", element %zu: expected %d, got %d\n", op,
		tensor->name, first, expected[first], got[first]);
	print_accumulator(net, op, first);
}

static int walk_layers(
	const struct network *net, const struct plan *plan, void *workspace, struct arena *keep)
{
	struct walk walk = {net, keep, 0};
	memcpy(plan_input(plan, 0, workspace), net->inputs, net->in_nbytes);
	plan_run_observed(plan, workspace, walk_layer, &walk);
	return walk.differing;
}

/* ---- threads ---- */

struct worker {
	pthread_t thread;
	const struct plan *plan;
	const struct network *net;
	int first, step; // inputs first, first + step, ...
	int differing;
};

static void *work(void *context)
{
	struct worker *w = context;
	struct arena arena = {0};
	void *workspace = workspace_of(w->plan, &arena);
	unsigned char *out = arena_alloc(&arena, w->net->out_nbytes, 1, 1);
	for (int i = w->first; i < w->net->input_count; i += w->step) {
		run(out, w->plan, w->net, i, workspace);
		w->differing += memcmp(out, w->net->outputs + (size_t)i * w->net->out_nbytes,
					w->net->out_nbytes) != 0;
	}
	arena_release(&arena);
	return NULL;
}

// Outputs that differ from those of the scalar table, the inputs dealt out to `count` threads.
static int run_threads(const struct plan *plan, const struct network *net, int count)
{
	struct worker workers[MAX_THREADS];
	int differing = 0;
	for (int i = 0; i < count; i++) {
		workers[i] = (struct worker){.plan = plan, .net = net, .first = i, .step = count};
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
			return -1;
	}
	for (int i = 0; i < count; i++) {
		pthread_join(workers[i].thread, NULL);
		differing += workers[i].differing;
	}
	return differing;
}

/* ---- networks ---- */

static void compare_table(const struct network *net, const struct kernels *table,
	enum rounding rounding, struct arena *arena)
{
	struct status st = {0};
	struct plan *plan;
	const struct plan_options options = {.kernels = table, .rounding = rounding};
	if (!CHECK(plan_create(&plan, net->model, &options, arena, &st), "%s, %s: plan for %s",
		    net->name, rounding_name(rounding), kernels_name(table)))
		return;
	CHECK_INT(walk_layers(net, plan, workspace_of(plan, arena), NULL), 0,
		"%s, %s: layers that differ between %s and scalar", net->name,
		rounding_name(rounding), kernels_name(table));
	static const int counts[] = {1, 2, 5, MAX_THREADS, LARGE_INPUTS};
	bool large = net->input_count == LARGE_INPUTS;
	int differing = 0;
	for (int i = large ? 4 : 0; i < (large ? 5 : 4); i++)
		differing += run_threads(plan, net, counts[i]) != 0;
	CHECK_INT(differing, 0, "%s, %s: %s on %s threads", net->name, rounding_name(rounding),
		kernels_name(table), large ? "3" : "1, 2, 5 and 8");
}

static void check_rounding(
	const struct network *network, enum rounding rounding, const struct selection *selection)
{
	struct arena arena = {0};
	struct status st = {0};
	struct network net = *network;
	struct plan *plan;
	const struct plan_options options = {
		.kernels = kernels_choose("scalar", &st), .rounding = rounding};
	if (CHECK(plan_create(&plan, net.model, &options, &arena, &st), "%s, %s: plan for scalar",
		    net.name, rounding_name(rounding))) {
		void *workspace = workspace_of(plan, &arena);
		net.layers = arena_array(&arena, void *, net.model->op_count);
		net.input_count = plan_macs(plan, -1) > LARGE_MACS ? LARGE_INPUTS : INPUTS;
		net.outputs = arena_alloc(&arena, INPUTS, net.out_nbytes, 64);
		walk_layers(&net, plan, workspace, &arena);
		for (int i = 0; i < net.input_count; i++)
			run(net.outputs + (size_t)i * net.out_nbytes, plan, &net, i, workspace);
		for (const struct kernels *const *t = kernels_all(); *t; t++)
			if (selection_has_table(selection, *t))
				compare_table(&net, *t, rounding, &arena);
	}
	arena_release(&arena);
}

static void check_network(const char *name, const struct model *model,
	const struct selection *selection, struct arena *arena)
{
	struct network net = {.name = name,
		.model = model,
		.in_nbytes = model->tensors[model->inputs[0]].nbytes,
		.out_nbytes = model->tensors[model->outputs[0]].nbytes};
	net.inputs = arena_alloc(arena, INPUTS, net.in_nbytes, 64);
	for (size_t i = 0; i < INPUTS * net.in_nbytes; i++)
		net.inputs[i] = (unsigned char)random_code();
	for (enum rounding rounding = ROUNDING_DOUBLE; rounding <= ROUNDING_FP32; rounding++)
		check_rounding(&net, rounding, selection);
}

int main(int argc, char **argv)
{
	struct selection selection;
	if (!selection_read(&selection, argc, argv))
		return 2;
	random_init();
	struct arena arena = {0};
	struct status st = {0};
	struct bytes file;
	struct model *model;
	const char *path = "models/keyword_spotting/demo_words/demo_words.tflite";
	if (CHECK(file_read(&file, path, MODEL_MAX_FILE_NBYTES, &arena, &st) &&
			    model_parse(&model, file, path, &arena, &st),
		    "read the model that travels inside the program"))
		check_network("demo-words", model, &selection, &arena);
	const char *shared = check_shared();
	if (!shared)
		check_skip("five published networks", "no shared test data");
	for (int i = 0; shared && i < GOLDEN_COUNT; i++) {
		if (!selection_has_network(&selection, &goldens[i]))
			continue;
		model = golden_model(&goldens[i], shared, &arena, &st);
		if (CHECK(model, "%s: read", goldens[i].name))
			check_network(goldens[i].name, model, &selection, &arena);
	}
	arena_release(&arena);
	return check_done();
}
