// SPDX-License-Identifier: Apache-2.0
/*
 * ADD, pooling, PAD, MEAN, RESHAPE, QUANTIZE and DEQUANTIZE over random small shapes,
 * against loops that follow the definition.
 */
#include "tests/unit/net.h"
#include "tests/unit/oracle.h"

enum { ROUNDS = 3000 };

// ROUNDING_FP32 rounds once where there is no convolution.
static enum rounding plain(enum rounding rounding)
{
	return rounding == ROUNDING_FP32 ? ROUNDING_SINGLE : rounding;
}

static struct net_list random_shape(int rank)
{
	struct net_list shape = {.count = rank};
	for (int d = 0; d < rank; d++)
		shape.at[d] = random_in(1, 6);
	return shape;
}

// Index of an element of `out` in a tensor of shape `in`, aligned innermost, repeating.
static size_t repeated_index(struct net_list in, struct net_list out, size_t i)
{
	int32_t at[MODEL_MAX_RANK];
	for (int d = out.count - 1; d >= 0; d--) {
		at[d] = (int32_t)(i % (size_t)out.at[d]);
		i /= (size_t)out.at[d];
	}
	size_t index = 0;
	for (int d = 0; d < in.count; d++) {
		int32_t own = at[d + out.count - in.count];
		index = index * (size_t)in.at[d] + (size_t)(in.at[d] == 1 ? 0 : own);
	}
	return index;
}

static long long run_add(const struct kernels *kernels, enum rounding rounding)
{
	struct net net = {.kernels = kernels};
	struct net_list whole = random_shape(random_in(1, 4)), shape[2] = {whole, whole};
	int fewer = random_in(0, 5);
	for (int d = 0; d < whole.count; d++)
		if (fewer < 2 && random_in(0, 1))
			shape[fewer].at[d] = 1;
	if (fewer < 2 && whole.at[0] == shape[fewer].at[0] && whole.at[0] == 1) {
		shape[fewer].count--;
		memmove(shape[fewer].at, shape[fewer].at + 1,
			sizeof(shape[fewer].at) - sizeof(shape[fewer].at[0]));
	}
	float scale[2] = {random_scale(), random_in(0, 3) ? random_scale() : 0};
	scale[1] = scale[1] > 0 ? scale[1] : scale[0];
	int32_t zero[2] = {random_code(), random_code()}, zero_out = random_code();
	float scale_out = random_scale();
	bool constant = random_in(0, 3) == 0;
	int activation = random_in(0, 3);

	int a = net_tensor(&net, TENSOR_INT8, shape[0], scale[0], zero[0]);
	int b = net_tensor(&net, TENSOR_INT8, shape[1], scale[1], zero[1]);
	int out = net_tensor(&net, TENSOR_INT8, whole, scale_out, zero_out);
	const int8_t *codes[2] = {
		net_codes(&net, net.tensors[a].count), net_codes(&net, net.tensors[b].count)};
	// the second input is a constant, or the first again if shapes allow
	if (constant || shape[0].count != shape[1].count ||
		memcmp(shape[0].at, shape[1].at, sizeof(shape[0].at)) != 0) {
		memcpy(net_constant(&net, b), codes[1], net.tensors[b].nbytes);
	} else {
		b = a;
		codes[1] = codes[0];
		scale[1] = scale[0];
		zero[1] = zero[0];
	}
	struct op *op = net_op(&net, OP_ADD, OPERANDS(a, b), out);
	op->options.activation = (enum activation)activation;
	net_io(&net, a, out);
	double twice = 2 * fmax(scale[0], scale[1]);
	double factor_out = twice / 1048576 / (double)scale_out;
	const int8_t *result = net_run(&net, rounding, codes[0]);
	long long wrong = result ? 0 : 1;
	int64_t low, high;
	oracle_activation(&low, &high, activation, scale_out, zero_out);
	for (size_t i = 0; result && i < net.tensors[out].count; i++) {
		int64_t sum = 0;
		for (int k = 0; k < 2; k++)
			sum += oracle_multiply(
				(codes[k][repeated_index(shape[k], whole, i)] - zero[k]) *
					INT64_C(1048576),
				oracle_factor((double)scale[k] / twice), plain(rounding));
		int64_t code = oracle_multiply(sum, oracle_factor(factor_out), plain(rounding));
		wrong += result[i] != oracle_clamp(code + zero_out, low, high);
	}
	net_release(&net);
	return wrong;
}

