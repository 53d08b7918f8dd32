// SPDX-License-Identifier: Apache-2.0
/*
 * Whole networks against the bytes of TFLite Micro's reference kernels: every golden
 * input, every kernel table, on a workspace full of 0xAA.  Where an output differs, the
 * layers of input 5 are walked to name the first tensor that does.
 */
#include "tests/unit/golden_layers.h"
#include "tests/unit/selection.h"

#include <string.h>

static void run(const struct plan *plan, void *workspace, const void *input, size_t nbytes)
{
	memset(workspace, DIRT, plan_workspace_nbytes(plan));
	memcpy(plan_input(plan, 0, workspace), input, nbytes);
	plan_run(plan, workspace);
}

static long long differing_bytes(const void *a, const void *b, size_t nbytes)
{
	const unsigned char *x = a, *y = b;
	long long count = 0;
	for (size_t i = 0; i < nbytes; i++)
		count += x[i] != y[i];
	return count;
}

static void check_published(const struct golden *golden, const char *shared,
	const struct plan *plan, void *workspace, struct arena *arena)
{
	if (!golden->published_input)
		return;
	struct status st;
	struct npy input, output;
	char *folder = arena_printf(arena, "%s/ml-zoo/models/%s", shared, golden->path);
	*strrchr(folder, '/') = '\0';
	if (!CHECK(npy_read(&input, arena_printf(arena, "%s/%s", folder, golden->published_input),
			   arena, &st) &&
			    npy_read(&output,
				    arena_printf(arena, "%s/%s", folder, golden->published_output),
				    arena, &st),
		    "%s: read the published pair", golden->name))
		return;
	run(plan, workspace, input.data.data, input.data.nbytes);
	CHECK_INT(differing_bytes(
			  plan_output(plan, 0, workspace), output.data.data, output.data.nbytes),
		0, "%s: published pair, differing bytes of %zu", golden->name, output.data.nbytes);
}

/*
 * ROUNDING_FP32 against what LiteRT gives by default.  mobilenet-v2 ends in a SOFTMAX, of
 * which LiteRT's default is another algorithm, so nothing is known of its bytes.
 */
static void check_xnnpack(const struct golden *golden, const struct model *model,
	const struct kernels *kernels, const struct npy *input, struct arena *arena)
{
	struct status st = {0};
	struct plan *plan;
	struct plan_options options = {.kernels = kernels, .rounding = ROUNDING_FP32};
	if (!golden->xnnpack || !CHECK(plan_create(&plan, model, &options, arena, &st),
					"%s: plan for fp32", golden->name))
		return;
	void *workspace = arena_alloc(arena, plan_workspace_nbytes(plan), 1, 64);
	size_t count = (size_t)input->shape[0], in_nbytes = input->data.nbytes / count;
	uint64_t hash = 0xcbf29ce484222325u;
	for (size_t i = 0; i < count; i++) {
		run(plan, workspace, input->data.data + i * in_nbytes, in_nbytes);
		const unsigned char *out = plan_output(plan, 0, workspace);
		for (size_t k = 0; k < model->tensors[model->outputs[0]].nbytes; k++)
			hash = (hash ^ out[k]) * 0x100000001b3u;
	}
	CHECK(hash == golden->xnnpack, "%s on %s: fp32 outputs are XNNPACK's", golden->name,
		kernels_name(kernels));
}

// As bytes of tensors in the arena: nothing that lives is less than this.
static void check_arena(const struct golden *golden, const struct plan *plan)
{
	size_t nbytes = plan_arena_nbytes(plan);
	CHECK(nbytes >= golden->live_nbytes && nbytes <= golden->live_nbytes + 4 * 64,
		"%s: arena %zu, %zu bytes alive at the worst step", golden->name, nbytes,
		golden->live_nbytes);
	CHECK(plan_workspace_nbytes(plan) >= nbytes, "%s: workspace %zu", golden->name,
		plan_workspace_nbytes(plan));
	CHECK_INT((plan_macs(plan, -1) + 500) / 1000, golden->macs, "%s: thousand MACs",
		golden->name);
}

// Every input of `folder`/input.npy against output.npy; false if they cannot be compared.
static bool check_vectors(struct npy *input, const char *name, const char *folder,
	const struct model *model, const struct plan *plan, const struct kernels *kernels,
	void *workspace, struct arena *arena)
{
	struct status st = {0};
	struct npy output;
	if (!CHECK(npy_read(input, arena_printf(arena, "%s/input.npy", folder), arena, &st) &&
			    npy_read(&output, arena_printf(arena, "%s/output.npy", folder), arena,
				    &st) &&
			    input->shape[0] == output.shape[0],
		    "%s: read goldens", name)) {
		printf("# %s\n", st.message);
		return false;
	}
	size_t count = (size_t)input->shape[0];
	size_t in_nbytes = input->data.nbytes / count, out_nbytes = output.data.nbytes / count;
	if (!CHECK(in_nbytes == model->tensors[model->inputs[0]].nbytes &&
			    out_nbytes == model->tensors[model->outputs[0]].nbytes,
		    "%s: sizes of input and output", name))
		return false;
	long long differing = 0;
	for (size_t i = 0; i < count; i++) {
		run(plan, workspace, input->data.data + i * in_nbytes, in_nbytes);
		differing += differing_bytes(plan_output(plan, 0, workspace),
			output.data.data + i * out_nbytes, out_nbytes);
	}
	CHECK_INT(differing, 0, "%s on %s: differing bytes of %zu, %zu inputs", name,
		kernels_name(kernels), output.data.nbytes, count);
	return true;
}

