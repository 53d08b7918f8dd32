// SPDX-License-Identifier: Apache-2.0
/*
 * A sample of one window is prepared in the plan's own memory and taken as far as it goes
 * by itself at once, while its input is in the cache.
 */
#include "zoo/eval/inference.h"

#include <string.h>

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

void inference_create(struct inference *out, const struct plan *plan, const struct model *model,
	int window_count, int64_t most_samples, struct arena *keep)
{
	bool alone = window_count > 1;
	*out = (struct inference){
		.plan = plan,
		.input_nbytes = model->tensors[model->inputs[0]].nbytes,
		.output_nbytes = model->tensors[model->outputs[0]].nbytes,
		.window_count = window_count,
		.capacity = alone ? 1 : (int)smaller(plan_batch(plan), most_samples),
	};
	size_t windows = (size_t)window_count;
	out->samples = arena_array(keep, int64_t, out->capacity);
	out->workspace = arena_alloc(keep, plan_workspace_nbytes(plan), 1, 64);
	if (alone)
		out->windows = arena_alloc(keep, windows, out->input_nbytes, 64);
	out->outputs = arena_alloc(keep, (size_t)out->capacity * windows, out->output_nbytes, 64);
}

void *inference_inputs(const struct inference *inference)
{
	if (inference->windows)
		return inference->windows;
	return plan_batch_input(inference->plan, inference->count, 0, inference->workspace);
}

bool inference_add(struct inference *inference, int64_t sample)
{
	if (!inference->windows)
		plan_batch_add(inference->plan, inference->count, inference->workspace);
	inference->samples[inference->count++] = sample;
	return inference->count == inference->capacity;
}

// What has been added: outputs first..first+count-1.
static void finish(struct inference *inference, int first, int count)
{
	const struct plan *plan = inference->plan;
	size_t nbytes = inference->output_nbytes;
	plan_batch_finish(plan, count, inference->workspace);
	for (int i = 0; i < count; i++)
		memcpy(inference->outputs + (size_t)(first + i) * nbytes,
			plan_batch_output(plan, i, 0, inference->workspace), nbytes);
}

static void run_windows(struct inference *inference)
{
	const struct plan *plan = inference->plan;
	size_t nbytes = inference->input_nbytes;
	int batch = plan_batch(plan), waiting = 0;
	for (int w = 0; w < inference->window_count; w++) {
		memcpy(plan_batch_input(plan, waiting, 0, inference->workspace),
			inference->windows + (size_t)w * nbytes, nbytes);
		plan_batch_add(plan, waiting++, inference->workspace);
		if (waiting < batch && w + 1 < inference->window_count)
			continue;
		finish(inference, w + 1 - waiting, waiting);
		waiting = 0;
	}
}

void inference_run(struct inference *inference)
{
	if (!inference->windows)
		finish(inference, 0, inference->count);
	else if (inference->count > 0)
		run_windows(inference);
	inference->count = 0;
}

const void *inference_outputs(const struct inference *inference, int i)
{
	return inference->outputs +
	       (size_t)i * (size_t)inference->window_count * inference->output_nbytes;
}
