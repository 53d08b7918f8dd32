// SPDX-License-Identifier: Apache-2.0
/*
 * What operators refuse.  Each case spoils one field of a sound operator, which is
 * planned before and after, and says what the message must name.
 */
#include "tests/unit/net.h"

#include <math.h>

struct spoiled {
	const char *what; // in the message
	void (*spoil)(struct net *net);
};

// Tensors of all operators below: the input, the second operand, the third; last, the output.
static struct tensor *last(struct net *net)
{
	return &net->tensors[net->model.tensor_count - 1];
}

static void set_scale(struct net *net, struct tensor *t, float scale)
{
	float *copy = arena_new(&net->arena, float);
	*copy = scale;
	t->quantisation.scale = copy;
}

static void set_zero(struct net *net, struct tensor *t, int32_t zero)
{
	int32_t *copy = arena_new(&net->arena, int32_t);
	*copy = zero;
	t->quantisation.zero = copy;
}

static void set_constant(struct net *net, int tensor, int at, int32_t value)
{
	struct tensor *t = &net->tensors[tensor];
	int32_t *copy = arena_alloc(&net->arena, t->nbytes, 1, 16);
	memcpy(copy, t->constant.data, t->nbytes);
	copy[at] = value;
	t->constant.data = (const unsigned char *)copy;
}

#define SPOIL(name, ...)                  \
	static void name(struct net *net) \
	{                                 \
		__VA_ARGS__;              \
	}

// Of any operator.
SPOIL(input_type, net->tensors[0].type = TENSOR_INT16)
SPOIL(input_int32, net->tensors[0].type = TENSOR_INT32)
SPOIL(output_int64, last(net)->type = TENSOR_INT64)
SPOIL(input_unquantised, net->tensors[0].quantisation.count = 0)
SPOIL(input_scales, net_per_channel(net, 0, 1))
SPOIL(input_zero, set_zero(net, &net->tensors[0], 300))
SPOIL(input_scale_zero, set_scale(net, &net->tensors[0], 0))
SPOIL(input_scale_nan, set_scale(net, &net->tensors[0], NAN))
SPOIL(output_type, last(net)->type = TENSOR_UINT8)
SPOIL(output_scale_infinite, set_scale(net, last(net), INFINITY))
SPOIL(output_smaller, last(net)->shape[0] = 0)
SPOIL(output_larger, last(net)->shape[last(net)->rank - 1]++)
SPOIL(output_rank, last(net)->rank--)
SPOIL(activation, net->ops[0].options.activation = (enum activation)4)
SPOIL(activation_bound, set_scale(net, last(net), 1e-9f);
	net->ops[0].options.activation = ACTIVATION_RELU6)
SPOIL(version_0, net->ops[0].version = 0)
SPOIL(version_99, net->ops[0].version = 99)
SPOIL(no_inputs, net->ops[0].input_count = 0)
SPOIL(many_inputs, net->ops[0].input_count = 4)
SPOIL(two_outputs, net->ops[0].output_count = 2)
SPOIL(output_constant, net_constant(net, net->model.tensor_count - 1))
SPOIL(second_absent, net->ops[0].inputs = arena_array(&net->arena, int32_t, 4);
	((int32_t *)(uintptr_t)net->ops[0].inputs)[1] = TENSOR_ABSENT)
SPOIL(second_variable, net->tensors[1].constant.data = NULL)
// Windows.
SPOIL(stride_h, net->ops[0].options.window.stride_h = 0)
SPOIL(stride_w, net->ops[0].options.window.stride_w = -1)
SPOIL(stride_large, net->ops[0].options.window.stride_w = 70000)
SPOIL(dilation_h, net->ops[0].options.window.dilation_h = 0)
SPOIL(dilation_w, net->ops[0].options.window.dilation_w = 40000)
SPOIL(padding, net->ops[0].options.window.padding = (enum padding)2)
SPOIL(valid_misfit, net->ops[0].options.window.padding = PADDING_VALID;
	net->ops[0].options.window.dilation_h = 30000)
SPOIL(window_0, net->ops[0].options.window.window_h = 0)
SPOIL(window_large, net->ops[0].options.window.window_w = 100;
	net->ops[0].options.window.padding = PADDING_VALID)
