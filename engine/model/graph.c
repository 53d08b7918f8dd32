// SPDX-License-Identifier: Apache-2.0
/*
 * Who produces which tensor: every operator's inputs must be there when it runs, no
 * tensor is written twice, and the model's outputs are computed.
 */
#include "engine/model/build.h"

#include <inttypes.h>
#include <stdio.h>

// Where a tensor's value comes from; 0 and up is the index of an operator.
enum { SOURCE_NONE = -1, SOURCE_CONSTANT = -2, SOURCE_INPUT = -3 };

static const char *source_name(int source, char buffer[static 40])
{
	if (source == SOURCE_CONSTANT)
		return "is a constant";
	if (source == SOURCE_INPUT)
		return "is an input of the model";
	snprintf(buffer, 40, "is the output of op #%d", source);
	return buffer;
}

// The model's inputs or outputs: there are some, in range, and none twice.
static bool build_ends(const int32_t **out, int *count, const char *what, struct tflite_ints from,
	struct model_build *build, struct status *st)
{
	int tensor_count = build->model->tensor_count;
	if (from.count == 0)
		return status_fail(st, STATUS_FORMAT, "the model has no %ss", what);
	bool *seen = arena_array(&build->scratch, bool, tensor_count);
	for (uint32_t i = 0; i < from.count; i++) {
		int32_t tensor = from.data[i];
		if (tensor < 0 || tensor >= tensor_count)
			return status_fail(st, STATUS_FORMAT,
				"the model's %s %u: tensor index %" PRId32
				" (the model has %d tensors)",
				what, i, tensor, tensor_count);
		if (seen[tensor])
			return status_fail(st, STATUS_FORMAT,
				"the model's %s %u: tensor #%" PRId32 " is there twice", what, i,
				tensor);
		seen[tensor] = true;
	}
	int32_t *copy = arena_array(build->keep, int32_t, from.count); // none twice: in bounds
	for (uint32_t i = 0; i < from.count; i++)
		copy[i] = from.data[i];
	*out = copy;
	*count = (int)from.count;
	return true;
}

static bool start_sources(int *sources, const struct model *model, struct status *st)
{
	char label[160];
	for (int i = 0; i < model->tensor_count; i++)
		sources[i] = model->tensors[i].constant.data ? SOURCE_CONSTANT : SOURCE_NONE;
	for (int i = 0; i < model->input_count; i++) {
		int32_t tensor = model->inputs[i];
		if (sources[tensor] == SOURCE_CONSTANT)
			return status_fail(st, STATUS_FORMAT,
				"the model's input %d: %s is a constant", i,
				model_tensor_label(model, tensor, label));
		sources[tensor] = SOURCE_INPUT;
	}
	return true;
}

// Only for the message: the operator that produces `tensor` too late, or -1.
static int find_producer(const struct model *model, int32_t tensor)
{
	for (int i = 0; i < model->op_count; i++)
		for (int j = 0; j < model->ops[i].output_count; j++)
			if (model->ops[i].outputs[j] == tensor)
				return i;
	return -1;
}

static bool fail_unproduced(
	const struct model *model, int op, int position, int32_t tensor, struct status *st)
{
	char label[160];
	int producer = find_producer(model, tensor);
	model_tensor_label(model, tensor, label);
	if (producer == op)
		return status_fail(
			st, STATUS_FORMAT, "input %d: %s is its own output", position, label);
	if (producer >= 0)
		return status_fail(st, STATUS_FORMAT,
			"input %d: %s is the output of op #%d, which runs later", position, label,
			producer);
	return status_fail(st, STATUS_FORMAT, "input %d: %s has no data and nothing produces it",
		position, label);
}

static bool run_op(int *sources, const struct model *model, int i, struct status *st)
{
	const struct op *op = &model->ops[i];
	char label[160], source[40];
	for (int j = 0; j < op->input_count; j++) {
		int32_t tensor = op->inputs[j];
		if (tensor != TENSOR_ABSENT && sources[tensor] == SOURCE_NONE)
			return fail_unproduced(model, i, j, tensor, st);
	}
	for (int j = 0; j < op->output_count; j++) {
		int32_t tensor = op->outputs[j];
		if (sources[tensor] != SOURCE_NONE)
			return status_fail(st, STATUS_FORMAT, "output %d: %s already %s", j,
				model_tensor_label(model, tensor, label),
				source_name(sources[tensor], source));
		sources[tensor] = i;
	}
	return true;
}

static bool check_outputs(const int *sources, const struct model *model, struct status *st)
{
	char label[160], source[40];
	for (int i = 0; i < model->output_count; i++) {
		int32_t tensor = model->outputs[i];
		if (sources[tensor] >= 0)
			continue;
		return status_fail(st, STATUS_FORMAT, "the model's output %d: %s %s", i,
			model_tensor_label(model, tensor, label),
			sources[tensor] == SOURCE_NONE ? "is produced by no operator"
						       : source_name(sources[tensor], source));
	}
	return true;
}

bool model_build_graph(struct model_build *build, struct status *st)
{
	struct model *model = build->model;
	if (!build_ends(
		    &model->inputs, &model->input_count, "input", build->file.inputs, build, st) ||
		!build_ends(&model->outputs, &model->output_count, "output", build->file.outputs,
			build, st))
		return false;
	int *sources = arena_array(&build->scratch, int, model->tensor_count);
	if (!start_sources(sources, model, st))
		return false;
	for (int i = 0; i < model->op_count; i++) {
		char name[24];
		if (!run_op(sources, model, i, st))
			return status_prefix(
				st, "op #%d %s", i, op_code_name(model->ops[i].code, name));
	}
	return check_outputs(sources, model, st);
}
