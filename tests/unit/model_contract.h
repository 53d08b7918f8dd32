// SPDX-License-Identifier: Apache-2.0
/*
 * What engine/model.h promises of every model, asked once more without the parser's help.
 */
#ifndef TESTS_UNIT_MODEL_CONTRACT_H
#define TESTS_UNIT_MODEL_CONTRACT_H

#include "engine/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static inline const char *tensor_broken(const struct tensor *t)
{
	char printable[4096];
	if (!t->name || t->name[0] == '\0' ||
		strcmp(status_printable(printable, sizeof(printable), t->name), t->name) != 0)
		return "name";
	if (t->rank < 0 || t->rank > MODEL_MAX_RANK)
		return "rank";
	double count = 1;
	for (int d = 0; d < t->rank; d++) {
		if (t->shape[d] < 1)
			return "shape";
		count *= t->shape[d];
	}
	if (count > 2147483647.0 || (double)t->count != count)
		return "count";
	if (tensor_type_nbytes(t->type) == 0 || t->nbytes != t->count * tensor_type_nbytes(t->type))
		return "nbytes";
	if (t->constant.data &&
		(t->constant.nbytes != t->nbytes || (uintptr_t)t->constant.data % 16 != 0))
		return "constant";
	const struct quantisation *q = &t->quantisation;
	if (q->count < 0 || (q->count > 1 && (q->axis < 0 || q->axis >= t->rank)) ||
		(q->count > 1 && q->count != t->shape[q->axis]))
		return "number of scales";
	for (int i = 0; i < q->count; i++) {
		if (!isfinite(q->scale[i]) || !(q->scale[i] > 0))
			return "scale";
		if (t->type == TENSOR_INT8 && (q->zero[i] < -128 || q->zero[i] > 127))
			return "zero point";
		if (t->type == TENSOR_UINT8 && (q->zero[i] < 0 || q->zero[i] > 255))
			return "zero point";
	}
	return NULL;
}

static inline const char *graph_broken(const struct model *m, bool *ready)
{
	for (int i = 0; i < m->tensor_count; i++)
		ready[i] = m->tensors[i].constant.data != NULL;
	for (int i = 0; i < m->input_count; i++) {
		if (m->inputs[i] < 0 || m->inputs[i] >= m->tensor_count || ready[m->inputs[i]])
			return "model inputs";
		ready[m->inputs[i]] = true;
	}
	for (int i = 0; i < m->op_count; i++) {
		const struct op *op = &m->ops[i];
		for (int j = 0; j < op->input_count; j++) {
			if (op->inputs[j] < -1 || op->inputs[j] >= m->tensor_count)
				return "operator inputs";
			if (op->inputs[j] >= 0 && !ready[op->inputs[j]])
				return "order of operators";
		}
		for (int j = 0; j < op->output_count; j++) {
			if (op->outputs[j] < 0 || op->outputs[j] >= m->tensor_count ||
				ready[op->outputs[j]])
				return "operator outputs";
			ready[op->outputs[j]] = true;
		}
		if (op->version < 1 || (unsigned)op->options.activation > ACTIVATION_RELU6)
			return "operator";
	}
	for (int i = 0; i < m->output_count; i++)
		if (m->outputs[i] < 0 || m->outputs[i] >= m->tensor_count || !ready[m->outputs[i]])
			return "model outputs";
	return NULL;
}

// NULL, or what is wrong.
static inline const char *model_broken(const struct model *m)
{
	int use_count = 0;
	for (int i = 0; i < m->op_table_count; i++)
		use_count += m->op_table[i].use_count;
	if (use_count != m->op_count)
		return "use counts";
	for (int i = 0; i < m->tensor_count; i++) {
		const char *broken = tensor_broken(&m->tensors[i]);
		if (broken)
			return broken;
	}
	bool *ready = calloc((size_t)m->tensor_count + 1, sizeof(*ready));
	const char *broken = graph_broken(m, ready);
	free(ready);
	return broken;
}

#endif
