// SPDX-License-Identifier: Apache-2.0
/*
 * PAD and PADV2: the input inside a larger tensor, around it the output's zero point or,
 * for PADV2, a given code.  Nothing is rescaled, so all share their quantisation
 * (tensorflow/tflite-micro:tensorflow/lite/micro/kernels/pad.cc).
 */
#include "engine/ops/check.h"

#include <string.h>

// Rows of the input stand one behind the other; in the output an axis has a stride of its own.
struct axis {
	size_t count, stride;
};

struct pad_state {
	int axis_count; // innermost first; the last has count 1 if there is no other
	struct axis axes[MODEL_MAX_RANK];
	size_t first; // where the input's first code comes to lie
	size_t row_nbytes, out_nbytes;
	int8_t fill;
};

// Rows are short, and a copy of fixed size takes no call: two that overlap make any size.
static void copy_rows(int8_t *out, size_t stride, const int8_t *in, size_t nbytes, size_t count)
{
	if (nbytes >= 16 && nbytes <= 32) {
		for (; count > 0; count--, out += stride, in += nbytes) {
			memcpy(out, in, 16);
			memcpy(out + nbytes - 16, in + nbytes - 16, 16);
		}
	} else if (nbytes >= 8 && nbytes < 16) {
		for (; count > 0; count--, out += stride, in += nbytes) {
			memcpy(out, in, 8);
			memcpy(out + nbytes - 8, in + nbytes - 8, 8);
		}
	} else {
		for (; count > 0; count--, out += stride, in += nbytes)
			memcpy(out, in, nbytes);
	}
}

// To the next place along all axes but the innermost.  False: there is none.
static bool advance(int8_t **out, size_t index[static MODEL_MAX_RANK], const struct pad_state *s)
{
	for (int d = 1; d < s->axis_count; d++) {
		*out += s->axes[d].stride;
		if (++index[d] < s->axes[d].count)
			return true;
		*out -= s->axes[d].count * s->axes[d].stride;
		index[d] = 0;
	}
	return false;
}

static void pad_run(const void *state, const struct operands *operands)
{
	const struct pad_state *s = state;
	const struct axis *inner = &s->axes[0];
	const int8_t *in = operands->in[0];
	int8_t *out = (int8_t *)operands->out + s->first;
	size_t index[MODEL_MAX_RANK] = {0};
	memset(operands->out, s->fill, s->out_nbytes);
	do {
		copy_rows(out, inner->stride, in, s->row_nbytes, inner->count);
		in += inner->count * s->row_nbytes;
	} while (advance(&out, index, s));
}

// Element i of a constant of either integer type.
static int64_t constant_integer(const struct tensor *t, int i)
{
	const void *data = t->constant.data;
	return t->type == TENSOR_INT64 ? ((const int64_t *)data)[i] : ((const int32_t *)data)[i];
}

static bool check_paddings(const struct op_context *x, const struct tensor *in)
{
	const struct tensor *paddings = op_input(x, 1);
	if (paddings && paddings->type != TENSOR_INT64 &&
		!check_type(x, paddings, "paddings", TENSOR_INT32))
		return false;
	if (!paddings)
		return op_fail(x, "paddings are absent");
	if (!check_constant(x, paddings, "paddings") || !check_rank(x, paddings, "paddings", 2))
		return false;
	if (paddings->shape[0] != in->rank || paddings->shape[1] != 2)
		return op_fail(x, "paddings \"%s\" have shape %dx%d (must be %dx2)", paddings->name,
			paddings->shape[0], paddings->shape[1], in->rank);
	return true;
}

