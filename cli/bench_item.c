// SPDX-License-Identifier: Apache-2.0
/*
 * What text and document have in common.
 */
#include "cli/bench_item.h"

bool bench_op_window(struct bench_window *out, const struct model *model, const struct op *op)
{
	int32_t h, w;
	switch (op->code) {
	case OP_CONV_2D:
	case OP_DEPTHWISE_CONV_2D:
		h = model->tensors[op->inputs[1]].shape[1];
		w = model->tensors[op->inputs[1]].shape[2];
		break;
	case OP_AVERAGE_POOL_2D:
	case OP_MAX_POOL_2D:
		h = op->options.window.window_h;
		w = op->options.window.window_w;
		break;
	default:
		return false;
	}
	*out = (struct bench_window){.size = {h, w},
		.stride = {op->options.window.stride_h, op->options.window.stride_w}};
	return true;
}
