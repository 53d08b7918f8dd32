// SPDX-License-Identifier: Apache-2.0
/*
 * A way of measuring whose every figure can be worked out by hand, and a model and a set for
 * it: what explanations and sweeps are tested on.
 *
 * The model is the small one without its SOFTMAX.  All 16 pixels of an input are the same two
 * codes x and y, so its three outputs are, before they are rounded and clamped to 0..127,
 *
 *	(x - 2y + 100) / 2    (3x - 4y - 200) / 4    (5x - 6y + 300) / 8
 *
 * A sample holds the codes of its own class, those of the other, and its number.  Sample k is
 * of the second class if k / 2 is odd; the knobs say which samples are shown as the other class.
 */
#ifndef TESTS_UNIT_TOY_H
#define TESTS_UNIT_TOY_H

#include "tests/unit/check.h"
#include "tests/unit/scratch.h"
#include "tests/unit/small_model.h"
#include "zoo/eval.h"

#include <math.h>

enum { TOY_FLIP, TOY_LEVEL, TOY_TASTE, TOY_REFUSE, TOY_KNOB_COUNT };
enum { TOY_LIST_ALL, TOY_LIST_HALF, TOY_LIST_GONE };

static const char *const toy_flips[] = {"none", "odd", "all", NULL};
static const char *const toy_levels[] = {"0", "1", NULL};
static const char *const toy_tastes[] = {"sweet", "sour", NULL};
static const char *const toy_refusals[] = {"no", "yes", NULL};
static const char *const toy_lists[] = {"all", "half", "gone", NULL};

static const struct knob toy_knobs[TOY_KNOB_COUNT] = {
	{.name = "flip", .about = "which are shown as the other class", .values = toy_flips},
	{.name = "level",
		.about = "1: every tenth is, or is not after all",
		.values = toy_levels,
		.takes_number = true},
	{.name = "taste", .about = "nothing", .values = toy_tastes, .fixed = true},
	{.name = "refuse", .about = "the pipeline refuses the model", .values = toy_refusals},
};

static const struct knob toy_list_knobs[] = {
	{.name = "list", .about = "which samples", .values = toy_lists},
};

// Is sample k shown as the other class?
static bool toy_inverted(int64_t k, int flip, int level)
{
	bool inverted = flip == 2 || (flip == 1 && k % 2 == 1);
	return level == 1 && k % 10 == 0 ? !inverted : inverted;
}

// The set: as many samples as toy_sample_count says.
struct toy_content {
	int8_t own[2], other[2];
	int32_t number;
};

static int64_t toy_sample_count = 200;
static const int8_t toy_codes[2][2] = {{0, 0}, {120, 20}}; // outputs 50 0 38 and 90 20 98
static const struct dataset_class toy_classes[] = {{"a", -1}, {"c", -1}};
static const char *const toy_labels[] = {"a", "b", "c"};
static const char *const toy_no_faults[] = {NULL};
static int toy_opened_count;

static struct dataset_sample toy_sample(const struct toy_content *content, int class_index)
{
	return (struct dataset_sample){.class_index = class_index,
		.group_index = -1,
		.nbytes = sizeof(*content),
		.made = {(const unsigned char *)content, sizeof(*content)}};
}

static bool toy_list(
	struct dataset *set, struct dataset_source *source, struct arena *keep, struct status *st)
{
	(void)source;
	toy_opened_count++;
	if (set->choice.value[0] == TOY_LIST_GONE)
		return status_fail(st, STATUS_UNMEASURABLE, "%s: that list is gone", set->where);
	bool half = set->choice.value[0] == TOY_LIST_HALF;
	int64_t count = half ? toy_sample_count / 2 : toy_sample_count;
	struct dataset_sample *samples = arena_array(keep, struct dataset_sample, count);
	struct toy_content *contents = arena_array(keep, struct toy_content, count);
	for (int64_t i = 0; i < count; i++) {
		int64_t k = half ? 2 * i : i; // the even ones
		int class_index = k / 2 % 2 == 1;
		contents[i].number = (int32_t)k;
		memcpy(contents[i].own, toy_codes[class_index], 2);
		memcpy(contents[i].other, toy_codes[1 - class_index], 2);
		samples[i] = toy_sample(&contents[i], class_index);
		samples[i].path = arena_printf(keep, "%06lld", (long long)k);
	}
	set->base = "";
	set->classes = toy_classes;
	set->class_count = 2;
	set->samples = samples;
	set->sample_count = set->expected_count = count;
	set->faults = toy_no_faults;
	set->departure = half ? "list=half" : NULL;
	return true;
}

