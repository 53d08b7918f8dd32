// SPDX-License-Identifier: Apache-2.0
/*
 * A random model of a dozen operators in which every tensor may be read by any operator
 * behind it, and be an output: several inputs, outputs that are read on, constants as
 * operands and as outputs, views of inputs, of constants and of what is computed.
 */
#ifndef TESTS_UNIT_RANDOM_NET_H
#define TESTS_UNIT_RANDOM_NET_H

#include "tests/unit/net.h"

enum { RANDOM_NET_MAX_VALUES = 32 };

// Tensors that operators may read: inputs, constants, results.
struct random_net {
	struct net *net;
	int values[RANDOM_NET_MAX_VALUES], value_count;
};

static int random_net_value(struct random_net *r, struct net_list shape)
{
	int index = net_tensor(r->net, TENSOR_INT8, shape, 0.5f, random_in(-128, 127));
	r->values[r->value_count++] = index;
	return index;
}

static void random_net_fill(struct net *net, int index)
{
	int8_t *data = net_constant(net, index);
	for (size_t i = 0; i < net->tensors[index].count; i++)
		data[i] = random_code();
}

static int random_net_pick(const struct random_net *r)
{
	// rather one of the last, so that chains come about
	int back = random_in(0, r->value_count - 1);
	back = random_in(0, back);
	return r->values[r->value_count - 1 - back];
}

static int random_net_weights(struct net *net, struct net_list shape)
{
	int index = net_tensor(net, TENSOR_INT8, shape, 0.03f, 0);
	random_net_fill(net, index);
	return index;
}

static void random_net_conv(struct random_net *r, int in, bool depthwise, int taps)
{
	const struct tensor t = r->net->tensors[in];
	int channels = depthwise ? t.shape[3] : random_in(1, 40);
	enum padding padding = (enum padding)random_in(PADDING_SAME, PADDING_VALID);
	int stride = random_in(1, 2);
	if (t.shape[1] < taps || t.shape[2] < taps)
		padding = PADDING_SAME;
	int size[2];
	for (int d = 0; d < 2; d++)
		size[d] = padding == PADDING_SAME ? (t.shape[1 + d] + stride - 1) / stride
						  : (t.shape[1 + d] - taps) / stride + 1;
	int weights = depthwise
			      ? random_net_weights(r->net, SHAPE(1, taps, taps, channels))
			      : random_net_weights(r->net, SHAPE(channels, taps, taps, t.shape[3]));
	int out = random_net_value(r, SHAPE(t.shape[0], size[0], size[1], channels));
	struct op *op = net_op(
		r->net, depthwise ? OP_DEPTHWISE_CONV_2D : OP_CONV_2D, OPERANDS(in, weights), out);
	op->options.window.padding = padding;
	op->options.window.stride_h = op->options.window.stride_w = stride;
	op->options.window.dilation_h = op->options.window.dilation_w = 1;
	op->options.window.depth_multiplier = 1;
	op->options.activation = (enum activation)random_in(0, 1);
}

static void random_net_connect(struct random_net *r, int in)
{
	const struct tensor t = r->net->tensors[in];
	int depth = t.shape[t.rank - 1];
	if (random_in(0, 1))
		depth = (int)t.count;
	int units = random_in(1, 40);
	int weights = random_net_weights(r->net, SHAPE(units, depth));
	int out = random_net_value(r, SHAPE((int)t.count / depth, units));
	net_op(r->net, OP_FULLY_CONNECTED, OPERANDS(in, weights), out);
}

// All in one line, or that as a picture of one pixel.
static void random_net_reshape(struct random_net *r, int in)
{
	struct tensor *t = &r->net->tensors[in];
	int count = (int)t->count;
	int out = random_in(0, 1) ? random_net_value(r, SHAPE(count))
				  : random_net_value(r, SHAPE(1, 1, 1, count));
	memcpy((void *)(uintptr_t)r->net->tensors[out].quantisation.zero, t->quantisation.zero,
		sizeof(int32_t));
	struct op *op = net_op(r->net, OP_RESHAPE, OPERANDS(in), out);
	op->options.reshape.rank = r->net->tensors[out].rank;
	memcpy(op->options.reshape.shape, r->net->tensors[out].shape, sizeof(t->shape));
}

