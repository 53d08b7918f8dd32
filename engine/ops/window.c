// SPDX-License-Identifier: Apache-2.0
/*
 * Padding and output size, as tensorflow/tflite-micro:tensorflow/lite/kernels/padding.h
 * has them: of the padding that SAME needs, the smaller half comes first.
 *
 * A window of pooling never misses the picture: it starts before the last row, and at
 * most (window - 1) / 2 rows before the first.
 */
#include "engine/ops/check.h"

// One axis.  *out < 1 if the window does not fit.
static void place(int64_t *out, int64_t *before, enum padding padding, int64_t in, int64_t taps,
	int64_t stride, int64_t dilation)
{
	int64_t effective = (taps - 1) * dilation + 1;
	*before = 0;
	if (padding == PADDING_VALID) {
		*out = in < effective ? 0 : (in - effective) / stride + 1;
		return;
	}
	*out = (in + stride - 1) / stride;
	int64_t total = (*out - 1) * stride + effective - in;
	*before = total > 0 ? total / 2 : 0;
}

static bool check_options(const struct op_context *x)
{
	const struct op_options *o = &x->op->options;
	if (o->window.padding != PADDING_SAME && o->window.padding != PADDING_VALID)
		return op_fail(x, "padding is %d (must be 0 or 1)", (int)o->window.padding);
	return check_range(x, "stride_h", o->window.stride_h, 1, 65535) &&
	       check_range(x, "stride_w", o->window.stride_w, 1, 65535) &&
	       check_range(x, "dilation_h", o->window.dilation_h, 1, 32767) &&
	       check_range(x, "dilation_w", o->window.dilation_w, 1, 32767);
}

static void take_over(struct window *window, const struct border *border)
{
	window->in_h = border->in_h;
	window->in_w = border->in_w;
	window->before_h = border->before_h;
	window->before_w = border->before_w;
}

bool op_window(struct window *out, const struct op_context *x, const struct tensor *in,
	int32_t window_h, int32_t window_w, int32_t depth)
{
	const struct op_options *o = &x->op->options;
	if (!check_options(x))
		return false;
	int64_t out_h, out_w, before_h, before_w;
	place(&out_h, &before_h, o->window.padding, in->shape[1], window_h, o->window.stride_h,
		o->window.dilation_h);
	place(&out_w, &before_w, o->window.padding, in->shape[2], window_w, o->window.stride_w,
		o->window.dilation_w);
	if (out_h < 1 || out_w < 1)
		return op_fail(x,
			"window %dx%d at dilation %dx%d does not fit input %dx%d without padding",
			window_h, window_w, o->window.dilation_h, o->window.dilation_w,
			in->shape[1], in->shape[2]);
	if (before_h > INT32_MAX / 2 || before_w > INT32_MAX / 2)
		return op_fail(x, "padding is %lldx%lld (must be below 2^30)", (long long)before_h,
			(long long)before_w);
	*out = (struct window){
		.in_h = in->shape[1],
		.in_w = in->shape[2],
		.out_h = (int32_t)out_h,
		.out_w = (int32_t)out_w,
		.h = window_h,
		.w = window_w,
		.stride_h = o->window.stride_h,
		.stride_w = o->window.stride_w,
		.dilation_h = o->window.dilation_h,
		.dilation_w = o->window.dilation_w,
		.before_h = (int32_t)before_h,
		.before_w = (int32_t)before_w,
	};
	if (x->border)
		take_over(out, x->border);
	return check_output_shape(
		x, (const int32_t[]){in->shape[0], out->out_h, out->out_w, depth}, 4);
}