static long long run_pool(const struct kernels *kernels, enum rounding rounding)
{
	struct net net = {.kernels = kernels};
	bool average = random_in(0, 1);
	int n = random_in(1, 2), in_h = random_in(1, 9), in_w = random_in(1, 9),
	    c = random_in(1, 35);
	int h = random_in(1, 6), w = random_in(1, 6), sh = random_in(1, 5), sw = random_in(1, 3);
	bool same = random_in(0, 1) || h > in_h || w > in_w;
	int out_h = same ? (in_h + sh - 1) / sh : (in_h - h) / sh + 1;
	int out_w = same ? (in_w + sw - 1) / sw : (in_w - w) / sw + 1;
	int pad_h = same ? (int)fmax(0, (out_h - 1) * sh + h - in_h) / 2 : 0;
	int pad_w = same ? (int)fmax(0, (out_w - 1) * sw + w - in_w) / 2 : 0;
	float scale = random_scale();
	int32_t zero = random_code();
	int activation = random_in(0, 3);
	int in = net_tensor(&net, TENSOR_INT8, SHAPE(n, in_h, in_w, c), scale, zero);
	int out = net_tensor(&net, TENSOR_INT8, SHAPE(n, out_h, out_w, c), scale, zero);
	struct op *op =
		net_op(&net, average ? OP_AVERAGE_POOL_2D : OP_MAX_POOL_2D, OPERANDS(in), out);
	op->options.activation = (enum activation)activation;
	op->options.window.padding = same ? PADDING_SAME : PADDING_VALID;
	op->options.window.stride_h = sh;
	op->options.window.stride_w = sw;
	op->options.window.dilation_h = op->options.window.dilation_w = 1;
	op->options.window.window_h = h;
	op->options.window.window_w = w;
	net_io(&net, in, out);
	const int8_t *codes = net_codes(&net, net.tensors[in].count);
	const int8_t *result = net_run(&net, rounding, codes);
	long long wrong = result ? 0 : 1;
	int64_t low, high;
	oracle_activation(&low, &high, activation, scale, zero);
	for (size_t i = 0; result && i < net.tensors[out].count; i++) {
		int channel = (int)i % c, x = (int)i / c % out_w, y = (int)i / c / out_w % out_h;
		int image = (int)i / c / out_w / out_h, sum = 0, count = 0, max = -128;
		for (int in_y = 0; in_y < in_h; in_y++)
			for (int in_x = 0; in_x < in_w; in_x++) {
				int dy = in_y - (y * sh - pad_h), dx = in_x - (x * sw - pad_w);
				if (dy < 0 || dy >= h || dx < 0 || dx >= w)
					continue;
				int a = codes[((image * in_h + in_y) * in_w + in_x) * c + channel];
				sum += a;
				count++;
				max = a > max ? a : max;
			}
		int64_t code = average ? llround((double)sum / count) : max;
		wrong += result[i] != oracle_clamp(code, low, high);
	}
	net_release(&net);
	return wrong;
}

