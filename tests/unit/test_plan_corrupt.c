// SPDX-License-Identifier: Apache-2.0
/*
 * From a damaged file all the way to an inference: words and bytes of small models changed
 * at random, and what model_parse() and plan_create() let through is run, on every kernel
 * table, for the same bytes.  Under the address sanitizer this shows reads and writes
 * outside of the workspace; everywhere, that a refusal says so in one printable line.  The
 * seed is fixed; test_plan_corrupt SEED COUNT takes others.
 */
#include "engine/engine.h"

#include "engine/base/file.h"
#include "tests/unit/check.h"
#include "tests/unit/small_model.h"

enum { RUN_LIMIT_MACS = 1 << 20, RUN_LIMIT_NBYTES = 16 << 20 };

static uint64_t state;

static uint64_t next_random(void) // xorshift64*, Vigna 2016
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 0x2545f4914f6cdd1dU;
}

static bool is_one_line(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	return true;
}

static void write_inputs(
	const struct model *model, const struct plan *plan, int sample, void *workspace)
{
	for (int i = 0; i < model->input_count; i++) {
		unsigned char *in = plan_batch_input(plan, sample, i, workspace);
		for (size_t k = 0; k < model->tensors[model->inputs[i]].nbytes; k++)
			in[k] = (unsigned char)next_random();
	}
}

static uint64_t hash_outputs(uint64_t hash, const struct model *model, const struct plan *plan,
	int sample, const void *workspace)
{
	for (int i = 0; i < model->output_count; i++) {
		const unsigned char *out = plan_batch_output(plan, sample, i, workspace);
		for (size_t k = 0; k < model->tensors[model->outputs[i]].nbytes; k++)
			hash = (hash ^ out[k]) * 0x100000001b3u;
	}
	return hash;
}

// One sample by itself, then as many at once as the plan takes.  FNV-1a of the outputs; 0 if
// it takes too long to run.
static uint64_t run(const struct model *model, const struct plan *plan)
{
	size_t nbytes = plan_workspace_nbytes(plan);
	void *workspace;
	if (plan_macs(plan, -1) > RUN_LIMIT_MACS || nbytes > RUN_LIMIT_NBYTES ||
		posix_memalign(&workspace, 64, nbytes ? nbytes : 1) != 0)
		return 0;
	memset(workspace, 0x80, nbytes);
	write_inputs(model, plan, 0, workspace);
	plan_run(plan, workspace);
	uint64_t hash = hash_outputs(0xcbf29ce484222325u, model, plan, 0, workspace);
	for (int s = 0; s < plan_batch(plan); s++) {
		write_inputs(model, plan, s, workspace);
		plan_batch_add(plan, s, workspace);
	}
	plan_batch_finish(plan, plan_batch(plan), workspace);
	for (int s = 0; s < plan_batch(plan); s++)
		hash = hash_outputs(hash, model, plan, s, workspace);
	free(workspace);
	return hash;
}

struct tally {
	int planned_count, refused_count, wrong_count;
};

// The same inputs on every table that this CPU runs.
static void try(struct tally *tally, struct bytes file)
{
	struct arena arena = {0};
	struct status st = {0};
	struct model *model;
	struct plan *plan;
	struct plan_options options = {
		.rounding = (enum rounding)(next_random() % 3), .batch = (int)(next_random() % 4)};
	bool read = model_parse(&model, file, "corrupt", &arena, &st), planned = false;
	uint64_t expected = 0, inputs = state;
	for (const struct kernels *const *t = kernels_all(); read && *t; t++) {
		if (!kernels_runnable(*t))
			continue;
		options.kernels = *t;
		if (!plan_create(&plan, model, &options, &arena, &st)) {
			read = false;
			break;
		}
		state = inputs;
		uint64_t hash = run(model, plan);
		tally->wrong_count += planned && hash != expected;
		expected = hash;
		planned = true;
	}
	tally->planned_count += planned;
	if (!read) {
		tally->refused_count++;
		tally->wrong_count += st.code != STATUS_FORMAT || !is_one_line(st.message);
	}
	arena_release(&arena);
}

// A value at the edge of what some field takes, or a small change.
static uint32_t other_word(uint32_t word)
{
	static const uint32_t edges[] = {0, 1, 2, 3, 8, 255, 256, 65535, 65536, 0x7fffffff,
		0x80000000, 0xffffffff, 0x7f800000, 0x7fc00000, 0x3f800000, 0x3b800000, 1};
	switch (next_random() % 4) {
	case 0:
		return word + 1;
	case 1:
		return word ^ 1u << next_random() % 32;
	case 2:
		return (uint32_t)next_random() % 64;
	default:
		return edges[next_random() % (sizeof(edges) / sizeof(edges[0]))];
	}
}

static void check_model(const char *name, struct bytes file, int count)
{
	struct tally tally = {0};
	unsigned char *copy = malloc(file.nbytes);
	for (int i = 0; i < count; i++) {
		memcpy(copy, file.data, file.nbytes);
		for (uint64_t n = 1 + next_random() % 2; n > 0; n--) {
			uint32_t word;
			size_t at = next_random() % (file.nbytes / 4) * 4;
			memcpy(&word, copy + at, 4);
			word = other_word(word);
			memcpy(copy + at, &word, next_random() % 4 ? 4 : 1);
		}
		try(&tally, (struct bytes){copy, file.nbytes});
	}
	free(copy);
	CHECK_INT(tally.wrong_count, 0, "%s: %d refused, %d planned and run", name,
		tally.refused_count, tally.planned_count);
	CHECK(tally.planned_count > count / 100 && tally.refused_count > count / 100,
		"%s: some of both", name);
}

int main(int argc, char **argv)
{
	state = argc > 1 ? strtoull(argv[1], NULL, 0) : 20261121;
	int count = argc > 2 ? atoi(argv[2]) : 20000;
	printf("# seed %llu\n", (unsigned long long)state);
	static struct small_model small;
	small_model_build(&small);
	// of an output of SOFTMAX
	size_t scales = flat_slot(small.quantisation[OUTPUT], 2);
	scales += (size_t)flat_read(&small.flat, scales, 4);
	flat_write(&small.flat, scales + 4, 0x3b800000, 4); // 1/256
	check_model("small", (struct bytes){small.flat.data, small.flat.nbytes}, count);

	struct arena arena = {0};
	struct status st = {0};
	struct bytes file;
	if (file_read(&file, "models/keyword_spotting/demo_words/demo_words.tflite",
		    MODEL_MAX_FILE_NBYTES, &arena, &st))
		check_model("demo_words", file, count / 10);
	else
		check_skip("demo_words", st.message);
	arena_release(&arena);
	return check_done();
}
