// SPDX-License-Identifier: Apache-2.0
/*
 * One entry for each unsupported kind of operator: "TRANSPOSE_CONV (2 uses)", "ADD
 * version 9 (1 use; up to 5 is run)", "custom \"MFCC\" (1 use)".  The list ends where the
 * message is full; telling kinds apart takes time by the square of their number.
 */
#include "engine/plan/support.h"

#include "engine/base/words.h"
#include "engine/ops/ops.h"

#include <stdio.h>
#include <string.h>

enum { LIST_NBYTES = 1024 };

static bool is_supported(const struct op *op)
{
	const struct op_kind *kind = op->custom_code ? NULL : op_kind_find(op->code);
	return kind && op->version >= 1 && op->version <= kind->version_max;
}

static bool is_same_kind(const struct op *a, const struct op *b)
{
	if (a->code != b->code || a->version != b->version || !a->custom_code != !b->custom_code)
		return false;
	return !a->custom_code || strcmp(a->custom_code, b->custom_code) == 0;
}

static bool is_first_of_kind(const struct model *model, int op)
{
	for (int i = 0; i < op; i++)
		if (is_same_kind(&model->ops[i], &model->ops[op]))
			return false;
	return true;
}

static int use_count(const struct model *model, int op)
{
	int count = 0;
	for (int i = op; i < model->op_count; i++)
		count += is_same_kind(&model->ops[i], &model->ops[op]);
	return count;
}

static int describe(char *out, size_t out_nbytes, const struct op *op, int uses)
{
	const char *plural = uses == 1 ? "" : "s";
	if (op->custom_code)
		return snprintf(out, out_nbytes, "custom \"%.64s\" (%d use%s)", op->custom_code,
			uses, plural);
	char name[24];
	const struct op_kind *kind = op_kind_find(op->code);
	if (!kind)
		return snprintf(out, out_nbytes, "%s (%d use%s)", op_code_name(op->code, name),
			uses, plural);
	return snprintf(out, out_nbytes, "%s version %d (%d use%s; 1 to %d are run)",
		op_code_name(op->code, name), op->version, uses, plural, kind->version_max);
}

static bool fail_unsupported(const struct model *model, struct status *st)
{
	char list[LIST_NBYTES] = "";
	for (int i = 0; i < model->op_count; i++) {
		if (is_supported(&model->ops[i]) || !is_first_of_kind(model, i))
			continue;
		char entry[160];
		describe(entry, sizeof(entry), &model->ops[i], use_count(model, i));
		if (strlen(list) + strlen(entry) + 3 > sizeof(list))
			return status_fail(
				st, STATUS_FORMAT, "unsupported operators: %s, and more", list);
		words_add(list, sizeof(list), entry);
	}
	return status_fail(st, STATUS_FORMAT, "unsupported operators: %s", list);
}

static bool check_counts(const struct model *model, int index, struct status *st)
{
	const struct op *op = &model->ops[index];
	const struct op_kind *kind = op_kind_find(op->code);
	char buffer[24];
	const char *name = op_code_name(op->code, buffer);
	if (op->input_count < kind->input_min || op->input_count > kind->input_max)
		return status_fail(st, STATUS_FORMAT, "op #%d %s: has %d inputs (must be %d..%d)",
			index, name, op->input_count, kind->input_min, kind->input_max);
	if (op->output_count != 1)
		return status_fail(st, STATUS_FORMAT, "op #%d %s: has %d outputs (must be 1)",
			index, name, op->output_count);
	if (op->outputs[0] < 0 || model->tensors[op->outputs[0]].constant.data)
		return status_fail(st, STATUS_FORMAT, "op #%d %s: output is absent or a constant",
			index, name);
	return true;
}

bool plan_check_support(const struct model *model, struct status *st)
{
	for (int i = 0; i < model->op_count; i++)
		if (!is_supported(&model->ops[i]))
			return fail_unsupported(model, st);
	for (int i = 0; i < model->input_count; i++)
		if (model->tensors[model->inputs[i]].constant.data)
			return status_fail(st, STATUS_FORMAT,
				"input %d \"%s\" is a constant (must be given at run time)", i,
				model->tensors[model->inputs[i]].name);
	for (int i = 0; i < model->op_count; i++)
		if (!check_counts(model, i, st))
			return false;
	return true;
}