SPOIL(multiplier, net->ops[0].options.window.depth_multiplier = 3)
// Convolutions.
SPOIL(weights_type, net->tensors[1].type = TENSOR_UINT8)
SPOIL(weights_zero, set_zero(net, &net->tensors[1], 1))
SPOIL(weights_scale, set_scale(net, &net->tensors[1], -1))
SPOIL(weights_axis, net_per_channel(net, 1, 1))
SPOIL(weights_count, net->tensors[1].quantisation.count = 5)
SPOIL(weights_rank, net->tensors[1].rank--)
SPOIL(groups, net->tensors[0].shape[3] = 7)
SPOIL(bias_type, net->tensors[2].type = TENSOR_INT64)
SPOIL(bias_count, net->tensors[2].count--)
SPOIL(bias_variable, net->tensors[2].constant.data = NULL)
SPOIL(bias_scale, net->tensors[2].quantisation.count = 1; set_scale(net, &net->tensors[2], 7);
	set_zero(net, &net->tensors[2], 0))
SPOIL(bias_zero, net->tensors[2].quantisation.count = 1; set_scale(net, &net->tensors[2], 0.0625f);
	set_zero(net, &net->tensors[2], 1))
SPOIL(bias_large, set_constant(net, 2, 1, INT32_MAX))
SPOIL(bias_low, set_constant(net, 2, 1, INT32_MIN))
SPOIL(shift_large, set_scale(net, last(net), 1e-30f))
SPOIL(shift_small, set_scale(net, last(net), 1e30f))
SPOIL(scale_denormal, set_scale(net, &net->tensors[0], 1e-42f))
SPOIL(shifted_bound, set_scale(net, last(net), 1e-9f))
SPOIL(shuffled, net->ops[0].options.fully_connected.shuffled_weights = true)
SPOIL(not_divisible, net->tensors[0].count++)
// The rest.
SPOIL(other_shape, net->tensors[1].shape[3]++)
SPOIL(other_scale, set_scale(net, last(net), 0.3f))
SPOIL(other_zero, set_zero(net, last(net), 9))
SPOIL(beta_0, net->ops[0].options.softmax.beta = 0)
SPOIL(beta_nan, net->ops[0].options.softmax.beta = NAN)
SPOIL(beta_small, net->ops[0].options.softmax.beta = 1e-12f)
SPOIL(pad_negative, set_constant(net, 1, 3, -1))
SPOIL(pad_large, set_constant(net, 1, 3, INT32_MAX))
SPOIL(pad_shape, net->tensors[1].shape[1] = 1)
SPOIL(axis, set_constant(net, 1, 0, 4))
SPOIL(axis_negative, set_constant(net, 1, 0, -100000))
SPOIL(two_open, set_constant(net, 1, 0, -1); set_constant(net, 1, 1, -1))
SPOIL(reshape_product, set_constant(net, 1, 1, 5))
SPOIL(reshape_zero, set_constant(net, 1, 1, 0))
SPOIL(fill_count, net->tensors[2].count = 2)
SPOIL(fill_scale, set_scale(net, &net->tensors[2], 0.3f))

static void build_window(struct net *net, int code, bool pool)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(1, 6, 5, 4), 0.25f, 3);
	int out_c = 4, w = 0, bias = 0;
	if (!pool) {
		w = net_tensor(net, TENSOR_INT8,
			code == OP_CONV_2D ? SHAPE(4, 3, 3, 4) : SHAPE(1, 3, 3, 4), 0.25f, 0);
		memset(net_constant(net, w), 1, net->tensors[w].nbytes);
		bias = net_tensor(net, TENSOR_INT32, SHAPE(4), 0, 0);
		net_constant(net, bias);
	}
	int out = net_tensor(net, TENSOR_INT8, SHAPE(1, 6, 5, out_c), 0.25f, 3);
	struct op *op = net_op(net, code, pool ? OPERANDS(in) : OPERANDS(in, w, bias), out);
	op->options.window.stride_h = op->options.window.stride_w = 1;
	op->options.window.dilation_h = op->options.window.dilation_w = 1;
	op->options.window.window_h = op->options.window.window_w = 3;
	op->options.window.depth_multiplier = 1;
	net_io(net, in, out);
}

static void build_conv(struct net *net)
{
	build_window(net, OP_CONV_2D, false);
}

