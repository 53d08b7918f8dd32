// SPDX-License-Identifier: Apache-2.0
/*
 * zoo run: arrays go into the model as they are, every other file through the card's
 * protocol.  Outputs are collected in memory and written at the end, so that --output never
 * leaves half a file.
 */
#include "cli/command.h"

#include "cli/outputs.h"
#include "cli/planned.h"
#include "cli/text.h"
#include "engine/base/file.h"
#include "engine/base/words.h"
#include "zoo/npy.h"
#include "zoo/protocol.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TOP_DEFAULT = 5, SAMPLE_LIMIT_NBYTES = 256 * 1024 * 1024 };

static const struct option options[] = {
	{.name = "top",
		.value = "K",
		.about = "show the K largest elements (5)",
		.least = 1,
		.most = 1000000},
	{.name = "output", .value = "OUT.npy", .about = "write the output tensors to this file"},
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
	const struct tensor *input, *output; // output: the first
	const struct protocol *protocol;     // NULL until a sample file is met
	struct pipeline *pipeline;
	void *workspace;
	struct output_labels labels;
	int top_count;
	struct json *json;
	// Outputs for --output, end to end.
	FILE *collected;
	char *collected_data;
	size_t collected_nbytes;
	int64_t inference_count;
};

// The input stands in the workspace: run it and show what came out.
static void infer(struct session *session, const char *name, int64_t index, int64_t count)
{
	const struct planned *planned = &session->planned;
	plan_run(planned->plan, session->workspace);
	session->inference_count++;
	struct arena scratch = {0};
	struct json *json = session->json;
	if (json) {
		json_object_open(json, NULL);
		json_text(json, "input", name);
		json_int(json, "index", index);
		json_array_open(json, "outputs");
	} else if (count > 1) {
		printf("%s [%lld]\n", text_printable(&scratch, name), (long long)index);
	} else {
		printf("%s\n", text_printable(&scratch, name));
	}
	for (int i = 0; i < planned->model->output_count; i++) {
		const struct tensor *tensor = &planned->model->tensors[planned->model->outputs[i]];
		const void *data = plan_output(planned->plan, i, session->workspace);
		struct output_labels labels =
			i == 0 ? session->labels : (struct output_labels){NULL, 0};
		if (i == 0 && session->collected)
			fwrite(data, 1, tensor->nbytes, session->collected);
		if (json) {
			output_write(json, tensor, data, labels, session->top_count, &scratch);
			continue;
		}
		if (planned->model->output_count > 1)
			printf(" %s\n", tensor->name);
		output_print(session->context, tensor, data, labels, session->top_count, &scratch);
	}
	if (json) {
		json_array_close(json);
		json_object_close(json);
	}
	arena_release(&scratch);
}

/*
 * How many inputs the array holds: its shape is the tensor's, or the tensor's behind one
 * more dimension, or the tensor's with another number in place of a leading 1.  -1: none
 * of these.
 */
static int64_t batch_count(const struct npy *array, const struct tensor *tensor)
{
	int extra = array->rank - tensor->rank;
	bool batched = tensor->rank > 0 && tensor->shape[0] == 1;
	if (extra != 0 && extra != 1 && !(extra == -1 && batched))
		return -1;
	int first = extra == 0 && batched ? 1 : extra == -1 ? 1 : 0;
	for (int d = first; d < tensor->rank; d++)
		if (array->shape[d + extra] != tensor->shape[d])
			return -1;
	return extra == 1 || (extra == 0 && batched) ? array->shape[0] : 1;
}

static const char *array_shape(struct arena *scratch, const struct npy *array)
{
	const char *text = "";
	for (int d = 0; d < array->rank; d++)
		text = arena_printf(
			scratch, "%s%s%lld", text, d ? "x" : "", (long long)array->shape[d]);
	return array->rank ? text : "scalar";
}

static bool run_array(
	struct session *session, const char *path, struct arena *scratch, struct status *st)
{
	const struct tensor *input = session->input;
	struct npy array;
	if (!npy_read(&array, path, scratch, st))
		return false;
	int64_t count = batch_count(&array, input);
	if (array.type != input->type || count < 0)
		return status_fail(st, STATUS_FORMAT, "%s: expected %s %s for input %s, got %s %s",
			path, tensor_type_name(input->type),
			text_shape(scratch, input->shape, input->rank), input->name,
			tensor_type_name(array.type), array_shape(scratch, &array));
	for (int64_t i = 0; i < count; i++) {
		if (context_stopped(session->context, st))
			return false;
		memcpy(plan_input(session->planned.plan, 0, session->workspace),
			array.data.data + (size_t)i * input->nbytes, input->nbytes);
		infer(session, path, i, count);
	}
	return true;
}

// The protocol of --protocol or the card, set up for the model's input; NULL if that fails.
static const struct protocol *prepare_protocol(
	struct session *session, const char *path, struct status *st)
{
	struct arena *keep = session->context->keep;
	const struct card *card = session->planned.argument.card;
	const char *name = arguments_value(session->arguments, "protocol");
	if (!name && card)
		name = card->protocol;
	if (!name) {
		status_fail(st, STATUS_USAGE,
			"%s: a file of a model without a card takes .npy only", path);
		status_hint(st, "name a protocol with --protocol");
		return NULL;
	}
	const struct protocol *protocol = protocol_find(name, st);
	if (!protocol && !arguments_has(session->arguments, "protocol")) {
		// a word of the card is no mistake of the user's
		status_fail(st, STATUS_UNMEASURABLE,
			"%s: this version of zoo has no protocol \"%s\" to make an input of it",
			path, name);
		status_hint(st, "a .npy file with the input tensor can be run");
	}
	if (!protocol)
		return NULL;
	struct knob_choice choice = {{0}, {0}};
	struct knobs knobs = protocol_knobs(protocol);
	const char *const *settings = arguments_values(session->arguments, "set", keep);
	for (; *settings; settings++)
		if (!knobs_set(&knobs, &choice, *settings, st))
			return NULL;
	if (!protocol->pipeline_create(&session->pipeline, &choice, session->input, keep, st))
		return NULL;
	session->protocol = protocol;
	return protocol;
}

