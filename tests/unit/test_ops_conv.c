// SPDX-License-Identifier: Apache-2.0
/*
 * CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED over random small shapes, against loops
 * that follow the definition: subtract the zero point, skip what lies outside.
 */
#include "tests/unit/net.h"
#include "tests/unit/oracle.h"

enum { ROUNDS = 4000 };

// One random convolution, as numbers.
struct sample {
	bool depthwise, per_channel, has_bias;
	int batch, in_h, in_w, in_c, out_h, out_w, out_c, kernel_h, kernel_w;
	int group_in, group_out; // channels of a group
	int stride_h, stride_w, dilation_h, dilation_w, padding, activation;
	int32_t zero_in, zero_out;
	float scale_in, scale_out;
	const float *scale_w;
	const int8_t *weights, *input;
	const int32_t *bias;
};

// Output size and padding before, written out as TensorFlow's documentation has it.
static void size_of(
	int *out, int *before, int in, int kernel, int stride, int dilation, int padding)
{
	int span = kernel + (kernel - 1) * (dilation - 1);
	*before = 0;
	if (padding == PADDING_VALID) {
		*out = (int)ceil((double)(in - span + 1) / stride);
		return;
	}
	*out = (int)ceil((double)in / stride);
	int needed = in % stride == 0 ? span - stride : span - in % stride;
	*before = needed > 0 ? needed / 2 : 0;
}

static int8_t oracle_output(const struct sample *s, enum rounding rounding, int b, int y, int x,
	int n, int before_h, int before_w)
{
	wide sum = s->has_bias ? s->bias[n] : 0;
	for (int i = 0; i < s->kernel_h; i++)
		for (int j = 0; j < s->kernel_w; j++)
			for (int c = 0; c < s->group_in; c++) {
				int in_y = y * s->stride_h - before_h + i * s->dilation_h;
				int in_x = x * s->stride_w - before_w + j * s->dilation_w;
				if (in_y < 0 || in_y >= s->in_h || in_x < 0 || in_x >= s->in_w)
					continue;
				int in_c = n / s->group_out * s->group_in + c;
				int a = s->input[((b * s->in_h + in_y) * s->in_w + in_x) * s->in_c +
						 in_c];
				int tap = i * s->kernel_w + j;
				int w = s->depthwise
						? s->weights[tap * s->out_c + n]
						: s->weights[(n * s->kernel_h * s->kernel_w + tap) *
								     s->group_in +
							     c];
				sum += (a - s->zero_in) * w;
			}
	float scale_w = s->scale_w[s->per_channel ? n : 0];
	struct oracle_factor f =
		oracle_factor((double)s->scale_in * (double)scale_w / (double)s->scale_out);
	f.fp32 = s->scale_in * scale_w / s->scale_out;
	int64_t low, high;
	oracle_activation(&low, &high, s->activation, s->scale_out, s->zero_out);
	return (int8_t)oracle_clamp(
		oracle_multiply((int64_t)sum, f, rounding) + s->zero_out, low, high);
}

static void make_sample(struct sample *s)
{
	*s = (struct sample){
		.depthwise = random_in(0, 1),
		.per_channel = random_in(0, 1),
		.has_bias = random_in(0, 3) > 0,
		.batch = random_in(1, 2),
		.in_h = random_in(1, 9),
		.in_w = random_in(1, 9),
		.kernel_h = random_in(1, 4),
		.kernel_w = random_in(1, 4),
		.stride_h = random_in(1, 3),
		.stride_w = random_in(1, 3),
		.dilation_h = random_in(0, 3) ? 1 : random_in(2, 3),
		.dilation_w = random_in(0, 3) ? 1 : random_in(2, 3),
		.padding = random_in(0, 1),
		.activation = random_in(0, 3),
		.zero_in = random_code(),
		.zero_out = random_code(),
		.scale_in = random_scale(),
		.scale_out = random_scale() * 4,
	};
	int groups = random_in(0, 2) ? 1 : random_in(2, 4);
	s->group_in = random_in(1, 20);
	s->group_out = random_in(1, 35);
	if (s->depthwise) {
		groups = random_in(1, 40);
		s->group_in = 1;
		s->group_out = random_in(0, 2) ? 1 : random_in(2, 3);
	}
	if (random_in(0, 3) == 0)
		s->kernel_h = s->kernel_w = s->stride_h = s->stride_w = 1;
	s->in_c = groups * s->group_in;
	s->out_c = groups * s->group_out;
}

