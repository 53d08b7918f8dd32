// SPDX-License-Identifier: Apache-2.0
/*
 * CONV_2D: input [n][h][w][c], weights [out][kh][kw][c / groups]; how many groups
 * there are follows from the depths.  Source: tensorflow/tflite-micro:tensorflow/lite/
 * kernels/internal/reference/integer_ops/conv.h.
 */
#include "engine/ops/channels.h"

bool op_conv_create(struct step *out, const struct op_context *x)
{
	if (!check_conv_types(x, 4, 4))
		return false;
	const struct tensor *in = op_input(x, 0), *w = op_input(x, 1);
	int32_t channels = w->shape[0], depth = w->shape[3];
	if (in->shape[3] % depth != 0)
		return op_fail(x, "input depth is %d (must be a multiple of the weights' %d)",
			in->shape[3], depth);
	int32_t groups = in->shape[3] / depth;
	if (channels % groups != 0)
		return op_fail(x, "output depth is %d (must be a multiple of the %d groups)",
			channels, groups);
	struct conv conv = {
		.in_depth = depth,
		.out_depth = channels / groups,
		.in_stride = in->shape[3],
		.out_stride = channels,
		.zero_in = in->quantisation.zero[0],
	};
	if (!op_window(&conv.window, x, in, w->shape[1], w->shape[2], channels) ||
		!check_conv_operands(x, 0, channels) ||
		!op_output_stage(&conv.stage, x, op_output(x)))
		return false;
	int32_t k_count = (int32_t)(w->count / (size_t)channels);
	struct weights weights = {(const int8_t *)w->constant.data, k_count, 1, channels, k_count};
	return conv_step(out, x, &conv, &weights, CONV_DENSE, in->shape[0], groups);
}
