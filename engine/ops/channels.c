// SPDX-License-Identifier: Apache-2.0
/*
 * The convolution family's operands, and its channels' parameters.
 *
 * Where TFLite's reference is undefined: it lets an accumulator, or an accumulator
 * shifted to the left, leave int32.  Here a model in which any input could bring that
 * about is refused: an accumulator lies between bias' + sum(min(127 w, -128 w)) and
 * bias' + sum(max(127 w, -128 w)), with bias' = bias - zero_in * sum(w), and as every
 * term of these sums has the other's sign or is 0, so does every partial sum.
 */
#include "engine/ops/channels.h"

#include <math.h>

bool check_conv_types(const struct op_context *x, int input_rank, int weights_rank)
{
	const struct tensor *in = op_input(x, 0), *weights = op_input(x, 1);
	if (!check_int8(x, in, "input") || !check_type(x, weights, "weights", TENSOR_INT8) ||
		!check_int8(x, op_output(x), "output"))
		return false;
	if (input_rank && !check_rank(x, in, "input", input_rank))
		return false;
	return check_rank(x, weights, "weights", weights_rank) &&
	       check_constant(x, weights, "weights");
}

static bool check_weights(const struct op_context *x, int axis, int32_t channels)
{
	const struct tensor *t = op_input(x, 1);
	const struct quantisation *q = &t->quantisation;
	if (q->count != 1 && q->count != channels)
		return op_fail(x, "weights \"%s\" have %d scales (must be 1 or %d)", t->name,
			q->count, channels);
	if (q->count > 1 && q->axis != axis)
		return op_fail(x, "weights \"%s\": quantised along axis %d (must be %d)", t->name,
			q->axis, axis);
	for (int i = 0; i < q->count; i++) {
		if (q->zero[i] != 0)
			return op_fail(x, "weights \"%s\": zero point %d is %d (must be 0)",
				t->name, i, q->zero[i]);
		if (!(q->scale[i] > 0) || isinf(q->scale[i]))
			return op_fail(x,
				"weights \"%s\": scale %d is %g (must be finite and above 0)",
				t->name, i, (double)q->scale[i]);
	}
	return true;
}

/*
 * The bias' own scale is not used, but one far from input times weights shows that the
 * file is broken; the tolerance is LiteRT's (google-ai-edge/LiteRT:tflite/kernels/
 * kernel_util.cc), 0.02 of an output step.  Like LiteRT, only single scales are compared:
 * micronet-ad-small's for each channel are off by a factor of 7.
 */
static bool check_bias_scale(
	const struct op_context *x, const struct tensor *bias, int32_t channels)
{
	const struct quantisation *q = &bias->quantisation, *w = &op_input(x, 1)->quantisation;
	if (q->count != 0 && q->count != 1 && q->count != channels)
		return op_fail(x, "bias \"%s\" has %d scales (must be 1 or %d)", bias->name,
			q->count, channels);
	double in = op_input(x, 0)->quantisation.scale[0];
	double out = op_output(x)->quantisation.scale[0];
	for (int i = 0; i < q->count; i++) {
		if (q->zero[i] != 0)
			return op_fail(x, "bias \"%s\": zero point %d is %d (must be 0)",
				bias->name, i, q->zero[i]);
		double expected = in * (double)w->scale[0];
		bool comparable = w->count == 1 && q->count == 1;
		if (comparable && !(fabs(expected - (double)q->scale[i]) <= 0.02 * out))
			return op_fail(x,
				"bias \"%s\": scale %d is %g (must be input times weights, %g)",
				bias->name, i, (double)q->scale[i], expected);
	}
	return true;
}

bool check_conv_operands(const struct op_context *x, int axis, int32_t channels)
{
	if (!check_weights(x, axis, channels))
		return false;
	const struct tensor *bias = op_input(x, 2);
	if (!bias)
		return true;
	if (!check_type(x, bias, "bias", TENSOR_INT32) || !check_constant(x, bias, "bias"))
		return false;
	if (bias->count != (size_t)channels)
		return op_fail(x, "bias \"%s\" has %zu elements (must be %d)", bias->name,
			bias->count, channels);
	return check_bias_scale(x, bias, channels);
}

// Of some weights: their sum, and that of their magnitudes.
struct sums {
	int64_t all, magnitude;
};

// Constant trip counts, so that a compiler makes vector code of them.
static struct sums sum_weights(const int8_t *w, ptrdiff_t stride, int32_t count)
{
	enum { BLOCK = 64 };
	struct sums sums = {0, 0};
	int32_t k = 0;
	for (; stride == 1 && k + BLOCK <= count; k += BLOCK) {
		int32_t all = 0, magnitude = 0;
		for (int i = 0; i < BLOCK; i++) {
			int32_t one = w[k + i];
			all += one;
			magnitude += one < 0 ? -one : one;
		}
		sums.all += all;
		sums.magnitude += magnitude;
	}
	for (; k < count; k++) {
		int32_t one = w[k * stride];
		sums.all += one;
		sums.magnitude += one < 0 ? -one : one;
	}
	return sums;
}

// Can no input bring channel n's accumulator, shifted to the left if at all, out of int32?
static bool bound_accumulator(
	struct channel *channel, const struct weights *weights, int32_t n, int32_t zero_in)
{
	struct sums w = sum_weights(
		weights->at + n * weights->n_stride, weights->k_stride, weights->k_count);
	int64_t above = (w.magnitude + w.all) / 2, below = (w.magnitude - w.all) / 2;
	int64_t bias = channel->bias - zero_in * w.all;
	int64_t low = bias - 128 * above - 127 * below;
	int64_t high = bias + 127 * above + 128 * below;
	int shift = channel->multiplier.shift > 0 ? channel->multiplier.shift : 0;
	channel->low = (int32_t)low; // meaningful if the answer is yes
	channel->high = (int32_t)high;
	return low >= INT32_MIN / (INT64_C(1) << shift) &&
	       high <= INT32_MAX / (INT64_C(1) << shift);
}

const struct channel *op_channels(
	const struct op_context *x, const struct weights *weights, bool float_product)
{
	const struct quantisation *in = &op_input(x, 0)->quantisation;
	const struct quantisation *w = &op_input(x, 1)->quantisation;
	const struct tensor *bias = op_input(x, 2);
	const int32_t *biases = bias ? (const int32_t *)(const void *)bias->constant.data : NULL;
	float in_scale = in->scale[0], out_scale = op_output(x)->quantisation.scale[0];

	struct channel *channels = arena_array(x->keep, struct channel, weights->n_count);
	for (int32_t n = 0; n < weights->n_count; n++) {
		float w_scale = w->scale[w->count > 1 ? n : 0];
		float product = in_scale * w_scale;
		double factor = w->count == 1 && float_product
					? (double)product / (double)out_scale
					: (double)in_scale * (double)w_scale / (double)out_scale;
		struct channel *channel = &channels[n];
		if (!op_multiplier(&channel->multiplier, x, factor, "multiplier"))
			return NULL;
		channel->multiplier.fp32 = product / out_scale;
		channel->bias = biases ? biases[n] : 0;
		if (!bound_accumulator(channel, weights, n, in->zero[0])) {
			op_fail(x, "accumulator of output channel %d: bound exceeds int32", n);
			return NULL;
		}
	}
	return channels;
}