static void build(struct net *net, struct sample *s)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(s->batch, s->in_h, s->in_w, s->in_c),
		s->scale_in, s->zero_in);
	struct net_list shape = s->depthwise
					? SHAPE(1, s->kernel_h, s->kernel_w, s->out_c)
					: SHAPE(s->out_c, s->kernel_h, s->kernel_w, s->group_in);
	int w = net_tensor(net, TENSOR_INT8, shape, random_scale(), 0);
	s->scale_w = net->tensors[w].quantisation.scale;
	if (s->per_channel)
		s->scale_w = net_per_channel(net, w, s->depthwise ? 3 : 0);
	int8_t *weights = net_constant(net, w);
	for (size_t i = 0; i < net->tensors[w].count; i++)
		weights[i] = random_code();
	int bias = TENSOR_ABSENT;
	if (s->has_bias) {
		bias = net_tensor(net, TENSOR_INT32, SHAPE(s->out_c), 0, 0);
		int32_t *values = net_constant(net, bias);
		for (int n = 0; n < s->out_c; n++)
			values[n] = random_in(-30000, 30000);
		s->bias = values;
	}
	int out = net_tensor(net, TENSOR_INT8, SHAPE(s->batch, s->out_h, s->out_w, s->out_c),
		s->scale_out, s->zero_out);
	struct op *op = net_op(
		net, s->depthwise ? OP_DEPTHWISE_CONV_2D : OP_CONV_2D, OPERANDS(in, w, bias), out);
	op->options.activation = (enum activation)s->activation;
	op->options.window.padding = (enum padding)s->padding;
	op->options.window.stride_h = s->stride_h;
	op->options.window.stride_w = s->stride_w;
	op->options.window.dilation_h = s->dilation_h;
	op->options.window.dilation_w = s->dilation_w;
	op->options.window.depth_multiplier = s->group_out;
	net_io(net, in, out);
	s->weights = weights;
	s->input = net_codes(net, net->tensors[in].count);
}

// The wrong outputs of one sample; -1 if its window does not fit.
static long long run_sample(const struct kernels *kernels, enum rounding rounding)
{
	struct net net = {.kernels = kernels};
	struct sample s;
	int before_h, before_w;
	make_sample(&s);
	size_of(&s.out_h, &before_h, s.in_h, s.kernel_h, s.stride_h, s.dilation_h, s.padding);
	size_of(&s.out_w, &before_w, s.in_w, s.kernel_w, s.stride_w, s.dilation_w, s.padding);
	if (s.out_h < 1 || s.out_w < 1)
		return -1;
	build(&net, &s);
	const int8_t *out = net_run(&net, rounding, s.input);
	long long wrong = out ? 0 : 1;
	for (int b = 0; out && b < s.batch; b++)
		for (int y = 0; y < s.out_h; y++)
			for (int x = 0; x < s.out_w; x++)
				for (int n = 0; n < s.out_c; n++, out++)
					wrong += *out != oracle_output(&s, rounding, b, y, x, n,
								 before_h, before_w);
	if (wrong)
		printf("# %s in %dx%dx%dx%d kernel %dx%d stride %dx%d dilation %dx%d out %dx%dx%d: %lld wrong\n",
			s.depthwise ? "depthwise" : "conv", s.batch, s.in_h, s.in_w, s.in_c,
			s.kernel_h, s.kernel_w, s.stride_h, s.stride_w, s.dilation_h, s.dilation_w,
			s.out_h, s.out_w, s.out_c, wrong);
	net_release(&net);
	return wrong;
}

