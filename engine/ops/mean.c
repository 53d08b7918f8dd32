// SPDX-License-Identifier: Apache-2.0
/*
 * MEAN over any axes: raw codes are summed, then brought to the output's scale and
 * divided in one multiplication (tensorflow/tflite-micro:tensorflow/lite/kernels/internal/
 * reference/reduce.h).  The multiplier may come to lie below 2^30.  ROUNDING_FP32 rounds as
 * ROUNDING_SINGLE does.
 */
#include "engine/ops/check.h"

#include <string.h>

struct mean_state {
	int rank;
	int32_t shape[MODEL_MAX_RANK]; // of the input
	size_t stride[MODEL_MAX_RANK]; // of the output, 0 along the axes
	size_t in_count, out_count;
	int32_t zero_sum; // zero point of the input times the codes of one mean
	struct multiplier multiplier;
	struct output_stage stage;
};

static void mean_run(const void *state, const struct operands *operands)
{
	const struct mean_state *s = state;
	const int8_t *in = operands->in[0];
	int8_t *out = operands->out;
	int32_t *sums = operands->scratch;
	memset(sums, 0, s->out_count * sizeof(*sums));
	size_t inner = s->rank ? (size_t)s->shape[s->rank - 1] : 1;
	size_t step = s->rank ? s->stride[s->rank - 1] : 0;
	for (size_t i = 0; i < s->in_count; i += inner) {
		size_t rest = i / inner, at = 0;
		for (int d = s->rank - 2; d >= 0; d--) {
			at += rest % (size_t)s->shape[d] * s->stride[d];
			rest /= (size_t)s->shape[d];
		}
		for (size_t j = 0; j < inner; j++)
			sums[at + j * step] += in[i + j];
	}
	for (size_t i = 0; i < s->out_count; i++)
		out[i] = requantise(sums[i] - s->zero_sum, s->multiplier, &s->stage);
}

// Which dimensions are averaged; an axis may be named twice and may count from the end.
static bool read_axes(bool reduced[static MODEL_MAX_RANK], const struct op_context *x, int rank)
{
	const struct tensor *axes = op_input(x, 1);
	if (!check_type(x, axes, "axes", TENSOR_INT32) || !check_constant(x, axes, "axes"))
		return false;
	if (axes->rank > 1)
		return op_fail(
			x, "axes \"%s\" have rank %d (must be 0 or 1)", axes->name, axes->rank);
	const int32_t *axis = (const int32_t *)(const void *)axes->constant.data;
	for (size_t i = 0; i < axes->count; i++) {
		if (!check_range(x, "axis", axis[i], -rank, rank - 1))
			return false;
		reduced[axis[i] < 0 ? axis[i] + rank : axis[i]] = true;
	}
	return true;
}

static bool check_shape(const struct op_context *x, const struct tensor *in, const bool *reduced)
{
	int32_t shape[MODEL_MAX_RANK];
	int rank = 0;
	for (int d = 0; d < in->rank; d++) {
		if (!reduced[d])
			shape[rank++] = in->shape[d];
		else if (x->op->options.mean.keep_dims)
			shape[rank++] = 1;
	}
	return check_output_shape(x, shape, rank);
}

// The factor s_in / s_out divided by `count`, within the multiplier's 31 bits.
static bool mean_multiplier(
	struct multiplier *out, const struct op_context *x, double factor, int64_t count)
{
	if (!op_multiplier(out, x, factor, "factor of the output"))
		return false;
	int shift = 63 - __builtin_clzll((unsigned long long)count);
	shift = clamp_int32(shift, 0, 31 + out->shift);
	out->q31 = (int32_t)(((int64_t)out->q31 << shift) / count);
	out->shift -= shift;
	// |sum - zero_sum| <= 255 * count, shifted to the left if at all
	if (out->shift > 0 && 255 * count > INT32_MAX >> out->shift)
		return op_fail(x, "factor of the output is %g: a sum would leave int32", factor);
	return true;
}

bool op_mean_create(struct step *out, const struct op_context *x)
{
	const struct tensor *in = op_input(x, 0), *result = op_output(x);
	bool reduced[MODEL_MAX_RANK] = {false};
	if (!check_int8(x, in, "input") || !check_int8(x, result, "output") ||
		!read_axes(reduced, x, in->rank) || !check_shape(x, in, reduced))
		return false;

	struct mean_state *state = arena_new(x->keep, struct mean_state);
	size_t stride = 1;
	for (int d = in->rank - 1; d >= 0; d--) {
		state->shape[d] = in->shape[d];
		state->stride[d] = reduced[d] ? 0 : stride;
		stride *= reduced[d] ? 1 : (size_t)in->shape[d];
	}
	int64_t count = (int64_t)(in->count / result->count);
	double factor = (double)in->quantisation.scale[0] / (double)result->quantisation.scale[0];
	if (!check_range(x, "codes of one mean", count, 1, 1 << 22) ||
		!mean_multiplier(&state->multiplier, x, factor, count))
		return false;
	state->rank = in->rank;
	state->in_count = in->count;
	state->out_count = result->count;
	state->zero_sum = in->quantisation.zero[0] * (int32_t)count;
	state->stage = (struct output_stage){
		.rounding = x->rounding == ROUNDING_DOUBLE ? ROUNDING_DOUBLE : ROUNDING_SINGLE,
		.zero = result->quantisation.zero[0],
		.min = INT8_MIN,
		.max = INT8_MAX,
	};
	step_init(out, x, 1);
	out->run = mean_run;
	out->state = state;
	if (!size_mul(&out->scratch_nbytes, result->count, sizeof(int32_t)))
		return op_fail(x, "scratch does not fit size_t");
	out->work = 16 * (int64_t)in->count;
	return true;
}
