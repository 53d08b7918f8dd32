// SPDX-License-Identifier: Apache-2.0
/*
 * PAD and PADV2: the input inside a larger tensor, around it the output's zero point or,
 * for PADV2, a given code.  Nothing is rescaled, so all share their quantisation
 * (tensorflow/tflite-micro:tensorflow/lite/micro/kernels/pad.cc).
 */
#include "engine/ops/check.h"

#include <string.h>

/*
 * Rows are the longest runs of codes that stay together; dimensions around them that do not
 * part either are one.
 */
struct pad_state {
	int rank; // of what is around the rows, innermost first
	int32_t shape[MODEL_MAX_RANK];
	size_t step[MODEL_MAX_RANK]; // codes of the output from one to the next
	size_t first;                // where the input's first code comes to lie
	size_t row_count, row_nbytes, out_nbytes;
	int8_t fill;
};

// memcpy() of a length that is not known is a call, which takes longer than a short row.
static void copy_row(int8_t *out, const int8_t *in, size_t nbytes)
{
	if (nbytes > 32 || nbytes < 8) {
		memcpy(out, in, nbytes);
	} else if (nbytes >= 16) {
		memcpy(out, in, 16);
		memcpy(out + nbytes - 16, in + nbytes - 16, 16);
	} else {
		memcpy(out, in, 8);
		memcpy(out + nbytes - 8, in + nbytes - 8, 8);
	}
}

static void pad_run(const void *state, const struct operands *operands)
{
	const struct pad_state *s = state;
	const int8_t *in = operands->in[0];
	int8_t *out = operands->out;
	int32_t index[MODEL_MAX_RANK] = {0};
	memset(out, s->fill, s->out_nbytes);
	out += s->first;
	for (size_t r = 0; r < s->row_count; r++, in += s->row_nbytes) {
		copy_row(out, in, s->row_nbytes);
		for (int d = 0; d < s->rank; d++) {
			out += s->step[d];
			if (++index[d] < s->shape[d])
				break;
			out -= s->step[d] * (size_t)s->shape[d];
			index[d] = 0;
		}
	}
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

// From the innermost dimension outwards; `stride` is that of the output.
static void add_dimension(struct pad_state *state, int32_t size, size_t stride)
{
	int last = state->rank - 1;
	if (state->rank == 0 && stride == state->row_nbytes) {
		state->row_nbytes *= (size_t)size;
	} else if (state->rank > 0 && stride == state->step[last] * (size_t)state->shape[last]) {
		state->shape[last] *= size;
	} else {
		state->shape[state->rank] = size;
		state->step[state->rank++] = stride;
	}
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
	size_t stride = 1;
	state->row_nbytes = 1;
	for (int d = in->rank - 1; d >= 0; d--) {
		state->first += (size_t)before[d] * stride;
		add_dimension(state, in->shape[d], stride);
		stride *= (size_t)shape[d];
	}
	state->row_count = in->count / state->row_nbytes;
	state->out_nbytes = result->nbytes;
	step_init(out, x, 1);
	out->run = pad_run;
	out->state = state;
	out->work = (int64_t)result->count;
	if (state->fill == result->quantisation.zero[0])
		out->border = around_pictures(x, shape, before);
	return true;
}
