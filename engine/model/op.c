// SPDX-License-Identifier: Apache-2.0
/*
 * The table of operators that the file uses, and the operators with their operands.
 */
#include "engine/model/build.h"

#include <inttypes.h>
#include <string.h>

enum { CODE_CUSTOM = 32, OLD_CODE_MAX = 127, CUSTOM_CODE_MAX_NBYTES = 255 };

/*
 * The byte holds the number as far as it fits, the newer field all of it or, in older
 * files, nothing.  Which one is meant is the larger of the two.
 */
static bool check_op_code(const struct tflite_op_code *row, struct status *st)
{
	if (row->old_code < 0 || row->code < 0)
		return status_fail(st, STATUS_FORMAT,
			"builtin_code is %" PRId32 " and deprecated_builtin_code is %d (must be 0 "
			"and up)",
			row->code, row->old_code);
	int expected = row->code < OLD_CODE_MAX ? row->code : OLD_CODE_MAX;
	if (row->code != 0 && row->old_code != 0 && row->old_code != expected)
		return status_fail(st, STATUS_FORMAT,
			"builtin_code is %" PRId32 ", but deprecated_builtin_code is %d", row->code,
			row->old_code);
	if (row->version < 1)
		return status_fail(st, STATUS_FORMAT, "version is %" PRId32 " (must be 1 and up)",
			row->version);
	return true;
}

static int op_code_of(const struct tflite_op_code *row)
{
	return row->code > row->old_code ? row->code : row->old_code;
}

static bool check_custom_code(const struct tflite_op_code *row, struct status *st)
{
	if (op_code_of(row) != CODE_CUSTOM)
		return true;
	size_t nbytes = row->custom_code ? strlen(row->custom_code) : 0;
	if (nbytes < 1 || nbytes > CUSTOM_CODE_MAX_NBYTES)
		return status_fail(st, STATUS_FORMAT,
			"custom_code has %zu bytes (must be 1..%d, as the operator is CUSTOM)",
			nbytes, CUSTOM_CODE_MAX_NBYTES);
	return true;
}

bool model_build_op_table(struct model_build *build, struct status *st)
{
	const struct tflite_file *file = &build->file;
	struct op_table_row *rows =
		arena_array(build->keep, struct op_table_row, file->op_code_count);
	build->model->op_table = rows;
	build->model->op_table_count = (int)file->op_code_count;
	for (uint32_t i = 0; i < file->op_code_count; i++) {
		const struct tflite_op_code *from = &file->op_codes[i];
		if (!check_op_code(from, st) || !check_custom_code(from, st))
			return status_prefix(st, "operator code #%u", i);
		rows[i].code = op_code_of(from);
		rows[i].version = from->version;
	}
	for (uint32_t i = 0; i < file->op_count; i++) {
		uint32_t row = file->ops[i].op_code;
		if (row >= file->op_code_count)
			return status_fail(st, STATUS_FORMAT,
				"op #%u: opcode_index is %u (the model has %u operator codes)", i,
				row, file->op_code_count);
		rows[row].use_count++;
	}
	return true;
}

// A bias may be left out; of operators that the engine does not run, any input may.
static bool may_be_absent(int code, uint32_t position)
{
	enum { BIAS = 2 };
	bool has_bias =
		code == OP_CONV_2D || code == OP_DEPTHWISE_CONV_2D || code == OP_FULLY_CONNECTED;
	return (has_bias && position == BIAS) || !model_runs_code(code);
}

static bool check_operand(const struct model *model, const char *role, uint32_t position,
	int32_t tensor, struct status *st)
{
	if (tensor >= 0 && tensor < model->tensor_count)
		return true;
	if (tensor == TENSOR_ABSENT)
		return status_fail(
			st, STATUS_FORMAT, "%s %u: is absent, but may not be", role, position);
	return status_fail(st, STATUS_FORMAT,
		"%s %u: tensor index %" PRId32 " (the model has %d tensors)", role, position,
		tensor, model->tensor_count);
}

static bool check_operands(
	const struct model *model, int code, const struct tflite_op *op, struct status *st)
{
	for (uint32_t i = 0; i < op->inputs.count; i++) {
		int32_t tensor = op->inputs.data[i];
		if (tensor == TENSOR_ABSENT && may_be_absent(code, i))
			continue;
		if (!check_operand(model, "input", i, tensor, st))
			return false;
	}
	for (uint32_t i = 0; i < op->outputs.count; i++)
		if (!check_operand(model, "output", i, op->outputs.data[i], st))
			return false;
	if (op->outputs.count == 0)
		return status_fail(st, STATUS_FORMAT, "has no output");
	return true;
}

static bool check_custom_options(int code, const struct tflite_op *op, struct status *st)
{
	if (op->large_custom_options_offset > 1)
		return status_fail(st, STATUS_FORMAT,
			"large_custom_options_offset is %" PRIu64
			": options outside of the FlatBuffer are not supported",
			op->large_custom_options_offset);
	if (op->custom_options_nbytes > 0 && code != CODE_CUSTOM)
		return status_fail(st, STATUS_FORMAT,
			"has %u bytes of custom_options, but is no custom operator",
			op->custom_options_nbytes);
	return true;
}

static const int32_t *copy_indices(struct arena *keep, struct tflite_ints from)
{
	int32_t *copy = arena_array(keep, int32_t, from.count);
	if (from.count > 0)
		memcpy(copy, from.data, sizeof(*copy) * from.count);
	return copy;
}

static bool build_op(struct op *op, const struct tflite_op *from, size_t *operands_spent,
	struct model_build *build, struct status *st)
{
	size_t operand_count = (size_t)from->inputs.count + from->outputs.count;
	if (!model_build_spend(operands_spent, operand_count, build))
		return status_fail(st, STATUS_FORMAT,
			"up to here there are %zu operands, more than the file can hold",
			*operands_spent);
	if (!check_operands(build->model, op->code, from, st) ||
		!check_custom_options(op->code, from, st) ||
		!model_build_options(&op->options, op->code, from, st))
		return false;
	op->inputs = copy_indices(build->keep, from->inputs);
	op->input_count = (int)from->inputs.count;
	op->outputs = copy_indices(build->keep, from->outputs);
	op->output_count = (int)from->outputs.count;
	return true;
}

bool model_build_ops(struct model_build *build, struct status *st)
{
	const struct tflite_file *file = &build->file;
	struct op *ops = arena_array(build->keep, struct op, file->op_count);
	build->model->ops = ops;
	build->model->op_count = (int)file->op_count;
	size_t operands_spent = 0;
	for (uint32_t i = 0; i < file->op_count; i++) {
		const struct tflite_op_code *row = &file->op_codes[file->ops[i].op_code];
		char name[24];
		ops[i].code = op_code_of(row);
		ops[i].version = row->version;
		if (ops[i].code == CODE_CUSTOM)
			ops[i].custom_code = model_build_text(build, row->custom_code);
		if (!build_op(&ops[i], &file->ops[i], &operands_spent, build, st))
			return status_prefix(st, "op #%u %s", i, op_code_name(ops[i].code, name));
	}
	return true;
}
