// SPDX-License-Identifier: Apache-2.0
/*
 * zoo run: arrays go into the model as they are or, if that is asked for, encoded; every
 * other file through a protocol.  Outputs are collected in memory and written at the end, so
 * that --output never leaves half a file.
 */
#include "cli/command.h"

#include "cli/collected.h"
#include "cli/outputs.h"
#include "cli/planned.h"
#include "cli/sample.h"
#include "cli/text.h"
#include "engine/base/words.h"
#include "zoo/feed.h"

#include <stdio.h>
#include <string.h>

enum { TOP_DEFAULT = 5 };

static const struct option options[] = {
	{.name = "top",
		.value = "K",
		.about = "show the K largest elements (5)",
		.least = 1,
		.most = 1000000},
	{.name = "output", .value = "OUT.npy", .about = "write the output tensors to this file"},
	{.name = "quantise", .about = "make codes of real numbers in .npy files"},
	{.name = "dequantise", .about = "show and write outputs as real numbers"},
	{.name = "protocol",
		.value = "NAME",
		.about = "how a sample file becomes a tensor (the card's)"},
	{.name = "set", .value = "KNOB=VALUE", .about = "a knob of the protocol; may be repeated"},
	{.name = "isa", .value = "T", .about = "kernels to use"},
	{.name = "rounding",
		.value = "R",
		.about = "double, single or fp32",
		.choices = rounding_choices},
	{.name = NULL},
};

struct session {
	struct context *context;
	const struct arguments *arguments;
	struct planned planned;
	const struct model *model;
	void *workspace;
	struct sampler sampler;  // protocol NULL until a sample file is met
	struct output_view view; // labels are those of the first output
	struct json *json;
	struct collected collected; // stream NULL: no --output
	int64_t clamped_count;
};

// Which inference of which files.
struct inference {
	const char *const *names; // one a model input
	int name_count;
	int64_t index, count;     // in a batch
	int window, window_count; // of a sample; count 0: an array
};

static const struct tensor *input_of(const struct session *session, int i)
{
	return &session->model->tensors[session->model->inputs[i]];
}

static void write_heading(struct json *json, const struct inference *inference)
{
	json_text(json, "input", inference->names[0]);
	json_array_open(json, "inputs");
	for (int i = 0; i < inference->name_count; i++)
		json_text(json, NULL, inference->names[i]);
	json_array_close(json);
	json_int(json, "index", inference->index);
	if (inference->window_count > 0) {
		json_int(json, "window", inference->window);
		json_int(json, "windows", inference->window_count);
	}
}

static void print_heading(const struct inference *inference, struct arena *scratch)
{
	for (int i = 0; i < inference->name_count; i++)
		printf("%s%s", i ? ", " : "", text_printable(scratch, inference->names[i]));
	if (inference->count > 1)
		printf(" [%lld]", (long long)inference->index);
	if (inference->window_count > 1)
		printf(", window %d of %d", inference->window + 1, inference->window_count);
	putchar('\n');
}

// The inputs stand in the workspace: run it and show what came out.
static void infer(struct session *session, const struct inference *inference)
{
	const struct model *model = session->model;
	struct arena scratch = {0};
	struct json *json = session->json;
	plan_run(session->planned.plan, session->workspace);
	if (json) {
		json_object_open(json, NULL);
		write_heading(json, inference);
		json_array_open(json, "outputs");
	} else {
		print_heading(inference, &scratch);
	}
	for (int i = 0; i < model->output_count; i++) {
		const struct tensor *tensor = &model->tensors[model->outputs[i]];
		const void *data = plan_output(session->planned.plan, i, session->workspace);
		struct output_view view = session->view;
		if (i > 0)
			view.label_count = 0;
		else if (session->collected.stream)
			collected_add(&session->collected, data);
		if (json) {
			output_write(json, tensor, data, &view, &scratch);
			continue;
		}
		if (model->output_count > 1)
			printf(" %s\n", text_printable(&scratch, tensor->name));
		output_print(session->context, tensor, data, &view, &scratch);
	}
	if (json) {
		json_array_close(json);
		json_object_close(json);
	}
	arena_release(&scratch);
}

static bool open_feeds(struct feed **feeds, struct session *session, const char *const *paths,
	struct arena *scratch, struct status *st)
{
	bool encode = arguments_has(session->arguments, "quantise");
	for (int i = 0; i < session->model->input_count; i++) {
		if (!feed_open(&feeds[i], paths[i], input_of(session, i), encode, scratch, st))
			return false;
		int64_t first = feed_count(feeds[0]), count = feed_count(feeds[i]);
		if (count != first)
			return status_fail(st, STATUS_FORMAT,
				"%s: expected as many inputs as %s holds, %lld, got %lld", paths[i],
				paths[0], (long long)first, (long long)count);
	}
	return true;
}

