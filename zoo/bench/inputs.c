// SPDX-License-Identifier: Apache-2.0
/*
 * The generator is written out here so that inputs are the same everywhere, and so that other
 * programs can make the same ones: tests/bench/inputs.py does.
 */
#include "zoo/bench/inputs.h"

#include <string.h>

static const uint64_t seed = 20200713;

// splitmix64 (https://prng.di.unimi.it/splitmix64.c)
static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static void fill(void *out, const struct tensor *tensor, uint64_t *state)
{
	unsigned char *bytes = out;
	float *reals = out;
	switch (tensor->type) {
	case TENSOR_FLOAT32:
		for (size_t i = 0; i < tensor->count; i++)
			reals[i] = (float)(draw(state) >> 40) / 8388608.0f - 1.0f;
		break;
	case TENSOR_BOOL:
		for (size_t i = 0; i < tensor->nbytes; i++)
			bytes[i] = (unsigned char)(draw(state) >> 63);
		break;
	default:
		for (size_t i = 0; i < tensor->nbytes; i++)
			bytes[i] = (unsigned char)(draw(state) >> 56);
	}
}

const void *const *bench_inputs_create(const struct model *model, struct arena *keep)
{
	const void **inputs = arena_array(keep, const void *, model->input_count);
	uint64_t state = seed;
	for (int i = 0; i < model->input_count; i++) {
		const struct tensor *tensor = &model->tensors[model->inputs[i]];
		void *input = arena_alloc(keep, tensor->nbytes, 1, 64);
		fill(input, tensor, &state);
		inputs[i] = input;
	}
	return inputs;
}

void bench_inputs_write(const void *const *inputs, const struct model *model,
	const struct plan *plan, void *workspace)
{
	for (int i = 0; i < model->input_count; i++)
		memcpy(plan_input(plan, i, workspace), inputs[i],
			model->tensors[model->inputs[i]].nbytes);
}
