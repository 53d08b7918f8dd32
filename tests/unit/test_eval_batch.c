// SPDX-License-Identifier: Apache-2.0
/*
 * Samples that run together: each gets what it gets alone, whatever stands beside it - also
 * one that cannot be prepared - and so do a sample's windows.
 */
#include "tests/unit/toy.h"

#include <stdatomic.h>

enum { MOST_WINDOWS = 11, SAMPLES = 203 };

/*
 * The toy model with a picture of one pixel, which makes a convolution a product of few
 * rows: the plan runs several samples at once.
 */
static struct bytes pixel_model(void)
{
	static struct small_model m;
	static const int32_t in[] = {1, 1, 1, 2}, out[] = {1, 1, 1, 3};
	small_model_build(&m);
	struct flat *f = &m.flat;
	flat_link(f, m.tensor[INPUT], 0, flat_vector(f, in, 4, 4));
	flat_link(f, m.tensor[CONVOLVED], 0, flat_vector(f, out, 4, 4));
	for (unsigned id = 1; id <= 4; id++)
		flat_set(f, m.options[1], id, 1, 4); // the window of AVERAGE_POOL_2D
	flat_write(f, m.ops_vector, SMALL_OPS - 1, 4);
	flat_link(f, m.graph, 2, flat_vector(f, (const int32_t[]){RESHAPED}, 1, 4));
	return (struct bytes){f->data, f->nbytes};
}

// Samples by number that cannot be prepared; 0: none.
static int broken_every;

static bool is_broken(int32_t number)
{
	return broken_every > 0 && number % broken_every == broken_every - 1;
}

// Codes that tell samples and windows apart.
static void codes_of(int8_t codes[static 2], int32_t number, int window)
{
	codes[0] = (int8_t)(number * 37 + window * 11);
	codes[1] = (int8_t)(number * 53 - window * 7);
}

static bool prepare(const struct pipeline *pipeline, void *inputs, struct bytes sample,
	const char *name, struct arena *scratch, struct status *st)
{
	(void)scratch;
	struct toy_content content;
	memcpy(&content, sample.data, sizeof(content));
	for (int w = 0; w < pipeline->window_count; w++)
		codes_of((int8_t *)inputs + (ptrdiff_t)2 * w, content.number, w);
	if (is_broken(content.number)) {
		memset(inputs, 99, 2 * (size_t)pipeline->window_count);
		return status_fail(st, STATUS_FORMAT, "%s: broken", name);
	}
	return true;
}

// Every output of every window counts, and where it stands.
static double score(const struct pipeline *pipeline, const struct tensor *output,
	const void *outputs, int target)
{
	(void)target;
	double sum = 0;
	for (int i = 0; i < 3 * pipeline->window_count; i++)
		sum += (i + 1) * tensor_element(output, outputs, (size_t)i);
	return sum;
}

// The samples one by one, without the workers.
struct alone {
	int predicted[SAMPLES];
	double score[SAMPLES];
};

static void run_alone(struct alone *alone, int windows)
{
	struct arena arena = {0};
	struct status st = {0};
	struct model *model;
	struct plan *plan;
	if (!CHECK(model_parse(&model, pixel_model(), "pixel", &arena, &st) &&
			    plan_create(&plan, model, &(struct plan_options){0}, &arena, &st),
		    "the model by itself: %s", st.message))
		return;
	struct plan *several;
	CHECK(plan_create(&several, model, &(struct plan_options){.batch = PLAN_BATCH_AUTO}, &arena,
		      &st) &&
			plan_batch(several) > 2,
		"the plan runs several at once");
	const struct tensor *output = &model->tensors[model->outputs[0]];
	const struct pipeline pipeline = {.window_count = windows};
	void *workspace = arena_alloc(&arena, plan_workspace_nbytes(plan), 1, 64);
	for (int s = 0; s < SAMPLES; s++) {
		int8_t outputs[3 * MOST_WINDOWS];
		for (int w = 0; w < windows; w++) {
			codes_of(plan_input(plan, 0, workspace), s, w);
			plan_run(plan, workspace);
			memcpy(outputs + (ptrdiff_t)3 * w, plan_output(plan, 0, workspace), 3);
		}
		alone->score[s] = score(&pipeline, output, outputs, 0);
		alone->predicted[s] = 0;
		for (int i = 1; i < 3; i++)
			if (outputs[i] > outputs[alone->predicted[s]])
				alone->predicted[s] = i;
	}
	arena_release(&arena);
}