// Around the picture, mostly, and then with a convolution behind it that may take it over.
static void random_net_pad(struct random_net *r, int in)
{
	struct tensor *t = &r->net->tensors[in];
	int32_t around[8] = {0};
	bool channels = random_in(0, 5) == 0;
	for (int i = 2; i < (channels ? 8 : 6); i++)
		around[i] = random_in(0, 3);
	int paddings = net_tensor(r->net, TENSOR_INT32, SHAPE(4, 2), 0, 0);
	memcpy(net_constant(r->net, paddings), around, sizeof(around));
	int out = random_net_value(r,
		SHAPE(t->shape[0], t->shape[1] + around[2] + around[3],
			t->shape[2] + around[4] + around[5], t->shape[3] + around[6] + around[7]));
	memcpy((void *)(uintptr_t)r->net->tensors[out].quantisation.zero, t->quantisation.zero,
		sizeof(int32_t));
	if (random_in(0, 2) == 0) {
		int code = net_tensor(r->net, TENSOR_INT8, SHAPE(1), 0.5f, *t->quantisation.zero);
		int8_t *fill = net_constant(r->net, code);
		*fill = (int8_t)(random_in(0, 1) ? *t->quantisation.zero : random_code());
		net_op(r->net, OP_PADV2, OPERANDS(in, paddings, code), out);
	} else {
		net_op(r->net, OP_PAD, OPERANDS(in, paddings), out);
	}
	if (random_in(0, 3) > 0)
		random_net_conv(r, out, random_in(0, 1), random_in(1, 4));
}

static void random_net_add(struct random_net *r, int in)
{
	const struct tensor *t = &r->net->tensors[in];
	int other = in;
	for (int i = 0; i < r->value_count; i++) {
		const struct tensor *u = &r->net->tensors[r->values[i]];
		if (random_in(0, 1) && u->rank == t->rank &&
			memcmp(u->shape, t->shape, sizeof(t->shape)) == 0)
			other = r->values[i];
	}
	struct net_list shape = {t->rank, {0}};
	memcpy(shape.at, t->shape, (size_t)t->rank * sizeof(shape.at[0]));
	net_op(r->net, OP_ADD, OPERANDS(in, other), random_net_value(r, shape));
}

static void random_net_op(struct random_net *r)
{
	int in = random_net_pick(r);
	const struct tensor *t = &r->net->tensors[in];
	bool picture = t->rank == 4 && t->shape[1] < 20;
	switch (random_in(0, 6)) {
	case 0:
		if (picture) {
			random_net_conv(r, in, random_in(0, 1), random_in(1, 3));
			break;
		}
		// fall through
	case 1:
		if (picture) {
			random_net_pad(r, in);
			break;
		}
		// fall through
	case 2:
	case 3:
		random_net_connect(r, in);
		break;
	case 4:
		random_net_reshape(r, in);
		break;
	default:
		random_net_add(r, in);
	}
}

__attribute__((unused)) static void random_net_build(struct net *net)
{
	struct random_net r = {.net = net};
	struct model *model = &net->model;
	model->input_count = random_in(1, 3);
	for (int i = 0; i < model->input_count; i++) {
		int size = random_in(0, 1) ? 1 : random_in(1, 6);
		net->inputs[i] =
			random_net_value(&r, SHAPE(1, size, random_in(1, size), random_in(1, 20)));
	}
	if (random_in(0, 1))
		random_net_fill(net, random_net_value(&r, SHAPE(1, random_in(1, 30))));
	for (int count = random_in(1, 10); count > 0; count--)
		random_net_op(&r);
	// the last, and some others, none twice
	model->output_count = 0;
	for (int i = r.value_count - 1; i >= 0 && model->output_count < NET_MAX_OPERANDS; i--)
		if (i == r.value_count - 1 || random_in(0, 3) == 0)
			net->outputs[model->output_count++] = r.values[i];
}

#endif