static void build_depthwise(struct net *net)
{
	build_window(net, OP_DEPTHWISE_CONV_2D, false);
}

static void build_pool(struct net *net)
{
	build_window(net, OP_AVERAGE_POOL_2D, true);
}

static void build_max_pool(struct net *net)
{
	build_window(net, OP_MAX_POOL_2D, true);
}

static void build_fully_connected(struct net *net)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(2, 6), 0.25f, 3);
	int w = net_tensor(net, TENSOR_INT8, SHAPE(4, 6), 0.25f, 0);
	int bias = net_tensor(net, TENSOR_INT32, SHAPE(4), 0, 0);
	int out = net_tensor(net, TENSOR_INT8, SHAPE(2, 4), 0.25f, 3);
	memset(net_constant(net, w), 1, net->tensors[w].nbytes);
	net_constant(net, bias);
	net_op(net, OP_FULLY_CONNECTED, OPERANDS(in, w, bias), out);
	net_io(net, in, out);
}

static void build_add(struct net *net)
{
	int a = net_tensor(net, TENSOR_INT8, SHAPE(1, 2, 2, 4), 0.25f, 3);
	int b = net_tensor(net, TENSOR_INT8, SHAPE(1, 2, 2, 4), 0.5f, 0);
	int out = net_tensor(net, TENSOR_INT8, SHAPE(1, 2, 2, 4), 0.25f, 3);
	net_constant(net, b);
	net_op(net, OP_ADD, OPERANDS(a, b), out);
	net_io(net, a, out);
}

static void build_softmax(struct net *net)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(2, 6), 0.25f, 3);
	int out = net_tensor(net, TENSOR_INT8, SHAPE(2, 6), 1.0f / 256, -128);
	net_op(net, OP_SOFTMAX, OPERANDS(in), out)->options.softmax.beta = 1;
	net_io(net, in, out);
}

static void build_pad(struct net *net)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(2, 6), 0.25f, 3);
	int paddings = net_int32(net, SHAPE(2, 2), SHAPE(0, 1, 2, 0));
	int fill = net_tensor(net, TENSOR_INT8, SHAPE(1), 0.25f, 3);
	int out = net_tensor(net, TENSOR_INT8, SHAPE(3, 8), 0.25f, 3);
	net_constant(net, fill);
	net_op(net, OP_PADV2, OPERANDS(in, paddings, fill), out);
	net_io(net, in, out);
}

static void build_mean(struct net *net)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(1, 6, 5, 4), 0.25f, 3);
	int axes = net_int32(net, SHAPE(2), SHAPE(1, 2));
	int out = net_tensor(net, TENSOR_INT8, SHAPE(1, 4), 0.25f, 3);
	net_op(net, OP_MEAN, OPERANDS(in, axes), out);
	net_io(net, in, out);
}

static void build_reshape(struct net *net)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(2, 6), 0.25f, 3);
	int shape = net_int32(net, SHAPE(2), SHAPE(3, 4));
	int out = net_tensor(net, TENSOR_INT8, SHAPE(3, 4), 0.25f, 3);
	net_op(net, OP_RESHAPE, OPERANDS(in, shape), out)->options.reshape.rank = -1;
	net_io(net, in, out);
}

static void build_quantise(struct net *net)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(2, 6), 0.25f, 3);
	int out = net_tensor(net, TENSOR_INT8, SHAPE(2, 6), 0.5f, 1);
	net_op(net, OP_QUANTIZE, OPERANDS(in), out);
	net_io(net, in, out);
}

SPOIL(int16_to_uint8, net->tensors[0].type = TENSOR_INT16; net->tensors[1].type = TENSOR_UINT8)
SPOIL(int16_bound, net->tensors[0].type = TENSOR_INT16; set_scale(net, &net->tensors[0], 0.5F);
	set_scale(net, &net->tensors[1], 0.5F / 65536))
SPOIL(int16_zero, net->tensors[0].type = TENSOR_INT16; set_zero(net, &net->tensors[0], 40000))

static void build_dequantise(struct net *net)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(2, 6), 0.25f, 3);
	int out = net_tensor(net, TENSOR_FLOAT32, SHAPE(2, 6), 0, 0);
	net_op(net, OP_DEQUANTIZE, OPERANDS(in), out);
	net_io(net, in, out);
}

