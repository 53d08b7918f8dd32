// SPDX-License-Identifier: Apache-2.0
/*
 * Which operators run, and up to which version.  Versions are those of
 * google-ai-edge/LiteRT:tflite/core/kernels/register.cc; what a later version adds is
 * another type of operand, or a form that create() refuses by what it sees.
 */
#include "engine/ops/ops.h"

static const struct op_kind kinds[] = {
	{OP_ADD, 5, 2, 2, op_add_create},
	{OP_AVERAGE_POOL_2D, 3, 1, 1, op_average_pool_create},
	{OP_CONV_2D, 8, 2, 3, op_conv_create},
	{OP_DEPTHWISE_CONV_2D, 7, 2, 3, op_depthwise_create},
	{OP_DEQUANTIZE, 8, 1, 1, op_dequantise_create},
	{OP_FULLY_CONNECTED, 14, 2, 3, op_fully_connected_create},
	{OP_MAX_POOL_2D, 3, 1, 1, op_max_pool_create},
	{OP_RESHAPE, 1, 1, 2, op_reshape_create},
	{OP_SOFTMAX, 3, 1, 1, op_softmax_create},
	{OP_PAD, 5, 2, 2, op_pad_create},
	{OP_MEAN, 3, 2, 2, op_mean_create},
	{OP_PADV2, 5, 3, 3, op_pad_create},
	{OP_QUANTIZE, 5, 1, 1, op_quantise_create},
};

const struct op_kind *op_kind_find(int code)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].code == code)
			return &kinds[i];
	return NULL;
}