// One array for each input of the model.
static bool run_arrays(
	struct session *session, const char *const *paths, struct arena *scratch, struct status *st)
{
	int input_count = session->model->input_count;
	struct feed **feeds = arena_array(scratch, struct feed *, input_count);
	if (!open_feeds(feeds, session, paths, scratch, st))
		return false;
	struct inference inference = {
		.names = paths, .name_count = input_count, .count = feed_count(feeds[0])};
	for (; inference.index < inference.count; inference.index++) {
		if (context_stopped(session->context, st))
			return false;
		for (int i = 0; i < input_count; i++)
			if (!feed_take(feeds[i], inference.index,
				    plan_input(session->planned.plan, i, session->workspace),
				    &session->clamped_count, st))
				return false;
		infer(session, &inference);
	}
	return true;
}

static bool run_sample(
	struct session *session, const char *const *paths, struct arena *scratch, struct status *st)
{
	const struct tensor *input = input_of(session, 0);
	if (session->model->input_count != 1)
		return status_fail(st, STATUS_FORMAT,
			"%s: a sample makes one input, but this model has %d; give .npy files",
			paths[0], session->model->input_count);
	if (!session->sampler.protocol &&
		!sampler_open(&session->sampler, paths[0], &session->planned.argument, input,
			session->arguments, session->context->keep, st))
		return false;
	void *inputs;
	struct inference inference = {.names = paths, .name_count = 1};
	if (!sampler_read(
		    &inputs, &inference.window_count, &session->sampler, paths[0], scratch, st))
		return false;
	for (; inference.window < inference.window_count; inference.window++) {
		memcpy(plan_input(session->planned.plan, 0, session->workspace),
			(const unsigned char *)inputs + (size_t)inference.window * input->nbytes,
			input->nbytes);
		infer(session, &inference);
	}
	return true;
}

// As many files at a time as the model has inputs.
static bool run_inputs(struct session *session, struct status *st)
{
	const char *const *paths = (const char *const *)session->arguments->words + 1;
	int path_count = session->arguments->word_count - 1;
	int input_count = session->model->input_count;
	if (path_count % input_count != 0)
		return status_fail(st, STATUS_USAGE,
			"%s has %d inputs: expected as many files for each run, got %d in all",
			session->planned.argument.name, input_count, path_count);
	for (int i = 0; i < path_count; i += input_count) {
		if (context_stopped(session->context, st))
			return false;
		struct arena scratch = {0};
		bool ok = word_ends_with(paths[i], ".npy")
				  ? run_arrays(session, paths + i, &scratch, st)
				  : run_sample(session, paths + i, &scratch, st);
		arena_release(&scratch);
		if (!ok)
			return false;
	}
	return true;
}

static bool open_session(struct session *session, struct status *st)
{
	struct context *context = session->context;
	const struct arguments *arguments = session->arguments;
	if (!planned_create(
		    &session->planned, context, arguments->words[0], arguments, context->keep, st))
		return false;
	const struct model *model = session->model = session->planned.model;
	const struct tensor *output = &model->tensors[model->outputs[0]];
	session->workspace = planned_workspace(&session->planned, context->keep);
	session->view.top_count = (int)arguments_number(arguments, "top", TOP_DEFAULT);
	session->view.as_reals = arguments_has(arguments, "dequantise");
	const struct card *card = session->planned.argument.identity;
	if (card && (size_t)card->label_count == output->count) {
		session->view.labels = card->labels;
		session->view.label_count = card->label_count;
	}
	const char *path = arguments_value(arguments, "output");
	return !path || collected_open(&session->collected, output, session->view.as_reals, path,
				context->keep, st);
}

static void note_clamped(const struct session *session)
{
	if (session->clamped_count > 0)
		context_note(session->context,
			"%lld numbers lie beyond the range of the input's codes, and became the nearest",
			(long long)session->clamped_count);
}

static bool run_session(struct session *session, struct status *st)
{
	if (!open_session(session, st))
		return false;
	struct context *context = session->context;
	const struct planned *planned = &session->planned;
	if (context->json) {
		session->json = context_document(context);
		json_text(session->json, "model", planned->argument.name);
		json_text(session->json, "file", planned->argument.file_name);
		json_text(session->json, "isa", kernels_name(planned->kernels));
		json_text(session->json, "rounding", rounding_name(planned->rounding));
		json_array_open(session->json, "results");
	}
	if (!run_inputs(session, st) ||
		(session->collected.stream &&
			!collected_write(&session->collected, context->keep, st)))
		return false;
	note_clamped(session);
	if (session->json) {
		json_array_close(session->json);
		json_int(session->json, "clamped", session->clamped_count);
		context_document_finish(context);
	} else {
		printf("engine %s, %s rounding\n", kernels_name(planned->kernels),
			rounding_name(planned->rounding));
	}
	return true;
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	struct session session = {.context = context, .arguments = arguments};
	bool ok = run_session(&session, st);
	collected_close(&session.collected);
	return ok ? STATUS_OK : (int)st->code;
}

const struct command cmd_run = {
	.name = "run",
	.group = "Run and measure",
	.summary = "run a model on inputs and show what it says",
	.synopsis =
		"CARD|FILE.tflite INPUT... [--top K] [--output OUT.npy] [--quantise] "
		"[--dequantise] [--protocol NAME] [--set KNOB=VALUE]... [--isa T] [--rounding R]",
	.options = options,
	.least_words = 2,
	.most_words = -1,
	.run = run,
};