static long long run_pad(const struct kernels *kernels, enum rounding rounding)
{
	struct net net = {.kernels = kernels};
	int rank = random_in(1, 4);
	struct net_list in_shape = random_shape(rank), out_shape = in_shape;
	bool given = random_in(0, 1), wide_type = random_in(0, 1);
	int32_t before[4], after[4], zero = random_code();
	float scale = random_scale();
	int in = net_tensor(&net, TENSOR_INT8, in_shape, scale, zero);
	int paddings =
		net_tensor(&net, wide_type ? TENSOR_INT64 : TENSOR_INT32, SHAPE(rank, 2), 0, 0);
	void *values = net_constant(&net, paddings);
	for (int d = 0; d < rank; d++) {
		before[d] = random_in(0, 2);
		after[d] = random_in(0, 2);
		out_shape.at[d] += before[d] + after[d];
		if (wide_type) {
			((int64_t *)values)[2 * d] = before[d];
			((int64_t *)values)[2 * d + 1] = after[d];
		} else {
			((int32_t *)values)[2 * d] = before[d];
			((int32_t *)values)[2 * d + 1] = after[d];
		}
	}
	int fill = net_tensor(&net, TENSOR_INT8, SHAPE(1), scale, zero);
	int8_t *fill_code = net_constant(&net, fill);
	*fill_code = given ? random_code() : (int8_t)zero;
	int out = net_tensor(&net, TENSOR_INT8, out_shape, scale, zero);
	net_op(&net, given ? OP_PADV2 : OP_PAD,
		given ? OPERANDS(in, paddings, fill) : OPERANDS(in, paddings), out);
	net_io(&net, in, out);
	const int8_t *codes = net_codes(&net, net.tensors[in].count);
	const int8_t *result = net_run(&net, rounding, codes);
	long long wrong = result ? 0 : 1;
	for (size_t i = 0; result && i < net.tensors[out].count; i++) {
		size_t rest = i, stride = 1, at = 0;
		bool inside = true;
		for (int d = rank - 1; d >= 0; d--) {
			int32_t own = (int32_t)(rest % (size_t)out_shape.at[d]) - before[d];
			rest /= (size_t)out_shape.at[d];
			inside = inside && own >= 0 && own < in_shape.at[d];
			at += inside ? (size_t)own * stride : 0;
			stride *= (size_t)in_shape.at[d];
		}
		wrong += result[i] != (inside ? codes[at] : *fill_code);
	}
	net_release(&net);
	return wrong;
}

static long long run_mean(const struct kernels *kernels, enum rounding rounding)
{
	struct net net = {.kernels = kernels};
	int rank = random_in(1, 4);
	struct net_list in_shape = random_shape(rank), kept = in_shape, out_shape = {0};
	bool keep = random_in(0, 1), reduced[4] = {false};
	struct net_list axes = {.count = random_in(1, 3)};
	for (int i = 0; i < axes.count; i++) {
		axes.at[i] = random_in(-rank, rank - 1);
		reduced[(axes.at[i] + rank) % rank] = true;
	}
	int count = 1;
	for (int d = 0; d < rank; d++) {
		count *= reduced[d] ? in_shape.at[d] : 1;
		kept.at[d] = reduced[d] ? 1 : in_shape.at[d];
		if (keep || !reduced[d])
			out_shape.at[out_shape.count++] = kept.at[d];
	}
	float scale_in = random_scale(), scale_out = random_scale();
	int32_t zero_in = random_code(), zero_out = random_code();
	if (random_in(0, 9) == 0)
		scale_out = ldexpf(scale_in, random_in(20, 30)); // as small a factor as there is
	int in = net_tensor(&net, TENSOR_INT8, in_shape, scale_in, zero_in);
	int operand = net_int32(&net, SHAPE(axes.count), axes);
	int out = net_tensor(&net, TENSOR_INT8, out_shape, scale_out, zero_out);
	struct op *op = net_op(&net, OP_MEAN, OPERANDS(in, operand), out);
	op->options.mean.keep_dims = keep;
	net_io(&net, in, out);
	const int8_t *codes = net_codes(&net, net.tensors[in].count);
	const int8_t *result = net_run(&net, rounding, codes);

	struct oracle_factor f = oracle_factor((double)scale_in / (double)scale_out);
	int shift = (int)floor(log2(count));
	shift = shift > 31 + f.s ? 31 + f.s : shift;
	f.m = (int64_t)oracle_floor_divide((wide)f.m * oracle_power(shift), count);
	f.s -= shift;
	long long wrong = result ? 0 : 1;
	for (size_t o = 0; result && o < net.tensors[out].count; o++) {
		int64_t sum = 0;
		for (size_t i = 0; i < net.tensors[in].count; i++)
			if (repeated_index(kept, in_shape, i) == o)
				sum += codes[i] - zero_in;
		int64_t code = oracle_multiply(sum, f, plain(rounding)) + zero_out;
		wrong += result[o] != oracle_clamp(code, -128, 127);
	}
	net_release(&net);
	return wrong;
}