// "net: op #0 NAME: ...", or "net: unsupported operators: NAME ...", which says `what`.
static bool says(const struct status *st, const char *name, const char *what)
{
	char start[2][96];
	snprintf(start[0], sizeof(start[0]), "net: op #0 %s: ", name);
	snprintf(start[1], sizeof(start[1]), "net: unsupported operators: %s version ", name);
	return st->code == STATUS_FORMAT && strstr(st->message, what) &&
	       (!strncmp(st->message, start[0], strlen(start[0])) ||
		       !strncmp(st->message, start[1], strlen(start[1])));
}

static void check_refused(
	const char *name, void (*build)(struct net *), const struct spoiled *cases, int count)
{
	struct net sound = {0};
	build(&sound);
	if (!CHECK(net_plan(&sound, ROUNDING_DOUBLE), "%s: sound", name))
		printf("# %s\n", sound.st.message);
	net_release(&sound);
	for (int i = 0; i < count; i++) {
		struct net net = {0};
		build(&net);
		cases[i].spoil(&net);
		bool refused = !net_plan(&net, ROUNDING_DOUBLE);
		if (!CHECK(refused && says(&net.st, name, cases[i].what), "%s: %s", name,
			    refused ? net.st.message : "accepted"))
			printf("# expected \"%s\"\n", cases[i].what);
		net_release(&net);
	}
}

#define REFUSED(name, build, ...)                                         \
	check_refused(name, build, (const struct spoiled[]){__VA_ARGS__}, \
		(int)(sizeof((const struct spoiled[]){__VA_ARGS__}) / sizeof(struct spoiled)))

#define ANY_INPUT                                                                                  \
	{"input", input_type}, {"scales (must be 1)", input_unquantised},                          \
		{"scales (must be 1)", input_scales},                                              \
		{"zero point is 300 (must be -128..127)", input_zero},                             \
		{"scale is 0", input_scale_zero}, {"scale is nan", input_scale_nan},               \
		{"version 0", version_0}, {"version 99", version_99}, {"has 0 inputs", no_inputs}, \
		{"has 4 inputs", many_inputs}, {"has 2 outputs", two_outputs},                     \
	{                                                                                          \
		"absent or a constant", output_constant                                            \
	}
#define ANY_OUTPUT                                                                \
	{"(must be int8)", output_type}, {"scale is inf", output_scale_infinite}, \
		{"has shape", output_smaller}, {"has shape", output_larger},      \
	{                                                                         \
		"has shape", output_rank                                          \
	}
#define ANY_ACTIVATION                              \
	{                                           \
		"fused activation is 4", activation \
	}
#define ANY_WINDOW                                                                    \
	{"stride_h is 0 (must be 1..65535)", stride_h}, {"stride_w is -1", stride_w}, \
		{"stride_w is 70000", stride_large}, {"dilation_h is 0", dilation_h}, \
		{"dilation_w is 40000", dilation_w},                                  \
	{                                                                             \
		"padding is 2", padding                                               \
	}
#define ANY_WEIGHTS                                                                               \
	{"weights is absent", second_absent}, {"weights", weights_type},                          \
		{"zero point 0 is 1", weights_zero}, {"scale 0 is -1", weights_scale},            \
		{"weights", weights_axis}, {"have 5 scales", weights_count},                      \
		{"has rank", weights_rank}, {"computed at run time", second_variable},            \
		{"bias \"t2\" has type int64", bias_type},                                        \
		{"bias \"t2\" has 3 elements", bias_count},                                       \
		{"bias \"t2\" is computed", bias_variable},                                       \
		{"bias \"t2\": zero point 0 is 1", bias_zero},                                    \
		{"bias \"t2\": scale 0 is 7", bias_scale},                                        \
		{"output channel 1: bound", bias_large}, {"output channel 1: bound", bias_low},   \
		{"shift is outside", shift_large}, {"shift is outside", shift_small},             \
		{"shift is outside", scale_denormal}, {"output channel 0: bound", shifted_bound}, \
	{                                                                                         \
		"activation's bound 6", activation_bound                                          \
	}

