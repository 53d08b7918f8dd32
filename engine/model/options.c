// SPDX-License-Identifier: Apache-2.0
/*
 * Builtin options: which table belongs to which operator, whether it may be missing,
 * and what its numbers mean.  Ranges that depend on shapes are plan_create()'s affair.
 * A missing table means the schema's defaults, except where those are no operator at
 * all: a convolution of stride 0, a softmax of beta 0.
 */
#include "engine/model/build.h"

#include <inttypes.h>
#include <string.h>

struct options_rule {
	int code;
	enum tflite_options_kind kind;
	bool required;
};

static const struct options_rule rules[] = {
	{OP_ADD, TFLITE_ADD_OPTIONS, false},
	{OP_AVERAGE_POOL_2D, TFLITE_POOL_2D_OPTIONS, true},
	{OP_CONV_2D, TFLITE_CONV_2D_OPTIONS, true},
	{OP_DEPTHWISE_CONV_2D, TFLITE_DEPTHWISE_CONV_2D_OPTIONS, true},
	{OP_DEQUANTIZE, TFLITE_DEQUANTIZE_OPTIONS, false},
	{OP_FULLY_CONNECTED, TFLITE_FULLY_CONNECTED_OPTIONS, false},
	{OP_MAX_POOL_2D, TFLITE_POOL_2D_OPTIONS, true},
	{OP_RESHAPE, TFLITE_RESHAPE_OPTIONS, false},
	{OP_SOFTMAX, TFLITE_SOFTMAX_OPTIONS, true},
	{OP_PAD, TFLITE_PAD_OPTIONS, false},
	{OP_MEAN, TFLITE_REDUCER_OPTIONS, false},
	{OP_PADV2, TFLITE_PADV2_OPTIONS, false},
	{OP_QUANTIZE, TFLITE_QUANTIZE_OPTIONS, false},
};

static const struct options_rule *find_rule(int code)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].code == code)
			return &rules[i];
	return NULL;
}

bool model_runs_code(int code)
{
	return find_rule(code) != NULL;
}

static const char *kind_name(int kind)
{
	switch (kind) {
	case TFLITE_CONV_2D_OPTIONS:
		return "Conv2DOptions";
	case TFLITE_DEPTHWISE_CONV_2D_OPTIONS:
		return "DepthwiseConv2DOptions";
	case TFLITE_POOL_2D_OPTIONS:
		return "Pool2DOptions";
	case TFLITE_FULLY_CONNECTED_OPTIONS:
		return "FullyConnectedOptions";
	case TFLITE_SOFTMAX_OPTIONS:
		return "SoftmaxOptions";
	case TFLITE_ADD_OPTIONS:
		return "AddOptions";
	case TFLITE_RESHAPE_OPTIONS:
		return "ReshapeOptions";
	case TFLITE_PAD_OPTIONS:
		return "PadOptions";
	case TFLITE_REDUCER_OPTIONS:
		return "ReducerOptions";
	case TFLITE_DEQUANTIZE_OPTIONS:
		return "DequantizeOptions";
	case TFLITE_PADV2_OPTIONS:
		return "PadV2Options";
	case TFLITE_QUANTIZE_OPTIONS:
		return "QuantizeOptions";
	default:
		return "of another operator";
	}
}

static bool build_activation(
	struct op_options *out, const struct tflite_options *from, struct status *st)
{
	if (from->activation < ACTIVATION_NONE || from->activation > ACTIVATION_RELU6)
		return status_fail(st, STATUS_FORMAT,
			"fused_activation_function is %d (must be 0 none, 1 relu, 2 relu_n1_to_1 "
			"or 3 relu6)",
			from->activation);
	out->activation = (enum activation)from->activation;
	return true;
}

static bool build_window(
	struct op_options *out, int code, const struct tflite_options *from, struct status *st)
{
	bool is_pool = code == OP_AVERAGE_POOL_2D || code == OP_MAX_POOL_2D;
	if (from->padding != PADDING_SAME && from->padding != PADDING_VALID)
		return status_fail(st, STATUS_FORMAT, "padding is %d (must be 0 same or 1 valid)",
			from->padding);
	out->window.padding = (enum padding)from->padding;
	out->window.stride_h = from->stride_h;
	out->window.stride_w = from->stride_w;
	out->window.dilation_h = is_pool ? 1 : from->dilation_h;
	out->window.dilation_w = is_pool ? 1 : from->dilation_w;
	out->window.window_h = from->window_h;
	out->window.window_w = from->window_w;
	out->window.depth_multiplier = from->depth_multiplier;
	return true;
}

static bool build_fully_connected(
	struct op_options *out, const struct tflite_options *from, struct status *st)
{
	if (from->weights_format != 0 && from->weights_format != 1)
		return status_fail(st, STATUS_FORMAT,
			"weights_format is %d (must be 0 default or 1 shuffled)",
			from->weights_format);
	out->fully_connected.keep_num_dims = from->keep_num_dims;
	out->fully_connected.shuffled_weights = from->weights_format == 1;
	return true;
}

// An empty new_shape beside a second operand says nothing: converters leave it so.
static bool build_reshape(struct op_options *out, const struct tflite_op *op, struct status *st)
{
	struct tflite_ints shape = op->options.new_shape;
	if (shape.count > MODEL_MAX_RANK)
		return status_fail(st, STATUS_FORMAT, "new_shape has rank %u (at most %d)",
			shape.count, MODEL_MAX_RANK);
	out->reshape.rank = -1;
	if (!shape.data || (shape.count == 0 && op->inputs.count > 1))
		return true;
	out->reshape.rank = (int)shape.count;
	for (uint32_t d = 0; d < shape.count; d++)
		out->reshape.shape[d] = shape.data[d];
	return true;
}

static bool check_kind(
	const struct options_rule *rule, const struct tflite_options *from, struct status *st)
{
	if (from->kind != TFLITE_NO_OPTIONS && from->kind != (int)rule->kind)
		return status_fail(st, STATUS_FORMAT,
			"builtin_options are number %d, %s (must be %d, %s)", from->kind,
			kind_name(from->kind), (int)rule->kind, kind_name((int)rule->kind));
	bool is_missing = from->kind == TFLITE_NO_OPTIONS || !from->is_present;
	if (is_missing && rule->required)
		return status_fail(st, STATUS_FORMAT, "builtin_options are missing (must be %s)",
			kind_name((int)rule->kind));
	return true;
}

bool model_build_options(
	struct op_options *out, int code, const struct tflite_op *op, struct status *st)
{
	const struct options_rule *rule = find_rule(code);
	if (!rule)
		return true; // not run by the engine, so nobody will ask
	const struct tflite_options *from = &op->options;
	if (!check_kind(rule, from, st) || !build_activation(out, from, st))
		return false;
	switch (code) {
	case OP_CONV_2D:
	case OP_DEPTHWISE_CONV_2D:
	case OP_AVERAGE_POOL_2D:
	case OP_MAX_POOL_2D:
		return build_window(out, code, from, st);
	case OP_FULLY_CONNECTED:
		return build_fully_connected(out, from, st);
	case OP_RESHAPE:
		return build_reshape(out, op, st);
	case OP_SOFTMAX:
		out->softmax.beta = from->beta;
		return true;
	case OP_MEAN:
		out->mean.keep_dims = from->keep_dims;
		return true;
	default:
		return true;
	}
}