// All inputs at once, as many as there are, and the rest as fewer than fit.
static void check_batch(const struct golden *golden, const struct model *model,
	const struct kernels *kernels, const char *folder, struct arena *arena)
{
	enum { BATCH = 4 };
	struct status st = {0};
	struct npy input, output;
	struct plan *plan;
	const struct plan_options options = {.kernels = kernels, .batch = BATCH};
	if (!CHECK(npy_read(&input, arena_printf(arena, "%s/input.npy", folder), arena, &st) &&
			    npy_read(&output, arena_printf(arena, "%s/output.npy", folder), arena,
				    &st) &&
			    plan_create(&plan, model, &options, arena, &st),
		    "%s: plan for %d at once", golden->name, (int)BATCH))
		return;
	void *workspace = arena_alloc(arena, plan_workspace_nbytes(plan), 1, 64);
	int total = (int)input.shape[0], differing = 0;
	size_t in_nbytes = input.data.nbytes / (size_t)total;
	size_t out_nbytes = output.data.nbytes / (size_t)total;
	memset(workspace, DIRT, plan_workspace_nbytes(plan));
	for (int first = 0; first < total; first += BATCH) {
		int count = total - first < BATCH ? total - first : BATCH;
		for (int s = 0; s < count; s++) {
			memcpy(plan_batch_input(plan, s, 0, workspace),
				input.data.data + (size_t)(first + s) * in_nbytes, in_nbytes);
			plan_batch_add(plan, s, workspace);
		}
		plan_batch_finish(plan, count, workspace);
		for (int s = 0; s < count; s++)
			differing += memcmp(plan_batch_output(plan, s, 0, workspace),
					     output.data.data + (size_t)(first + s) * out_nbytes,
					     out_nbytes) != 0;
	}
	CHECK_INT(differing, 0, "%s on %s: outputs of %d inputs, %d at once, that differ",
		golden->name, kernels_name(kernels), total, (int)BATCH);
}

static void check_model(const struct golden *golden, const char *shared,
	const struct kernels *kernels, struct arena *arena)
{
	struct status st = {0};
	struct model *model = golden_model(golden, shared, arena, &st);
	struct plan *plan;
	struct plan_options options = {.kernels = kernels};
	if (!CHECK(model && plan_create(&plan, model, &options, arena, &st), "%s: plan for %s",
		    golden->name, kernels_name(kernels))) {
		printf("# %s\n", st.message);
		return;
	}
	check_arena(golden, plan);

	struct npy input;
	const char *folder = arena_printf(arena, "%s/goldens/%s", shared, golden->name);
	void *workspace = arena_alloc(arena, plan_workspace_nbytes(plan), 1, 64);
	if (!check_vectors(&input, golden->name, folder, model, plan, kernels, workspace, arena))
		return;
	size_t count = (size_t)input.shape[0];
	options.every_tensor = true;
	struct plan *whole;
	if (count > WALKED_INPUT && CHECK(plan_create(&whole, model, &options, arena, &st),
					    "%s: every operator by itself", golden->name))
		check_layers(golden, shared, model, whole,
			arena_alloc(arena, plan_workspace_nbytes(whole), 1, 64),
			input.data.data + WALKED_INPUT * (input.data.nbytes / count));
	check_published(golden, shared, plan, workspace, arena);
	check_batch(golden, model, kernels, folder, arena);
	check_xnnpack(golden, model, kernels, &input, arena);
}

// The model that travels inside the program, whose vectors stand in the tree.
static void check_demo(const struct kernels *kernels, struct arena *arena)
{
	struct status st = {0};
	const char *folder = "models/keyword_spotting/demo_words";
	struct bytes file;
	struct model *model;
	struct plan *plan;
	struct plan_options options = {.kernels = kernels};
	if (!CHECK(file_read(&file, arena_printf(arena, "%s/demo_words.tflite", folder),
			   MODEL_MAX_FILE_NBYTES, arena, &st) &&
			    model_parse(&model, file, "demo_words.tflite", arena, &st) &&
			    plan_create(&plan, model, &options, arena, &st),
		    "demo-words: plan for %s", kernels_name(kernels))) {
		printf("# %s\n", st.message);
		return;
	}
	struct npy input;
	void *workspace = arena_alloc(arena, plan_workspace_nbytes(plan), 1, 64);
	check_vectors(&input, "demo-words", arena_printf(arena, "%s/golden", folder), model, plan,
		kernels, workspace, arena);
}

int main(int argc, char **argv)
{
	struct selection selection;
	if (!selection_read(&selection, argc, argv))
		return 2;
	const char *shared = check_shared();
	if (!shared)
		check_skip("five published networks", "no shared test data");
	for (const struct kernels *const *t = kernels_all(); *t; t++) {
		if (!selection_has_table(&selection, *t))
			continue;
		struct arena arena = {0};
		check_demo(*t, &arena);
		for (int i = 0; shared && i < GOLDEN_COUNT; i++)
			if (selection_has_network(&selection, &goldens[i]))
				check_model(&goldens[i], shared, *t, &arena);
		arena_release(&arena);
	}
	return check_done();
}
