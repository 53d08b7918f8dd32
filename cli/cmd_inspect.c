// SPDX-License-Identifier: Apache-2.0
/*
 * zoo inspect: what stands in a model's file, and what the plan makes of it.  Nothing shown
 * depends on the kernels that it was planned for; they are named as in every other report.
 */
#include "cli/command.h"

#include "cli/evidence.h"
#include "cli/planned.h"
#include "cli/table.h"
#include "cli/text.h"

#include <inttypes.h>
#include <stdio.h>

static const char *role_of(const struct model *model, int index)
{
	for (int i = 0; i < model->input_count; i++)
		if (model->inputs[i] == index)
			return "input";
	for (int i = 0; i < model->output_count; i++)
		if (model->outputs[i] == index)
			return "output";
	return model->tensors[index].constant.data ? "constant" : "computed";
}

static void write_indices(struct json *json, const char *key, const int32_t *indices, int count)
{
	json_array_open(json, key);
	for (int i = 0; i < count; i++)
		json_int(json, NULL, indices[i]);
	json_array_close(json);
}

static void write_quantisation(struct json *json, const struct quantisation *q)
{
	if (q->count == 0) {
		json_null(json, "quantisation");
		return;
	}
	json_object_open(json, "quantisation");
	if (q->count > 1)
		json_int(json, "axis", q->axis);
	json_array_open(json, "scale");
	for (int i = 0; i < q->count; i++)
		json_double(json, NULL, (double)q->scale[i]);
	json_array_close(json);
	json_array_open(json, "zero_point");
	for (int i = 0; i < q->count; i++)
		json_int(json, NULL, q->zero[i]);
	json_array_close(json);
	json_object_close(json);
}

// NULL: none.
static const char *activation_name(const struct op *op)
{
	static const char *const names[] = {[ACTIVATION_RELU] = "RELU",
		[ACTIVATION_RELU_N1_TO_1] = "RELU_N1_TO_1",
		[ACTIVATION_RELU6] = "RELU6"};
	unsigned index = (unsigned)op->options.activation;
	return index < sizeof(names) / sizeof(names[0]) ? names[index] : NULL;
}

static void write_operator(struct json *json, const struct planned *planned, int index)
{
	const struct op *op = &planned->model->ops[index];
	char buffer[24];
	json_object_open(json, NULL);
	json_int(json, "index", index);
	json_text(json, "name", op_code_name(op->code, buffer));
	json_text(json, "activation", activation_name(op));
	json_int(json, "version", op->version);
	write_indices(json, "inputs", op->inputs, op->input_count);
	write_indices(json, "outputs", op->outputs, op->output_count);
	json_int(json, "macs", plan_macs(planned->plan, index));
	json_object_close(json);
}

static void write_tensor(struct json *json, const struct model *model, int index)
{
	const struct tensor *tensor = &model->tensors[index];
	json_object_open(json, NULL);
	json_int(json, "index", index);
	json_text(json, "name", tensor->name);
	json_text(json, "role", role_of(model, index));
	json_text(json, "type", tensor_type_name(tensor->type));
	write_indices(json, "shape", tensor->shape, tensor->rank);
	json_int(json, "bytes", (int64_t)tensor->nbytes);
	write_quantisation(json, &tensor->quantisation);
	json_object_close(json);
}

static void write_document(struct context *context, const struct planned *planned,
	const struct weights_report *weights)
{
	const struct model *model = planned->model;
	struct json *json = context_document(context);
	json_text(json, "model", planned->argument.name);
	json_text(json, "file", planned->argument.file_name);
	json_int(json, "size_bytes", (int64_t)planned->argument.file.nbytes);
	json_text(json, "description", model->description);
	write_indices(json, "inputs", model->inputs, model->input_count);
	write_indices(json, "outputs", model->outputs, model->output_count);
	json_array_open(json, "operators");
	for (int i = 0; i < model->op_count; i++)
		write_operator(json, planned, i);
	json_array_close(json);
	json_array_open(json, "tensors");
	for (int i = 0; i < model->tensor_count; i++)
		write_tensor(json, model, i);
	json_array_close(json);
	json_double(json, "mmac", (double)plan_macs(planned->plan, -1) * 1e-6);
	json_int(json, "arena_bytes", (int64_t)plan_arena_nbytes(planned->plan));
	json_text(json, "isa", kernels_name(planned->kernels));
	evidence_write(json, weights);
	context_document_finish(context);
}

static const char *quantisation_text(struct arena *keep, const struct quantisation *q)
{
	if (q->count == 0)
		return "";
	if (q->count == 1)
		return arena_printf(keep, "%.6g, %" PRId32, (double)q->scale[0], q->zero[0]);
	float least = q->scale[0], most = q->scale[0];
	for (int i = 1; i < q->count; i++) {
		least = q->scale[i] < least ? q->scale[i] : least;
		most = q->scale[i] > most ? q->scale[i] : most;
	}
	return arena_printf(keep, "%.3g to %.3g, %d scales", (double)least, (double)most, q->count);
}