// Every code of every pair of types, as many as there are.
static long long run_requantise(const struct kernels *kernels, enum rounding rounding)
{
	static const enum tensor_type pairs[3][2] = {{TENSOR_INT8, TENSOR_INT8},
		{TENSOR_INT8, TENSOR_UINT8}, {TENSOR_UINT8, TENSOR_INT8}};
	struct net net = {.kernels = kernels};
	const enum tensor_type *types = pairs[random_in(0, 2)];
	int32_t low_in = types[0] == TENSOR_INT8 ? -128 : 0,
		low = types[1] == TENSOR_INT8 ? -128 : 0;
	int32_t zero_in = random_in(0, 255) + low_in, zero_out = random_in(0, 255) + low;
	float scale_in = random_scale(), scale_out = random_in(0, 3) ? random_scale() : scale_in;
	int in = net_tensor(&net, types[0], SHAPE(256), scale_in, zero_in);
	int out = net_tensor(&net, types[1], SHAPE(256), scale_out, zero_out);
	net_op(&net, OP_QUANTIZE, OPERANDS(in), out);
	net_io(&net, in, out);
	uint8_t codes[256];
	for (int i = 0; i < 256; i++)
		codes[i] = (uint8_t)(i + low_in);
	const uint8_t *result = net_run(&net, rounding, codes);
	long long wrong = result ? 0 : 1;
	struct oracle_factor f = oracle_factor((double)scale_in / (double)scale_out);
	for (int i = 0; result && i < 256; i++) {
		int64_t code = oracle_multiply(i + low_in - zero_in, f, plain(rounding)) + zero_out;
		wrong += result[i] != (uint8_t)oracle_clamp(code, low, low + 255);
	}
	net_release(&net);
	return wrong;
}

// float32 to codes and back again.
static long long run_boundary(const struct kernels *kernels, enum rounding rounding)
{
	struct net net = {.kernels = kernels};
	float scale = random_scale();
	int32_t zero = random_code();
	int in = net_tensor(&net, TENSOR_FLOAT32, SHAPE(64), 0, 0);
	int code = net_tensor(&net, TENSOR_INT8, SHAPE(64), scale, zero);
	int out = net_tensor(&net, TENSOR_FLOAT32, SHAPE(64), 0, 0);
	net_op(&net, OP_QUANTIZE, OPERANDS(in), code);
	net_op(&net, OP_DEQUANTIZE, OPERANDS(code), out);
	net_io(&net, in, out);
	float values[64] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 0, -0.0f};
	for (int i = 7; i < 64; i++)
		values[i] = (float)random_in(-300, 300) * (i % 2 ? scale / 2 : 0.01f);
	const float *result = net_run(&net, rounding, values);
	long long wrong = result ? 0 : 1;
	for (int i = 0; result && i < 64; i++) {
		double nearest = isnan(values[i]) ? 0 : round((double)(values[i] / scale));
		double expected = fmin(fmax(nearest + zero, -128), 127) - zero;
		wrong += result[i] != (float)(expected * (double)scale);
	}
	net_release(&net);
	return wrong;
}

static void check(const struct kernels *kernels, const char *name,
	long long (*run)(const struct kernels *, enum rounding))
{
	long long wrong = 0;
	for (int i = 0; i < ROUNDS; i++)
		wrong += run(kernels, (enum rounding)(i % 3)) != 0;
	CHECK_INT(wrong, 0, "%s: wrong of %d random %s", kernels_name(kernels), ROUNDS, name);
}

int main(void)
{
	random_init();
	for (const struct kernels *const *t = kernels_all(); *t; t++) {
		if (!kernels_runnable(*t)) {
			check_skip(kernels_name(*t), "this CPU cannot run it");
			continue;
		}
		check(*t, "ADD", run_add);
		check(*t, "AVERAGE_POOL_2D and MAX_POOL_2D", run_pool);
		check(*t, "PAD and PADV2", run_pad);
		check(*t, "MEAN", run_mean);
		check(*t, "QUANTIZE from codes", run_requantise);
		check(*t, "QUANTIZE from float32 and DEQUANTIZE", run_boundary);
	}
	return check_done();
}