int main(void)
{
	REFUSED("CONV_2D", build_conv, ANY_INPUT, ANY_OUTPUT, ANY_ACTIVATION, ANY_WINDOW,
		ANY_WEIGHTS, {"input depth is 7", groups}, {"does not fit", valid_misfit});
	REFUSED("DEPTHWISE_CONV_2D", build_depthwise, ANY_INPUT, ANY_OUTPUT, ANY_ACTIVATION,
		ANY_WINDOW, ANY_WEIGHTS, {"depth_multiplier is 3", multiplier},
		{"does not fit", valid_misfit},
		{"output depth is 4 (must be a multiple of the input's 7)", groups});
	REFUSED("FULLY_CONNECTED", build_fully_connected, ANY_INPUT, ANY_OUTPUT, ANY_ACTIVATION,
		ANY_WEIGHTS, {"weights format", shuffled}, {"multiple of 6", not_divisible});
	REFUSED("AVERAGE_POOL_2D", build_pool, ANY_INPUT, {"output", output_smaller},
		ANY_ACTIVATION, ANY_WINDOW, {"filter_h is 0", window_0},
		{"does not fit", window_large}, {"scale is 0.3", other_scale},
		{"zero point is 9", other_zero});
	REFUSED("MAX_POOL_2D", build_max_pool, ANY_INPUT, {"output", output_larger}, ANY_ACTIVATION,
		ANY_WINDOW, {"filter_h is 0", window_0}, {"does not fit", window_large},
		{"scale is 0.3", other_scale}, {"zero point is 9", other_zero});
	REFUSED("ADD", build_add, ANY_INPUT, ANY_OUTPUT, ANY_ACTIVATION,
		{"input 1 is absent", second_absent}, {"dimension 3 is 4 and 5", other_shape},
		{"must be below 1", shifted_bound}, {"shift is outside", shift_small},
		{"must be below 1", activation_bound});
	REFUSED("SOFTMAX", build_softmax, ANY_INPUT, ANY_OUTPUT, {"beta is 0", beta_0},
		{"beta is nan", beta_nan}, {"above 2^-26", beta_small},
		{"must be 1/256", other_scale}, {"zero point is 9", other_zero});
	REFUSED("PADV2", build_pad, ANY_INPUT, ANY_OUTPUT, {"paddings are absent", second_absent},
		{"paddings row 1 is 2, -1", pad_negative}, {"paddings row 1", pad_large},
		{"have shape 2x1", pad_shape}, {"computed at run time", second_variable},
		{"padding value \"t2\" has 2 elements", fill_count}, {"scale", fill_scale},
		{"scale is 0.3", other_scale}, {"zero point is 9", other_zero});
	REFUSED("MEAN", build_mean, ANY_INPUT, ANY_OUTPUT, {"axes is absent", second_absent},
		{"axis is 4 (must be -4..3)", axis}, {"axis is -100000", axis_negative},
		{"computed at run time", second_variable}, {"shift is outside", shift_large},
		{"shift is outside", shift_small});
	REFUSED("RESHAPE", build_reshape, ANY_INPUT, ANY_OUTPUT,
		{"new_shape is absent", second_absent},
		{"dimension 1 of the new shape is -1", two_open},
		{"has 15 elements", reshape_product},
		{"dimension 1 of the new shape is 0", reshape_zero},
		{"computed at run time", second_variable}, {"scale is 0.3", other_scale},
		{"zero point is 9", other_zero});
	REFUSED("QUANTIZE", build_quantise, {"input \"t0\" has type int32", input_int32},
		{"output \"t1\" has type int64", output_int64}, {"has 0 scales", input_unquantised},
		{"input is int16 and output uint8 (one must be int8)", int16_to_uint8},
		{"below 2^15", int16_bound}, {"zero point is 300 (must be -128..127)", input_zero},
		{"zero point is 40000 (must be -32768..32767)", int16_zero},
		{"scale is 0", input_scale_zero}, {"version 99", version_99},
		{"scale is inf", output_scale_infinite}, {"has shape", output_smaller},
		{"has shape", output_larger}, {"below 2^22", shifted_bound},
		{"shift is outside", shift_large}, {"shift is outside", shift_small});
	REFUSED("DEQUANTIZE", build_dequantise,
		{"has type int32 (must be int8, uint8 or int16)", input_int32},
		{"has 0 scales", input_unquantised}, {"scale is nan", input_scale_nan},
		{"version 99", version_99}, {"must be float32", output_type},
		{"has shape", output_larger});
	return check_done();
}
