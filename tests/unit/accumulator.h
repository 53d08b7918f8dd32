// SPDX-License-Identifier: Apache-2.0
/*
 * The accumulator behind one code of a convolution's output, from its definition
 * (tensorflow/tflite-micro:tensorflow/lite/kernels/internal/reference/integer_ops/conv.h and
 * tensorflow/lite/kernels/padding.h): what a walk over layers names when that code is wrong.
 */
#ifndef TESTS_UNIT_ACCUMULATOR_H
#define TESTS_UNIT_ACCUMULATOR_H

#include "engine/model.h"

#include <stdbool.h>
#include <stdint.h>

// Rows of padding in front of the picture.
__attribute__((unused)) static int32_t accumulator_before(
	enum padding padding, int32_t in, int32_t taps, int32_t stride, int32_t dilation)
{
	int32_t out = (in + stride - 1) / stride;
	int32_t total = (out - 1) * stride + (taps - 1) * dilation + 1 - in;
	return padding == PADDING_SAME && total > 0 ? total / 2 : 0;
}

// Of `element` of the output, for the input's codes; false for operators that have none.
__attribute__((unused)) static bool accumulator_of(int64_t *out, int32_t *channel,
	const struct model *model, const struct op *op, const int8_t *in, size_t element)
{
	bool full = op->code == OP_FULLY_CONNECTED, depthwise = op->code == OP_DEPTHWISE_CONV_2D;
	if (op->code != OP_CONV_2D && !depthwise && !full)
		return false;
	const struct tensor *source = &model->tensors[op->inputs[0]];
	const struct tensor *w = &model->tensors[op->inputs[1]];
	const struct tensor *result = &model->tensors[op->outputs[0]];
	const int8_t *weights = (const int8_t *)w->constant.data;
	int32_t zero = source->quantisation.zero[0];
	int32_t channels = w->shape[depthwise ? 3 : 0];
	int32_t n = (int32_t)(element % (size_t)channels);
	size_t pixel = element / (size_t)channels;
	*channel = n;
	*out = 0;
	if (op->input_count > 2 && op->inputs[2] != TENSOR_ABSENT)
		*out = ((const int32_t *)(const void *)model->tensors[op->inputs[2]]
				.constant.data)[n];
	if (full) {
		for (int32_t k = 0; k < w->shape[1]; k++)
			*out += (in[pixel * (size_t)w->shape[1] + (size_t)k] - zero) *
				weights[n * w->shape[1] + k];
		return true;
	}
	const int32_t *shape = source->shape;
	int32_t y = (int32_t)(pixel / (size_t)result->shape[2]) % result->shape[1];
	int32_t x = (int32_t)(pixel % (size_t)result->shape[2]);
	int32_t batch = (int32_t)(pixel / (size_t)(result->shape[1] * result->shape[2]));
	int32_t depth = depthwise ? 1 : w->shape[3];
	int32_t group = depthwise ? channels / shape[3] : channels / (shape[3] / depth);
	const int32_t stride_h = op->options.window.stride_h,
		      stride_w = op->options.window.stride_w;
	const int32_t dilation_h = op->options.window.dilation_h;
	const int32_t dilation_w = op->options.window.dilation_w;
	const enum padding padding = op->options.window.padding;
	for (int32_t i = 0; i < w->shape[1]; i++)
		for (int32_t j = 0; j < w->shape[2]; j++) {
			int32_t in_y = y * stride_h + i * dilation_h -
				       accumulator_before(padding, shape[1], w->shape[1], stride_h,
					       dilation_h);
			int32_t in_x = x * stride_w + j * dilation_w -
				       accumulator_before(padding, shape[2], w->shape[2], stride_w,
					       dilation_w);
			if (in_y < 0 || in_y >= shape[1] || in_x < 0 || in_x >= shape[2])
				continue;
			const int8_t *a = in +
					  ((batch * shape[1] + in_y) * shape[2] + in_x) * shape[3] +
					  n / group * depth;
			int32_t tap = i * w->shape[2] + j;
			for (int32_t k = 0; k < depth; k++)
				*out += (a[k] - zero) *
					weights[depthwise ? tap * channels + n
							  : (n * w->shape[1] * w->shape[2] + tap) *
									    depth +
								    k];
		}
	return true;
}

#endif