// The code around the input: PADV2's third operand, or the zero point.
static bool fill_code(int8_t *out, const struct op_context *x)
{
	const struct tensor *result = op_output(x);
	*out = (int8_t)result->quantisation.zero[0];
	if (x->op->code != OP_PADV2)
		return true;
	const struct tensor *value = op_input(x, 2);
	if (!check_int8(x, value, "padding value") || !check_constant(x, value, "padding value"))
		return false;
	if (value->count != 1)
		return op_fail(x, "padding value \"%s\" has %zu elements (must be 1)", value->name,
			value->count);
	if (!check_same_quantisation(x, value))
		return false;
	*out = (int8_t)value->constant.data[0];
	return true;
}

// Dimensions that are not padded are one with those around them: fewer axes and longer rows.
static void set_axes(struct pad_state *state, const int32_t *in_shape, const int32_t *shape,
	const int64_t *before, int rank)
{
	bool in_row = true;
	size_t stride = 1;
	state->row_nbytes = 1;
	struct axis *axis = state->axes;
	for (int d = rank - 1; d >= 0; d--) {
		size_t count = (size_t)in_shape[d];
		state->first += (size_t)before[d] * stride;
		if (in_row)
			state->row_nbytes *= count;
		else if (axis->count > 0 && axis->count * axis->stride == stride)
			axis->count *= count;
		else
			*(axis += axis->count > 0) = (struct axis){count, stride};
		in_row = in_row && shape[d] == in_shape[d];
		stride *= (size_t)shape[d];
	}
	if (axis->count == 0)
		*axis = (struct axis){1, 0};
	state->axis_count = (int)(axis - state->axes) + 1;
}

// Of tensors [n][h][w][c], if only h and w are padded.
static const struct border *around_pictures(
	const struct op_context *x, const int32_t *shape, const int64_t *before)
{
	const struct tensor *in = op_input(x, 0);
	if (in->rank != 4 || shape[0] != in->shape[0] || shape[3] != in->shape[3])
		return NULL;
	struct border *border = arena_new(x->keep, struct border);
	*border = (struct border){
		.input = x->op->inputs[0],
		.in_h = in->shape[1],
		.in_w = in->shape[2],
		.before_h = (int32_t)before[1],
		.before_w = (int32_t)before[2],
		.after_h = shape[1] - in->shape[1] - (int32_t)before[1],
		.after_w = shape[2] - in->shape[2] - (int32_t)before[2],
	};
	return border;
}

bool op_pad_create(struct step *out, const struct op_context *x)
{
	const struct tensor *in = op_input(x, 0), *result = op_output(x);
	if (!check_int8(x, in, "input") || !check_int8(x, result, "output") ||
		!check_same_quantisation(x, in) || !check_paddings(x, in))
		return false;
	if (in->rank < 1)
		return op_fail(x, "input has rank 0 (must be 1 or more)");

	struct pad_state *state = arena_new(x->keep, struct pad_state);
	int32_t shape[MODEL_MAX_RANK] = {0};
	int64_t before[MODEL_MAX_RANK] = {0};
	for (int d = 0; d < in->rank; d++) {
		before[d] = constant_integer(op_input(x, 1), 2 * d);
		int64_t after = constant_integer(op_input(x, 1), 2 * d + 1);
		int64_t limit = INT32_MAX - (int64_t)in->shape[d];
		if (before[d] < 0 || before[d] > limit || after < 0 || after > limit - before[d])
			return op_fail(x,
				"paddings row %d is %lld, %lld (must be 0 or more, to at most 2^31 in sum)",
				d, (long long)before[d], (long long)after);
		shape[d] = (int32_t)(in->shape[d] + before[d] + after);
	}
	if (!check_output_shape(x, shape, in->rank) || !fill_code(&state->fill, x))
		return false;

	// From here on sizes are those of the output tensor, which fit.
	set_axes(state, in->shape, shape, before, in->rank);
	state->out_nbytes = result->nbytes;
	step_init(out, x, 1);
	out->run = pad_run;
	out->state = state;
	out->work = (int64_t)result->count;
	if (state->fill == result->quantisation.zero[0])
		out->border = around_pictures(x, shape, before);
	return true;
}
