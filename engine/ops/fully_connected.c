// SPDX-License-Identifier: Apache-2.0
/*
 * FULLY_CONNECTED: weights [out][in], every run of `in` codes of the input is a row.  With
 * a single scale the product of the scales is formed in float32, with one for each channel
 * in double: GetQuantizedConvolutionMultipler in tensorflow/tflite-micro:tensorflow/lite/
 * kernels/kernel_util.cc has it so.
 */
#include "engine/ops/channels.h"

#include <string.h>

static bool check_shape(const struct op_context *x, int32_t rows, int32_t units, int32_t depth)
{
	const struct tensor *in = op_input(x, 0);
	if (!x->op->options.fully_connected.keep_num_dims)
		return check_output_shape(x, (const int32_t[]){rows, units}, 2);
	if (in->shape[in->rank - 1] != depth)
		return op_fail(x, "input's last dimension is %d (must be %d to keep dimensions)",
			in->shape[in->rank - 1], depth);
	int32_t shape[MODEL_MAX_RANK];
	memcpy(shape, in->shape, sizeof(shape));
	shape[in->rank - 1] = units;
	return check_output_shape(x, shape, in->rank);
}

bool op_fully_connected_create(struct step *out, const struct op_context *x)
{
	if (!check_conv_types(x, 0, 2))
		return false;
	if (x->op->options.fully_connected.shuffled_weights)
		return op_fail(x, "weights format is 1, shuffled (must be 0)");
	const struct tensor *in = op_input(x, 0), *w = op_input(x, 1);
	int32_t units = w->shape[0], depth = w->shape[1];
	if (in->rank < 1)
		return op_fail(x, "input has rank 0 (must be 1 or more)");
	if (in->count % (size_t)depth != 0)
		return op_fail(
			x, "input has %zu elements (must be a multiple of %d)", in->count, depth);
	size_t rows = in->count / (size_t)depth;
	if (rows > INT32_MAX)
		return op_fail(x, "input has %zu rows (must be below 2^31)", rows);

	struct conv conv = {
		.out_depth = units,
		.out_stride = units,
		.zero_in = in->quantisation.zero[0],
	};
	if (!check_shape(x, (int32_t)rows, units, depth) || !check_conv_operands(x, 0, units) ||
		!op_output_stage(&conv.stage, x, op_output(x)))
		return false;
	struct weights weights = {(const int8_t *)w->constant.data, depth, 1, units, depth};
	return conv_step(out, x, &conv, &weights, CONV_FULLY_CONNECTED, (int32_t)rows, 1);
}
