// SPDX-License-Identifier: Apache-2.0
/*
 * SOFTMAX of int8 rows, in the fixed point arithmetic of TFLite's reference
 * (tensorflow/tflite-micro:tensorflow/lite/kernels/internal/reference/softmax.h;
 * gemmlowp:fixedpoint/fixedpoint.h).  An exponential depends on nothing but a code's
 * distance from the largest of its row, so 256 of them are made with the plan.
 * The flavour of rounding makes no difference here.
 *
 * Where the reference aborts, exponentials that sum to 512 or more: every output is
 * -128, the value that smaller sums approach.  The sum is kept in 64 bits, as that of
 * 4,096 codes and more can leave 32.
 */
#include "engine/ops/check.h"

#include <math.h>
#include <string.h>

struct softmax_state {
	size_t rows, depth;
	// By distance from the largest; 0 where a code is so far below that it takes no part.
	int32_t exponential[256]; // Q0.31
	int32_t term[256];        // of the sum, Q12.19
};

static int32_t saturate(int64_t x)
{
	return x > INT32_MAX ? INT32_MAX : x < INT32_MIN ? INT32_MIN : (int32_t)x;
}

// exp(z) in Q0.31 of z <= 0 in Q5.26.
static int32_t exponential(int32_t z)
{
	if (z == 0)
		return INT32_MAX;
	// exp(-1/8 + x) on [-1/4, 0) by its series to the fourth power; 1/3 in Q0.31.
	int32_t quarter = (z & ((1 << 24) - 1)) - (1 << 24);
	int32_t rest = quarter - z;
	int32_t x = quarter * (1 << 5) + (1 << 28);
	int32_t x2 = high_multiply(x, x);
	int32_t x3 = high_multiply(x2, x);
	int32_t x4 = high_multiply(x2, x2);
	int32_t tail =
		divide_by_power(high_multiply(divide_by_power(x4, 2) + x3, 715827883) + x2, 1);
	int32_t e = 1895147668 + high_multiply(1895147668, x + tail);
	// Times exp(-2^k), k = -2..4, for each bit of what is left.
	static const int32_t power[7] = {
		1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
	for (int k = 0; k < 7; k++)
		if (rest & (1 << (24 + k)))
			e = high_multiply(e, power[k]);
	return e;
}

/*
 * 1 / sum in Q0.31 with sum in Q12.19, times 2^shift: Newton's method on the half
 * denominator, from 48/17 - 32/17 h, in Q2.29.
 */
static int32_t reciprocal(int *shift, int32_t sum)
{
	int zeros = __builtin_clz((uint32_t)sum);
	*shift = 12 - zeros;
	int64_t fraction = ((int64_t)sum << zeros) - (INT64_C(1) << 31);
	int32_t h = (int32_t)((fraction + (INT64_C(1) << 31)) >> 1);
	int32_t y = 1515870810 + high_multiply(h, -1010580540);
	for (int i = 0; i < 3; i++) {
		int32_t error = (1 << 29) - high_multiply(h, y);
		y = saturate((int64_t)y + saturate(4 * (int64_t)high_multiply(y, error)));
	}
	return saturate(2 * (int64_t)y);
}

static int8_t code_of(int32_t exponential, int32_t scale, int shift)
{
	int32_t share = divide_by_power(high_multiply(scale, exponential), shift + 23);
	return (int8_t)clamp_int32(share + INT8_MIN, INT8_MIN, INT8_MAX);
}

static void softmax_row(int8_t *out, const int8_t *in, const struct softmax_state *s)
{
	int32_t max = INT8_MIN;
	for (size_t i = 0; i < s->depth; i++)
		max = in[i] > max ? in[i] : max;
	int64_t sum = 0;
	for (size_t i = 0; i < s->depth; i++)
		sum += s->term[max - in[i]];
	if (sum >= 1 << 28) {
		memset(out, INT8_MIN, s->depth);
		return;
	}
	int shift;
	int32_t scale = reciprocal(&shift, (int32_t)sum);
	if (s->depth < 256) {
		for (size_t i = 0; i < s->depth; i++)
			out[i] = code_of(s->exponential[max - in[i]], scale, shift);
		return;
	}
	int8_t code[256];
	for (int d = 0; d < 256; d++)
		code[d] = code_of(s->exponential[d], scale, shift);
	for (size_t i = 0; i < s->depth; i++)
		out[i] = code[max - in[i]];
}

static void softmax_run(const void *state, const struct operands *operands)
{
	const struct softmax_state *s = state;
	const int8_t *in = operands->in[0];
	int8_t *out = operands->out;
	for (size_t r = 0; r < s->rows; r++, in += s->depth, out += s->depth)
		softmax_row(out, in, s);
}

// The tables; codes that lie further below the largest than 31 * 2^26 / 2^shift have 0.
static bool make_table(struct softmax_state *state, const struct op_context *x, float scale)
{
	float beta = x->op->options.softmax.beta;
	if (!(beta > 0) || isinf(beta))
		return op_fail(x, "beta is %g (must be finite and above 0)", (double)beta);
	double factor = (double)beta * (double)scale * (1 << 26);
	if (factor > INT32_MAX)
		factor = INT32_MAX;
	struct multiplier m;
	quantise_multiplier(&m, factor, ROUNDING_DOUBLE); // the shift may be 31 here
	if (factor <= 1)                                  // as the reference demands
		return op_fail(x, "beta times the input's scale is %g (must be above 2^-26)",
			factor / (1 << 26));
	int64_t reach = (INT64_C(31) << 26) >> m.shift;
	for (int32_t d = 0; d < 256 && d <= reach; d++) {
		int64_t shifted = -d * (INT64_C(1) << m.shift);
		state->exponential[d] = exponential(high_multiply((int32_t)shifted, m.q31));
		state->term[d] = divide_by_power(state->exponential[d], 12);
	}
	return true;
}

bool op_softmax_create(struct step *out, const struct op_context *x)
{
	const struct tensor *in = op_input(x, 0), *result = op_output(x);
	if (!check_int8(x, in, "input") || !check_int8(x, result, "output") ||
		!check_same_shape(x, in))
		return false;
	if (in->rank < 1)
		return op_fail(x, "input has rank 0 (must be 1 or more)");
	float scale = result->quantisation.scale[0];
	if (!(fabsf(scale - 1.0f / 256) <= 0.001f / 256))
		return op_fail(x, "output \"%s\": scale is %g (must be 1/256)", result->name,
			(double)scale);
	if (!check_range(x, "output's zero point", result->quantisation.zero[0], -128, -128))
		return false;

	struct softmax_state *state = arena_new(x->keep, struct softmax_state);
	if (!make_table(state, x, in->quantisation.scale[0]))
		return false;
	state->depth = (size_t)in->shape[in->rank - 1];
	state->rows = in->count / state->depth;
	step_init(out, x, 1);
	out->run = softmax_run;
	out->state = state;
	out->work = 64 * (int64_t)in->count;
	return true;
}