static void check_windows(const struct kernels *kernels)
{
	long long wrong = 0, run = 0;
	for (int i = 0; i < ROUNDS && wrong < 10; i++) {
		long long result = run_sample(kernels, (enum rounding)(i % 3));
		run += result >= 0;
		wrong += result > 0;
	}
	CHECK(wrong == 0 && run > ROUNDS / 2, "%s: %lld random convolutions, %lld wrong",
		kernels_name(kernels), run, wrong);
}

// Rows of the input against the weights; `keep` leaves the leading dimensions.
static long long run_fully_connected(const struct kernels *kernels, enum rounding rounding)
{
	struct net net = {.kernels = kernels};
	bool per_channel = random_in(0, 1), keep = random_in(0, 1), has_bias = random_in(0, 1);
	int rows = random_in(1, 20), depth = random_in(1, 70), units = random_in(1, 40);
	float scale_in = random_scale(), scale_out = random_scale() * 8;
	int32_t zero_in = random_code(), zero_out = random_code();
	int activation = random_in(0, 3);

	struct net_list in_shape = keep ? SHAPE(1, rows, depth) : SHAPE(rows, depth);
	if (!keep && random_in(0, 1))
		in_shape = SHAPE(rows, 1, 1, depth);
	int in = net_tensor(&net, TENSOR_INT8, in_shape, scale_in, zero_in);
	int w = net_tensor(&net, TENSOR_INT8, SHAPE(units, depth), random_scale(), 0);
	const float *scale_w = net.tensors[w].quantisation.scale;
	if (per_channel)
		scale_w = net_per_channel(&net, w, 0);
	bool single_scale = !per_channel || units == 1;
	int8_t *weights = net_constant(&net, w);
	for (size_t i = 0; i < net.tensors[w].count; i++)
		weights[i] = random_code();
	int bias = net_tensor(&net, TENSOR_INT32, SHAPE(units), 0, 0);
	int32_t *biases = net_constant(&net, bias);
	for (int n = 0; n < units && has_bias; n++)
		biases[n] = random_in(-30000, 30000);
	int out = net_tensor(&net, TENSOR_INT8, keep ? SHAPE(1, rows, units) : SHAPE(rows, units),
		scale_out, zero_out);
	struct op *op = net_op(
		&net, OP_FULLY_CONNECTED, has_bias ? OPERANDS(in, w, bias) : OPERANDS(in, w), out);
	op->options.activation = (enum activation)activation;
	op->options.fully_connected.keep_num_dims = keep;
	net_io(&net, in, out);

	const int8_t *input = net_codes(&net, net.tensors[in].count);
	const int8_t *result = net_run(&net, rounding, input);
	long long wrong = result ? 0 : 1;
	int64_t low, high;
	oracle_activation(&low, &high, activation, scale_out, zero_out);
	for (int r = 0; result && r < rows; r++)
		for (int n = 0; n < units; n++) {
			int64_t sum = biases[n];
			for (int k = 0; k < depth; k++)
				sum += (input[r * depth + k] - zero_in) * weights[n * depth + k];
			float of_w = scale_w[single_scale ? 0 : n];
			volatile float product = scale_in * of_w;
			struct oracle_factor f = oracle_factor(
				single_scale ? (double)product / (double)scale_out
					     : (double)scale_in * (double)of_w / (double)scale_out);
			f.fp32 = product / scale_out;
			wrong += result[r * units + n] !=
				 oracle_clamp(
					 oracle_multiply(sum, f, rounding) + zero_out, low, high);
		}
	net_release(&net);
	return wrong;
}

static void check_fully_connected(const struct kernels *kernels)
{
	long long wrong = 0;
	for (int i = 0; i < ROUNDS; i++)
		wrong += run_fully_connected(kernels, (enum rounding)(i % 3)) != 0;
	CHECK_INT(
		wrong, 0, "%s: wrong of %d random FULLY_CONNECTED", kernels_name(kernels), ROUNDS);
}

int main(void)
{
	random_init();
	for (const struct kernels *const *t = kernels_all(); *t; t++) {
		if (!kernels_runnable(*t)) {
			check_skip(kernels_name(*t), "this CPU cannot run it");
			continue;
		}
		check_windows(*t);
		check_fully_connected(*t);
	}
	return check_done();
}
