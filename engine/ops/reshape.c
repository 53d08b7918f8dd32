// SPDX-License-Identifier: Apache-2.0
/*
 * RESHAPE: the same bytes under another shape, so the step does nothing and the plan
 * lays output upon input, unless that is a constant.  The new shape is operand 1, or
 * else the options'; one dimension may be -1.
 */
#include "engine/ops/check.h"

#include <string.h>

static void copy_run(const void *state, const struct operands *operands)
{
	memcpy(operands->out, operands->in[0], *(const size_t *)state);
}

// The shape that is asked for; *rank -1 if there is none.
static bool asked_shape(const int32_t **shape, int *rank, const struct op_context *x)
{
	const struct tensor *operand = op_input(x, 1);
	if (!operand) {
		*shape = x->op->options.reshape.shape;
		*rank = x->op->options.reshape.rank;
		if (*rank < 0 || *rank > MODEL_MAX_RANK)
			return op_fail(x, "new_shape is absent, as operand and as option");
		return true;
	}
	if (!check_type(x, operand, "shape", TENSOR_INT32) ||
		!check_constant(x, operand, "shape") || !check_rank(x, operand, "shape", 1))
		return false;
	*shape = (const int32_t *)(const void *)operand->constant.data;
	*rank = operand->shape[0];
	if (*rank > MODEL_MAX_RANK)
		return op_fail(x, "shape \"%s\" has %d dimensions (must be at most %d)",
			operand->name, *rank, MODEL_MAX_RANK);
	return true;
}

bool op_reshape_create(struct step *out, const struct op_context *x)
{
	const struct tensor *in = op_input(x, 0), *result = op_output(x);
	const int32_t *asked;
	int rank;
	if (!check_int8(x, in, "input") || !check_int8(x, result, "output") ||
		!check_same_quantisation(x, in) || !asked_shape(&asked, &rank, x))
		return false;

	int32_t shape[MODEL_MAX_RANK];
	int open = -1; // the dimension that is -1
	size_t known = 1;
	for (int d = 0; d < rank; d++) {
		shape[d] = asked[d];
		if (shape[d] == -1 && open < 0) {
			open = d;
			continue;
		}
		if (shape[d] < 1 || !size_mul(&known, known, (size_t)shape[d]))
			return op_fail(x,
				"dimension %d of the new shape is %d (must be 1 or more, or one of them -1)",
				d, shape[d]);
	}
	if (open >= 0) {
		size_t rest = in->count / known;
		shape[open] = rest <= INT32_MAX ? (int32_t)rest : 0;
		known *= rest;
	}
	if (known != in->count)
		return op_fail(x, "new shape has %zu elements (must be the input's %zu)", known,
			in->count);
	if (!check_output_shape(x, shape, rank))
		return false;
	step_init(out, x, 1);
	if (in->constant.data) {
		size_t *nbytes = arena_new(x->keep, size_t);
		*nbytes = in->nbytes;
		out->run = copy_run;
		out->state = nbytes;
	}
	return true;
}