// Shape of an operator's i-th operand, if it is there.
static const char *operand_shape(
	struct arena *keep, const struct model *model, const int32_t *operands, int count, int i)
{
	if (i >= count || operands[i] == TENSOR_ABSENT)
		return "";
	const struct tensor *tensor = &model->tensors[operands[i]];
	return text_shape(keep, tensor->shape, tensor->rank);
}

static void print_operators(struct context *context, const struct planned *planned)
{
	static const char *const titles[] = {
		"#", "OPERATOR", "INPUT", "WEIGHTS", "OUTPUT", "MMAC", "OUTPUT SCALE, ZERO"};
	struct arena *keep = context->keep;
	const struct model *model = planned->model;
	struct table *table = table_create(keep, "rllllrl");
	table_titles(table, titles);
	for (int i = 0; i < model->op_count; i++) {
		const struct op *op = &model->ops[i];
		const char *activation = activation_name(op);
		char buffer[24];
		bool has_weights = op->input_count > 1 && op->inputs[1] != TENSOR_ABSENT &&
				   model->tensors[op->inputs[1]].constant.data;
		const struct tensor *output = &model->tensors[op->outputs[0]];
		table_addf(table, "%d", i);
		table_addf(table, "%s%s%s", op_code_name(op->code, buffer), activation ? "+" : "",
			activation ? activation : "");
		table_add(table, operand_shape(keep, model, op->inputs, op->input_count, 0));
		table_add(table,
			has_weights ? operand_shape(keep, model, op->inputs, op->input_count, 1)
				    : "");
		table_add(table, operand_shape(keep, model, op->outputs, op->output_count, 0));
		table_addf(table, "%.3f", (double)plan_macs(planned->plan, i) * 1e-6);
		table_add(table, quantisation_text(keep, &output->quantisation));
	}
	table_print(table, stdout, context->out, 0);
}

static void print_tensors(struct context *context, const struct model *model)
{
	static const char *const titles[] = {
		"#", "ROLE", "TYPE", "SHAPE", "BYTES", "SCALE, ZERO", "NAME"};
	struct arena *keep = context->keep;
	struct table *table = table_create(keep, "rlllrll");
	table_titles(table, titles);
	for (int i = 0; i < model->tensor_count; i++) {
		const struct tensor *tensor = &model->tensors[i];
		const char *role = role_of(model, i);
		bool at_the_edge = role[0] == 'i' || role[0] == 'o';
		if (!at_the_edge && !context->verbose)
			continue;
		table_addf(table, "%d", i);
		table_add(table, role);
		table_add(table, tensor_type_name(tensor->type));
		table_add(table, text_shape(keep, tensor->shape, tensor->rank));
		table_addf(table, "%zu", tensor->nbytes);
		table_add(table, quantisation_text(keep, &tensor->quantisation));
		table_add(table, tensor->name);
	}
	table_print(table, stdout, context->out, 0);
}

static void print_text(struct context *context, const struct planned *planned,
	const struct weights_report *weights)
{
	struct arena *keep = context->keep;
	const struct model *model = planned->model;
	printf("%s%s%s  %s, %s bytes\n", style_begin(context->out, COLOUR_STRONG),
		text_printable(keep, planned->argument.name),
		style_end(context->out, COLOUR_STRONG),
		text_printable(keep, planned->argument.file_name),
		text_count(keep, (int64_t)planned->argument.file.nbytes));
	if (model->description[0])
		printf("%s\n", text_printable(keep, model->description));
	printf("%d operators, %d tensors, %.3f million multiply-accumulates, arena %s bytes\n",
		model->op_count, model->tensor_count, (double)plan_macs(planned->plan, -1) * 1e-6,
		text_count(keep, (int64_t)plan_arena_nbytes(planned->plan)));
	printf("planned for %s\n\n", kernels_name(planned->kernels));
	evidence_print(context, weights);
	print_operators(context, planned);
	putchar('\n');
	print_tensors(context, model);
	if (!context->verbose)
		printf("\nzoo inspect -v lists every tensor, and what the weights look like\n");
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	struct planned planned;
	if (!planned_create(&planned, context, arguments->words[0], arguments, context->keep, st))
		return (int)st->code;
	struct weights_report weights;
	weights_examine(&weights, planned.model, context->keep);
	if (context->json)
		write_document(context, &planned, &weights);
	else
		print_text(context, &planned, &weights);
	return STATUS_OK;
}

const struct command cmd_inspect = {
	.name = "inspect",
	.group = "Run and measure",
	.summary = "show operators, tensors, quantisation, work and memory of a model",
	.synopsis = "CARD|FILE.tflite",
	.least_words = 1,
	.most_words = 1,
	.run = run,
};
