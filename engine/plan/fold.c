// SPDX-License-Identifier: Apache-2.0
/*
 * Which PAD a convolution can take over: one that it alone reads, whose code is the zero
 * point, and beside which no window of the convolution misses the picture.
 */
#include "engine/plan/fold.h"

enum { MAX_AROUND = 1 << 15 };

struct uses uses_find(const struct model *model, struct arena *scratch)
{
	int *producer = arena_array(scratch, int, model->tensor_count);
	int *reader_count = arena_array(scratch, int, model->tensor_count);
	for (int t = 0; t < model->tensor_count; t++)
		producer[t] = -1;
	for (int i = 0; i < model->op_count; i++) {
		const struct op *op = &model->ops[i];
		for (int k = 0; k < op->input_count; k++)
			if (op->inputs[k] != TENSOR_ABSENT)
				reader_count[op->inputs[k]]++;
		for (int k = 0; k < op->output_count; k++)
			producer[op->outputs[k]] = i;
	}
	for (int i = 0; i < model->output_count; i++)
		reader_count[model->outputs[i]]++;
	return (struct uses){producer, reader_count};
}

/*
 * As with PADDING_SAME, every window reaches into the picture: there is less around it than
 * a window spans.  Kernels may count on that.
 */
static bool is_within(int32_t around, int32_t taps, int32_t dilation)
{
	return around < MAX_AROUND && around < (int64_t)(taps - 1) * dilation + 1;
}

int fold_find(const struct model *model, const struct planned_step *steps, const struct uses *uses,
	int op)
{
	const struct op *conv = &model->ops[op];
	if ((conv->code != OP_CONV_2D && conv->code != OP_DEPTHWISE_CONV_2D) ||
		conv->options.window.padding != PADDING_VALID || conv->inputs[0] == TENSOR_ABSENT ||
		conv->inputs[1] == TENSOR_ABSENT)
		return -1;
	int pad = uses->producer[conv->inputs[0]];
	if (pad < 0 || pad >= op || uses->reader_count[conv->inputs[0]] != 1)
		return -1;
	const struct border *p = steps[pad].step.border;
	const struct tensor *weights = &model->tensors[conv->inputs[1]];
	if (!p || weights->rank != 4)
		return -1;
	int32_t h = weights->shape[1], dilation_h = conv->options.window.dilation_h;
	int32_t w = weights->shape[2], dilation_w = conv->options.window.dilation_w;
	bool fits = is_within(p->before_h, h, dilation_h) && is_within(p->after_h, h, dilation_h) &&
		    is_within(p->before_w, w, dilation_w) && is_within(p->after_w, w, dilation_w);
	return fits ? pad : -1;
}
