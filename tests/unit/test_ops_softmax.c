// SPDX-License-Identifier: Apache-2.0
/*
 * SOFTMAX against the fixed point algorithm written out for one element at a time, and
 * against real exponentials; the rows for which TFLite's reference aborts.
 */
#include "tests/unit/net.h"
#include "tests/unit/oracle.h"

enum { ROUNDS = 1000 };

static int64_t saturate(int64_t x)
{
	return oracle_clamp(x, INT32_MIN, INT32_MAX);
}

// The exponential of z / 2^26 <= 0, times 2^31.  Constants from their definition.
static int64_t oracle_exponential(int64_t z)
{
	if (z == 0)
		return INT32_MAX;
	int64_t u = (int64_t)(z - oracle_floor_divide(z, 1 << 24) * (1 << 24)) - (1 << 24);
	int64_t rest = u - z, x = u * 32 + (1 << 28);
	int64_t x2 = oracle_high_multiply(x, x), x3 = oracle_high_multiply(x2, x);
	int64_t x4 = oracle_high_multiply(x2, x2);
	int64_t third = llround(2147483648.0 / 3), start = llround(exp(-0.125) * 2147483648.0);
	int64_t inner = oracle_high_multiply(oracle_divide(x4, 2) + x3, third) + x2;
	int64_t e = start + oracle_high_multiply(start, x + oracle_divide(inner, 1));
	for (int k = -2; k <= 4; k++)
		if (rest / (1 << (26 + k)) % 2)
			e = oracle_high_multiply(e, llround(exp(-ldexp(1, k)) * 2147483648.0));
	return e;
}

struct softmax {
	struct oracle_factor beta;
	int64_t lowest; // smallest difference that takes part
};

static int64_t term(const struct softmax *s, int difference)
{
	if (difference < s->lowest)
		return -1;
	return oracle_exponential(
		oracle_high_multiply(difference * (int64_t)oracle_power(s->beta.s), s->beta.m));
}

static void oracle_softmax(int8_t *out, const int8_t *in, int depth, const struct softmax *s)
{
	int max = -128;
	for (int i = 0; i < depth; i++)
		max = in[i] > max ? in[i] : max;
	int64_t sum = 0;
	for (int i = 0; i < depth; i++)
		if (term(s, in[i] - max) >= 0)
			sum += oracle_divide(term(s, in[i] - max), 12);
	int over = 0;
	while (sum >> (20 + over))
		over++;
	for (int i = 0; i < depth; i++) {
		int64_t e = term(s, in[i] - max);
		out[i] = -128;
		if (e < 0 || over + 23 > 31)
			continue;
		int64_t h = (int64_t)(sum * oracle_power(11 - over)); // in [2^30, 2^31)
		int64_t y = 1515870810 + oracle_high_multiply(h, -1010580540);
		for (int k = 0; k < 3; k++)
			y += saturate(4 * oracle_high_multiply(
						  y, (1 << 29) - oracle_high_multiply(h, y)));
		y = saturate(2 * y);
		out[i] = (int8_t)oracle_clamp(
			oracle_divide(oracle_high_multiply(y, e), over + 23) - 128, -128, 127);
	}
}

static int8_t *run_softmax(
	struct net *net, float scale, float beta, int rows, int depth, const int8_t *codes)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(rows, depth), scale, random_code());
	int out = net_tensor(net, TENSOR_INT8, SHAPE(rows, depth), 1.0f / 256, -128);
	struct op *op = net_op(net, OP_SOFTMAX, OPERANDS(in), out);
	op->options.softmax.beta = beta;
	net_io(net, in, out);
	const void *result = net_run(net, (enum rounding)random_in(0, 2), codes);
	int8_t *copy = arena_alloc(&net->arena, (size_t)rows * (size_t)depth, 1, 1);
	if (result)
		memcpy(copy, result, (size_t)rows * (size_t)depth);
	return copy;
}

static void check_random(void)
{
	long long wrong = 0, far = 0;
	for (int i = 0; i < ROUNDS; i++) {
		struct net net = {0};
		int rows = random_in(1, 4), depth = random_in(1, 60);
		float scale = ldexpf(random_scale(), random_in(-12, 9)),
		      beta = random_in(0, 1) ? 1 : 0.5f;
		struct softmax s = {oracle_factor(fmin((double)beta * (double)scale * 67108864.0,
					    2147483647.0)),
			0};
		if (s.beta.s < 1)
			s.beta.s = 0;
		s.lowest = -(int64_t)(oracle_power(26) * 31 / oracle_power(s.beta.s));
		if ((double)beta * (double)scale * 67108864.0 <= 1)
			continue;
		const int8_t *codes = net_codes(&net, (size_t)(rows * depth));
		const int8_t *result = run_softmax(&net, scale, beta, rows, depth, codes);
		for (int r = 0; r < rows; r++) {
			int8_t expected[60];
			const int8_t *row = codes + r * depth;
			oracle_softmax(expected, row, depth, &s);
			double sum = 0;
			for (int k = 0; k < depth; k++)
				sum += exp((double)beta * (double)scale * row[k] -
					   (double)beta * (double)scale * 127);
			for (int k = 0; k < depth; k++) {
				int8_t got = result[r * depth + k];
				wrong += got != expected[k];
				double real =
					exp((double)beta * (double)scale * (row[k] - 127)) / sum;
				if (sum > 1e-200)
					far += fabs(fmin(real * 256 - 128, 127) - got) > 1;
			}
		}
		net_release(&net);
	}
	CHECK_INT(wrong, 0, "SOFTMAX: wrong outputs in %d random tensors", ROUNDS);
	CHECK_INT(far, 0, "SOFTMAX: outputs more than a step from real exponentials");
}

// Equal logits: 511 still have a sum, 512 and more are where the reference aborts.
static void check_flat(int depth, int expected)
{
	struct net net = {0};
	int8_t *codes = arena_alloc(&net.arena, (size_t)depth, 1, 1);
	memset(codes, 17, (size_t)depth);
	const int8_t *result = run_softmax(&net, 0.1f, 1, 1, depth, codes);
	long long wrong = 0;
	for (int i = 0; i < depth; i++)
		wrong += result[i] != expected;
	CHECK_INT(wrong, 0, "SOFTMAX of %d equal logits: each is %d", depth, expected);
	net_release(&net);
}

int main(void)
{
	random_init();
	check_random();
	check_flat(1, 127);
	check_flat(2, 0);
	check_flat(256, -127);
	check_flat(511, -127);
	check_flat(512, -128);
	check_flat(1001, -128);
	check_flat(5000, -128);
	check_flat(70000, -128);
	return check_done();
}