static struct protocol accuracy, area;

static bool begin(struct toy *toy, const struct protocol *protocol, int windows, int broken)
{
	toy_sample_count = SAMPLES;
	toy_windows = windows;
	broken_every = broken;
	if (!toy_begin(toy, protocol, TOY_LIST_ALL))
		return false;
	toy->request.file = pixel_model();
	toy->request.allow_skips = true;
	return true;
}

static void check_predictions(int threads, int broken)
{
	struct toy toy;
	struct alone alone;
	run_alone(&alone, 1);
	if (!begin(&toy, &accuracy, 1, broken))
		return;
	toy.request.threads = threads;
	long long wrong = 0, skipped = 0;
	if (toy_run(&toy)) {
		for (int s = 0; s < SAMPLES; s++) {
			int expected = is_broken(s) ? -1 : alone.predicted[s];
			wrong += toy.result.predictions[s] != expected;
			skipped += is_broken(s);
		}
		CHECK_INT(wrong, 0, "%d threads, every %d broken: predictions", threads, broken);
		CHECK_INT(toy.result.skipped_count, skipped, "skipped");
		CHECK_INT(toy.result.sample_count, SAMPLES - skipped, "samples");
	}
	toy_end(&toy);
}

static void check_windows(int windows, int broken)
{
	struct toy toy;
	struct alone alone;
	run_alone(&alone, windows);
	if (!begin(&toy, &area, windows, broken))
		return;
	long long wrong = 0;
	if (toy_run(&toy)) {
		for (int s = 0; s < SAMPLES; s++) {
			double got = toy.result.scores[s];
			wrong += is_broken(s) ? !isnan(got) : got != alone.score[s];
		}
		CHECK_INT(wrong, 0, "%d windows, every %d broken: scores", windows, broken);
	}
	toy_end(&toy);
}

static bool stop_soon(void *context)
{
	return atomic_fetch_add((atomic_int *)context, 1) > 20;
}

static void check_failures(void)
{
	struct toy toy;
	struct status st = {0};
	if (begin(&toy, &accuracy, 1, 20)) {
		toy.request.allow_skips = false;
		toy.request.threads = 1;
		CHECK(!eval_run(&toy.result, &toy.request, NULL, &toy.arena, &st) &&
				st.code == STATUS_FORMAT && strstr(st.message, "000019: broken"),
			"a broken sample among others: %s", st.message);
	}
	toy_end(&toy);
	atomic_int asked = 0;
	const struct observer observer = {.stopped = stop_soon, .context = &asked};
	if (begin(&toy, &accuracy, 1, 0))
		CHECK(!eval_run(&toy.result, &toy.request, &observer, &toy.arena, &st) &&
				st.code == STATUS_INTERRUPTED,
			"stopped while some have gathered: %s", st.message);
	toy_end(&toy);
}

int main(void)
{
	scratch_begin();
	accuracy = toy_accuracy;
	accuracy.prepare = prepare;
	area = toy_area;
	area.prepare = prepare;
	area.score = score;
	for (int threads = 1; threads <= 5; threads++) {
		check_predictions(threads, 0);
		check_predictions(threads, 3);
		check_predictions(threads, 1);
	}
	check_windows(1, 4);
	check_windows(5, 0);
	check_windows(8, 4);
	check_windows(MOST_WINDOWS, 4);
	check_failures();
	return check_done();
}
