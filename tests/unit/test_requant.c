// SPDX-License-Identifier: Apache-2.0
/*
 * Every rounding primitive against its definition in 128 bits, over values chosen to
 * sit on thresholds and over millions of random ones.
 */
#include "engine/kernels/requant.h"

#include "tests/unit/check.h"
#include "tests/unit/goldens.h"
#include "tests/unit/oracle.h"
#include "tests/unit/random.h"

enum { RANDOM_COUNT = 2000000 };

static const int32_t edges[] = {INT32_MIN, INT32_MIN + 1, -(1 << 30) - 1, -(1 << 30), -65537,
	-65536, -3, -2, -1, 0, 1, 2, 3, 127, 128, 65535, (1 << 30) - 1, 1 << 30, (1 << 30) + 1,
	715827883, 1672461947, INT32_MAX - 1, INT32_MAX};
enum { EDGE_COUNT = sizeof(edges) / sizeof(edges[0]) };

// Random in magnitude as well as in value.
static int32_t random_int32(void)
{
	return (int32_t)random_u64() >> random_in(0, 31);
}

static int32_t random_q31(void)
{
	return random_in(1 << 30, INT32_MAX);
}

static void check_primitives(void)
{
	long long wrong_high = 0, wrong_divide = 0;
	for (int i = 0; i < EDGE_COUNT; i++) {
		for (int j = 0; j < EDGE_COUNT; j++)
			wrong_high += high_multiply(edges[i], edges[j]) !=
				      oracle_high_multiply(edges[i], edges[j]);
		for (int n = 0; n <= 31; n++)
			for (int d = -2; d <= 2; d++) {
				int64_t x = edges[i] + (int64_t)d;
				if (x >= INT32_MIN && x <= INT32_MAX)
					wrong_divide += divide_by_power((int32_t)x, n) !=
							oracle_divide(x, n);
			}
	}
	for (int i = 0; i < RANDOM_COUNT; i++) {
		int32_t x = random_int32(), m = random_int32();
		int n = random_in(0, 31);
		wrong_high += high_multiply(x, m) != oracle_high_multiply(x, m);
		wrong_divide += divide_by_power(x, n) != oracle_divide(x, n);
		// a tie and its neighbours
		int64_t tie = ((int64_t)random_in(-1000, 1000) * 2 + 1) * (INT64_C(1) << n) / 2 +
			      random_in(-1, 1);
		if (tie >= INT32_MIN && tie <= INT32_MAX)
			wrong_divide += divide_by_power((int32_t)tie, n) != oracle_divide(tie, n);
	}
	CHECK_INT(wrong_high, 0, "high_multiply: wrong results");
	CHECK_INT(wrong_divide, 0, "divide_by_power: wrong results");
	CHECK_INT(high_multiply(INT32_MIN, INT32_MIN), INT32_MAX, "high_multiply saturates");
	CHECK_INT(divide_by_power(-5, 1), -3, "-5 / 2 away from zero");
	CHECK_INT(divide_by_power(5, 1), 3, "5 / 2 away from zero");
}

/*
 * The smallest x whose exact product reaches `step`, give or take one: all roundings
 * change near it.
 */
static int64_t near_threshold(struct oracle_factor f, int64_t step)
{
	wide numerator = (wide)(2 * step - 1) * oracle_power(30 - f.s);
	return (int64_t)oracle_floor_divide(numerator, f.m) + random_in(-1, 2);
}

static void check_multiply(void)
{
	long long wrong[2] = {0, 0}, identity = 0, differ = 0, compared = 0;
	for (int i = 0; i < RANDOM_COUNT; i++) {
		struct oracle_factor f = {random_q31(), random_in(-31, 30), 0};
		if (i % 8 == 0)
			f.m = edges[i / 8 % EDGE_COUNT] >= 1 << 30 ? edges[i / 8 % EDGE_COUNT] : 0;
		if (i % 16 == 1)
			f.s = 0;
		struct multiplier m = {(int32_t)f.m, f.s, 0};
		int64_t limit = INT32_MAX >> (f.s > 0 ? f.s : 0);
		int64_t x = oracle_clamp(random_int32(), -limit - 1, limit);
		if (i % 2 && f.m > 0)
			x = oracle_clamp(
				near_threshold(f, random_in(-300, 300)), -limit - 1, limit);
		int32_t twice = multiply((int32_t)x, m, ROUNDING_DOUBLE);
		int32_t once = multiply((int32_t)x, m, ROUNDING_SINGLE);
		wrong[0] += twice != oracle_multiply(x, f, ROUNDING_DOUBLE);
		wrong[1] += once != oracle_multiply(x, f, ROUNDING_SINGLE);
		if (f.s >= 0)
			continue;
		int n = -f.s;
		wide exact = (wide)x * f.m + oracle_power(30) + oracle_power(30 + n) -
			     (x < 0 ? oracle_power(31) : 0);
		identity += twice != oracle_floor_divide(exact, oracle_power(31 + n));
		compared++;
		differ += twice != once;
		if (twice - once > 1 || once - twice > 1)
			identity++;
	}
	CHECK_INT(wrong[ROUNDING_DOUBLE], 0, "multiply, double: wrong results");
	CHECK_INT(wrong[ROUNDING_SINGLE], 0, "multiply, single: wrong results");
	CHECK_INT(identity, 0, "two roundings as one floor, and never further than a step apart");
	CHECK(differ > 0 && differ < compared / 2, "the flavours differ: %lld of %lld", differ,
		compared);
}