static const char *const toy_no_names[] = {NULL};
static const struct dataset_kind toy_kind = {.name = "toy-set",
	.family = "toy-family",
	.split = "test",
	.how = "made by the test",
	.usual_names = toy_no_names,
	.sample_noun = "toys",
	.knobs = toy_list_knobs,
	.knob_count = 1,
	.list = toy_list};

struct pipeline {
	struct knob_choice choice;
	int window_count;
};

static int toy_windows = 1; // METRIC_AUC

static bool toy_pipeline(struct pipeline **out, const struct knob_choice *choice,
	const struct tensor *input, struct arena *keep, struct status *st)
{
	if (choice->value[TOY_REFUSE] == 1)
		return status_fail(st, STATUS_FORMAT, "input %s: refused", input->name);
	*out = arena_new(keep, struct pipeline);
	(*out)->choice = *choice;
	(*out)->window_count = toy_windows;
	return true;
}

static int toy_window_count(const struct pipeline *pipeline)
{
	return pipeline->window_count;
}

static bool toy_prepare(const struct pipeline *pipeline, void *inputs, struct bytes sample,
	const char *name, struct arena *scratch, struct status *st)
{
	(void)name, (void)scratch, (void)st;
	struct toy_content content;
	memcpy(&content, sample.data, sizeof(content));
	bool inverted = toy_inverted(content.number, pipeline->choice.value[TOY_FLIP],
		pipeline->choice.value[TOY_LEVEL]);
	int8_t *codes = inputs;
	for (int i = 0; i < 32 * pipeline->window_count; i++)
		codes[i] = inverted ? content.other[i % 2] : content.own[i % 2];
	return true;
}

// The last output of the first window.
static double toy_score(const struct pipeline *pipeline, const struct tensor *output,
	const void *outputs, int target)
{
	(void)pipeline, (void)target;
	return tensor_element(output, outputs, 2);
}

static const struct protocol toy_accuracy = {.name = "toy",
	.version = 1,
	.dataset = "toy-set",
	.metric = METRIC_ACCURACY,
	.knobs = toy_knobs,
	.knob_count = TOY_KNOB_COUNT,
	.pipeline_create = toy_pipeline,
	.prepare = toy_prepare};

static const struct protocol toy_area = {.name = "toy-area",
	.version = 1,
	.dataset = "toy-set",
	.metric = METRIC_AUC,
	.knobs = toy_knobs,
	.knob_count = TOY_KNOB_COUNT,
	.pipeline_create = toy_pipeline,
	.window_count = toy_window_count,
	.prepare = toy_prepare,
	.score = toy_score};

static struct bytes toy_model(void)
{
	static struct small_model m;
	small_model_build(&m);
	flat_write(&m.flat, m.ops_vector, SMALL_OPS - 1, 4);
	flat_link(&m.flat, m.graph, 2, flat_vector(&m.flat, (const int32_t[]){RESHAPED}, 1, 4));
	return (struct bytes){m.flat.data, m.flat.nbytes};
}

// Everything that eval_run() needs.
struct toy {
	struct arena arena;
	struct method method;
	struct card card;
	struct claim claims[8];
	struct eval_request request;
	struct eval_result result;
};

__attribute__((unused)) static void toy_claim(
	struct toy *toy, const char *printed, const char *split)
{
	struct status st = {0};
	struct claim *claim = &toy->claims[toy->card.claim_count++];
	*claim = (struct claim){.printed = printed, .split = split};
	CHECK(claim_parse_printed(claim, &st), "claim %s", printed);
}

// To be followed by toy_run().
static bool toy_begin(struct toy *toy, const struct protocol *protocol, int list)
{
	struct status st = {0};
	struct dataset *set = NULL;
	*toy = (struct toy){.method = {.protocol = protocol, .dataset = &toy_kind},
		.card = {.id = "toy", .dataset = "toy-family", .protocol = protocol->name}};
	toy->method.list.value[0] = list;
	toy->card.claims = toy->claims;
	bool ok = dataset_open(
		&set, &toy_kind, &toy->method.list, scratch_directory, NULL, &toy->arena, &st);
	toy->request = (struct eval_request){.card = &toy->card,
		.file_name = "toy.tflite",
		.file = toy_model(),
		.labels = toy_labels,
		.label_count = 3,
		.method = &toy->method,
		.dataset = set,
		.threads = 2,
		.kernels = kernels_choose(NULL, &st)};
	return CHECK(ok && toy->request.kernels, "the set opens: %s", st.message);
}

static bool toy_run(struct toy *toy)
{
	struct status st = {0};
	return CHECK(eval_run(&toy->result, &toy->request, NULL, &toy->arena, &st),
		"the request runs: %s", st.message);
}

static void toy_end(struct toy *toy)
{
	arena_release(&toy->arena);
}

#endif
