// SPDX-License-Identifier: Apache-2.0
/*
 * DEPTHWISE_CONV_2D: weights [1][kh][kw][channel], output channel m + in * multiplier.
 * With a multiplier above 1 it is a convolution in as many groups as there are input
 * channels, each one deep, and is run as such.  Source: tensorflow/tflite-micro:
 * tensorflow/lite/kernels/internal/reference/integer_ops/depthwise_conv.h.
 */
#include "engine/ops/channels.h"

bool op_depthwise_create(struct step *out, const struct op_context *x)
{
	if (!check_conv_types(x, 4, 4))
		return false;
	const struct tensor *in = op_input(x, 0), *w = op_input(x, 1);
	int32_t channels = w->shape[3], depth = in->shape[3];
	int32_t multiplier = x->op->options.window.depth_multiplier;
	if (!check_range(x, "weights' first dimension", w->shape[0], 1, 1))
		return false;
	if (channels % depth != 0)
		return op_fail(x, "output depth is %d (must be a multiple of the input's %d)",
			channels, depth);
	if (!check_range(x, "depth_multiplier", multiplier, channels / depth, channels / depth))
		return false;

	bool depthwise = multiplier == 1;
	struct conv conv = {
		.in_depth = depthwise ? depth : 1,
		.out_depth = depthwise ? channels : multiplier,
		.in_stride = depth,
		.out_stride = channels,
		.zero_in = in->quantisation.zero[0],
	};
	if (!op_window(&conv.window, x, in, w->shape[1], w->shape[2], channels) ||
		!check_conv_operands(x, 3, channels) ||
		!op_output_stage(&conv.stage, x, op_output(x)))
		return false;
	struct weights weights = {
		(const int8_t *)w->constant.data, 1, channels, channels, w->shape[1] * w->shape[2]};
	return conv_step(out, x, &conv, &weights, depthwise ? CONV_DEPTHWISE : CONV_DENSE,
		in->shape[0], depthwise ? 1 : depth);
}