static void check_requantise(void)
{
	long long wrong = 0;
	for (int i = 0; i < RANDOM_COUNT; i++) {
		double real = ldexp(
			1 + (double)(random_u64() >> 12) / 4503599627370496.0, random_in(-24, -1));
		struct multiplier m;
		struct oracle_factor f = oracle_factor(real);
		wrong += !quantise_multiplier(&m, real, ROUNDING_DOUBLE);
		wrong += m.q31 != f.m || m.shift != f.s || m.fp32 != f.fp32;
		int32_t a = random_in(-128, 127), b = random_in(-128, 127);
		struct output_stage stage = {
			(enum rounding)(i % 3), random_in(-128, 127), a < b ? a : b, a < b ? b : a};
		int32_t x = i % 2 ? (int32_t)oracle_clamp(near_threshold(f, random_in(-300, 300)),
					    INT32_MIN, INT32_MAX)
				  : random_int32();
		int64_t code = oracle_multiply(x, f, stage.rounding) + stage.zero;
		wrong += requantise(x, m, &stage) != oracle_clamp(code, stage.min, stage.max);
	}
	CHECK_INT(wrong, 0, "requantise: wrong results");
	struct output_stage stage = {ROUNDING_FP32, 0, -128, 127};
	CHECK_INT(requantise(5, (struct multiplier){0, 0, 0.5f}, &stage), 2, "2.5 to even");
	CHECK_INT(requantise(7, (struct multiplier){0, 0, 0.5f}, &stage), 4, "3.5 to even");
	CHECK_INT(requantise(-5, (struct multiplier){0, 0, 0.5f}, &stage), -2, "-2.5 to even");
	CHECK_INT(requantise(1, (struct multiplier){0, 0, NAN}, &stage), -128, "no number");
}

static void check_factor(double real, enum rounding rounding, bool fits, int32_t q31, int32_t shift)
{
	struct multiplier m;
	bool ok = quantise_multiplier(&m, real, rounding);
	CHECK(ok == fits && m.q31 == q31 && m.shift == shift, "factor %g: %d, 2^%d%s", real, m.q31,
		m.shift, ok ? "" : ", out of range");
}

static void check_factors(void)
{
	check_factor(0, ROUNDING_DOUBLE, true, 0, 0);
	check_factor(1, ROUNDING_DOUBLE, true, 1 << 30, 1);
	check_factor(0.5, ROUNDING_DOUBLE, true, 1 << 30, 0);
	check_factor(nextafter(1, 0), ROUNDING_DOUBLE, true, 1 << 30, 1);
	check_factor(ldexp(1, -32), ROUNDING_DOUBLE, true, 1 << 30, -31);
	check_factor(ldexp(1, -33), ROUNDING_DOUBLE, false, 0, 0);
	check_factor(ldexp(1, 29), ROUNDING_DOUBLE, true, 1 << 30, 30);
	check_factor(ldexp(1, 30), ROUNDING_DOUBLE, false, 1 << 30, 31);
	check_factor(ldexp(1, 30), ROUNDING_SINGLE, false, INT32_MAX, 30);
}

static void check_floats(void)
{
	CHECK_INT(quantise_float(NAN, 1, 7, -128, 127), 7, "not a number is the zero point");
	CHECK_INT(quantise_float(INFINITY, 1, 7, -128, 127), 127, "infinity saturates");
	CHECK_INT(quantise_float(-INFINITY, 1, 7, -128, 127), -128, "minus infinity too");
	CHECK_INT(quantise_float(1e30f, 1e-5f, 0, -128, 127), 127, "an overflowing quotient too");
	CHECK_INT(quantise_float(2.5f, 1, 0, -128, 127), 3, "2.5 away from zero");
	CHECK_INT(quantise_float(-2.5f, 1, 0, -128, 127), -3, "-2.5 away from zero");
	CHECK_INT(quantise_float(0.3f, 0.1f, 0, -128, 127), 3, "division in float32");
	long long wrong = 0;
	for (int32_t count = 1; count < 200; count++)
		for (int32_t sum = -128 * count; sum <= 127 * count; sum++) {
			wide nearest = oracle_floor_divide(
				2 * (wide)(sum < 0 ? -sum : sum) + count, 2 * (wide)count);
			wrong += divide_to_nearest(sum, count) != (sum < 0 ? -nearest : nearest);
		}
	CHECK_INT(wrong, 0, "divide_to_nearest: wrong results");
}

// The last layer of ds-cnn-large has another multiplier if its scales' product is a double.
static void check_float_product(void)
{
	const char *shared = check_shared();
	if (!shared) {
		check_skip("the float32 product of a real model", "no shared test data");
		return;
	}
	struct arena arena = {0};
	struct status st = {0};
	const struct model *model = golden_model(&goldens[4], shared, &arena, &st);
	for (int i = 0; model && i < model->op_count; i++) {
		const struct op *op = &model->ops[i];
		if (op->code != OP_FULLY_CONNECTED)
			continue;
		float in = model->tensors[op->inputs[0]].quantisation.scale[0];
		float w = model->tensors[op->inputs[1]].quantisation.scale[0];
		double out = model->tensors[op->outputs[0]].quantisation.scale[0];
		float product = in * w;
		check_factor((double)product / out, ROUNDING_DOUBLE, true, 1837785324, -10);
		check_factor((double)in * (double)w / out, ROUNDING_DOUBLE, true, 1837785282, -10);
	}
	CHECK(model, "a model with FULLY_CONNECTED");
	arena_release(&arena);
}

int main(void)
{
	random_init();
	check_primitives();
	check_multiply();
	check_requantise();
	check_factors();
	check_floats();
	check_float_product();
	return check_done();
}