static bool run_sample(
	struct session *session, const char *path, struct arena *scratch, struct status *st)
{
	struct bytes sample;
	const struct protocol *protocol = session->protocol;
	if (!protocol)
		protocol = prepare_protocol(session, path, st);
	if (!protocol)
		return false;
	size_t nbytes = session->input->nbytes;
	int count = protocol_window_count(protocol, session->pipeline);
	unsigned char *inputs = arena_alloc(scratch, (size_t)count, nbytes, 64);
	if (!file_read(&sample, path, SAMPLE_LIMIT_NBYTES, scratch, st) ||
		!protocol->prepare(session->pipeline, inputs, sample, path, scratch, st))
		return false;
	for (int i = 0; i < count; i++) {
		memcpy(plan_input(session->planned.plan, 0, session->workspace),
			inputs + (size_t)i * nbytes, nbytes);
		infer(session, path, i, count);
	}
	return true;
}

static bool run_inputs(struct session *session, struct status *st)
{
	for (int i = 1; i < session->arguments->word_count; i++) {
		if (context_stopped(session->context, st))
			return false;
		const char *path = session->arguments->words[i];
		struct arena scratch = {0};
		bool ok = word_ends_with(path, ".npy") ? run_array(session, path, &scratch, st)
						       : run_sample(session, path, &scratch, st);
		arena_release(&scratch);
		if (!ok)
			return false;
	}
	return true;
}

// All outputs as one array, with the number of inferences in front; whole or not at all.
static bool write_output(struct session *session, const char *path, struct status *st)
{
	struct arena *keep = session->context->keep;
	const struct tensor *output = session->output;
	struct npy array = {.type = output->type};
	bool batched = output->rank > 0 && output->shape[0] == 1;
	if (session->inference_count != 1 || !batched)
		array.shape[array.rank++] = session->inference_count;
	for (int d = session->inference_count != 1 && batched ? 1 : 0; d < output->rank; d++) {
		if (array.rank == MODEL_MAX_RANK)
			return status_fail(st, STATUS_FORMAT,
				"%s: output %s has too many dimensions", path, output->name);
		array.shape[array.rank++] = output->shape[d];
	}
	fflush(session->collected);
	array.data = (struct bytes){
		(const unsigned char *)session->collected_data, session->collected_nbytes};
	const char *part = arena_printf(keep, "%s.%ld.part", path, (long)getpid());
	if (!npy_write(part, &array, keep, st)) {
		unlink(part);
		return status_prefix(st, "%s cannot be written", path);
	}
	if (rename(part, path) == 0)
		return true;
	int error = errno;
	unlink(part);
	return status_fail_errno(st, STATUS_IO, error, "%s", path);
}

static bool open_session(struct session *session, struct status *st)
{
	struct context *context = session->context;
	struct planned *planned = &session->planned;
	if (!planned_create(planned, context, session->arguments->words[0], session->arguments,
		    context->keep, st))
		return false;
	const struct model *model = planned->model;
	if (model->input_count != 1 || model->output_count < 1)
		return status_fail(st, STATUS_FORMAT,
			"%s: zoo run feeds models with one input, this one has %d",
			planned->argument.name, model->input_count);
	session->input = &model->tensors[model->inputs[0]];
	session->output = &model->tensors[model->outputs[0]];
	session->workspace = planned_workspace(planned, context->keep);
	session->top_count = (int)arguments_number(session->arguments, "top", TOP_DEFAULT);
	const struct card *card = planned->argument.card;
	if (card && (size_t)card->label_count == session->output->count)
		session->labels = (struct output_labels){card->labels, card->label_count};
	if (!arguments_has(session->arguments, "output"))
		return true;
	session->collected = open_memstream(&session->collected_data, &session->collected_nbytes);
	return session->collected || status_fail(st, STATUS_IO, "out of memory");
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
	const char *path = arguments_value(session->arguments, "output");
	if (!run_inputs(session, st) || (path && !write_output(session, path, st)))
		return false;
	if (session->json) {
		json_array_close(session->json);
		context_document_finish(context);
	}
	return true;
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	struct session session = {.context = context, .arguments = arguments};
	bool ok = run_session(&session, st);
	if (session.collected)
		fclose(session.collected);
	free(session.collected_data);
	return ok ? STATUS_OK : (int)st->code;
}

const struct command cmd_run = {
	.name = "run",
	.group = "Run and measure",
	.summary = "run a model on inputs and show what it says",
	.synopsis = "CARD|FILE.tflite INPUT... [--top K] [--output OUT.npy] [--protocol NAME] "
		    "[--set KNOB=VALUE]... [--isa T] [--rounding R]",
	.options = options,
	.least_words = 2,
	.most_words = -1,
	.run = run,
};
