// SPDX-License-Identifier: Apache-2.0
/*
 * ADD: all 65,536 pairs of codes for each of many multipliers, and every length.
 */
#include "tests/kernels/definition.h"
#include "tests/kernels/guard.h"
#include "tests/kernels/trial.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PAIRS = 65536, MAX_LENGTH = 300 };

static struct guard of_a = {.name = "a"}, of_b = {.name = "b"}, of_out = {.name = "out"};

// Of a factor up to 1.
static struct multiplier multiplier_of(double factor)
{
	int shift;
	double fraction = frexp(factor, &shift);
	int64_t q31 = (int64_t)round(fraction * 2147483648.0);
	if (q31 == INT64_C(1) << 31) {
		q31 /= 2;
		shift++;
	}
	return (struct multiplier){(int32_t)q31, shift, (float)factor};
}

static struct multiplier draw_multiplier(void)
{
	const int32_t q31[] = {1 << 30, (1 << 30) + 1, INT32_MAX, draw_in(1 << 30, INT32_MAX)};
	const int shift[] = {0, -1, -7, -31, -draw_in(0, 31)};
	if (one_of(20))
		return (struct multiplier){0, 0, 0};
	return (struct multiplier){q31[draw_in(0, 3)], shift[draw_in(0, 4)], 0};
}

// As a file's scales have it, or anything that the contract allows.
static struct add draw_add(void)
{
	struct add add = {.zero_a = draw_in(-128, 127), .zero_b = draw_in(-128, 127)};
	if (one_of(4))
		add.zero_a = one_of(2) ? -128 : 127;
	if (one_of(4))
		add.zero_b = one_of(2) ? -128 : 127;
	add.stage =
		(struct output_stage){(enum rounding)draw_in(0, 1), draw_in(-128, 127), -128, 127};
	if (one_of(3))
		add.stage.min = add.stage.zero;
	if (one_of(4))
		add.stage.max = draw_in(add.stage.min, 127);
	if (one_of(3)) {
		add.a = draw_multiplier();
		add.b = draw_multiplier();
		add.out = draw_multiplier();
		return add;
	}
	double scale_a = 1 + draw_in(0, 1 << 20) / 1048576.0, scale_b = scale_a;
	if (!one_of(4))
		scale_b = ldexp(1 + draw_in(0, 1 << 20) / 1048576.0, draw_in(-9, 9));
	double scale_out = (scale_a + scale_b) * (1 + draw_in(0, 1000) / 1000.0) / 1.5;
	double twice = 2 * (scale_a > scale_b ? scale_a : scale_b);
	add.a = multiplier_of(scale_a / twice);
	add.b = multiplier_of(scale_b / twice);
	add.out = multiplier_of(twice / (1048576.0 * scale_out));
	return add;
}

static int8_t expected_of(int8_t a, int8_t b, const struct add *add)
{
	int64_t x_a = definition_multiply(
		(int64_t)(a - add->zero_a) * (1 << 20), add->a, add->stage.rounding);
	int64_t x_b = definition_multiply(
		(int64_t)(b - add->zero_b) * (1 << 20), add->b, add->stage.rounding);
	return definition(x_a + x_b, add->out, &add->stage);
}

static void describe(const struct add *add, const char *table, size_t count)
{
	printf("# %s, %sADD of %zu: zero %d and %d, factors %d*2^%d %d*2^%d %d*2^%d, %s, zero %d, "
	       "%d..%d\n",
		table, add->linear ? "linear " : "", count, add->zero_a, add->zero_b, add->a.q31,
		add->a.shift, add->b.q31, add->b.shift, add->out.q31, add->out.shift,
		rounding_name(add->stage.rounding), add->stage.zero, add->stage.min,
		add->stage.max);
}

static bool run(const struct kernels *table, const struct add *add, const int8_t *a,
	const int8_t *b, const int8_t *expected, size_t count, enum guard_side side)
{
	const int8_t *in_a = guard_copy(&of_a, a, count, 1, side);
	const int8_t *in_b = guard_copy(&of_b, b, count, 1, side);
	int8_t *out = guard_place(&of_out, count, 1, side);
	trial_describe_as(table->name, "ADD");
	table->add(out, in_a, in_b, count, add);
	trial_describe_as(NULL, NULL);
	if (memcmp(out, expected, count) == 0 && guard_intact(&of_out))
		return true;
	describe(add, table->name, count);
	for (size_t i = 0; i < count; i++)
		if (out[i] != expected[i]) {
			printf("# %d + %d: expected %d, got %d\n", a[i], b[i], expected[i], out[i]);
			break;
		}
	difference();
	return false;
}

void check_add(const struct tables *tables, const struct settings *settings)
{
	static int8_t a[PAIRS], b[PAIRS], expected[PAIRS];
	int rounds = settings->quick ? 700 : 10000;
	long long wrong[MAX_TABLES] = {0}, linear = 0;
	for (int i = 0; i < PAIRS; i++) {
		a[i] = (int8_t)(i % 256 - 128);
		b[i] = (int8_t)(i / 256 - 128);
	}
	for (int round = 0; round < rounds; round++) {
		struct add add = draw_add();
		if (!one_of(3))
			forms_find_add(&add);
		linear += add.linear;
		bool all = one_of(settings->quick && !add.linear ? 16 : 2);
		size_t count = all ? PAIRS : (size_t)(round % MAX_LENGTH);
		size_t from = (size_t)draw_in(0, (int32_t)(PAIRS - count));
		for (size_t i = from; i < from + count; i++)
			expected[i] = expected_of(a[i], b[i], &add);
		for (int t = 0; t < tables->count; t++)
			for (int side = 0; side < 2 && wrong[t] < 5; side++)
				wrong[t] += !run(tables->at[t], &add, a + from, b + from,
					expected + from, count, (enum guard_side)side);
	}
	report(linear > 0 && linear < rounds, "%lld of %d random ADDs are linear", linear, rounds);
	for (int t = 0; t < tables->count; t++)
		report(wrong[t] == 0, "%s: %d random ADDs, %lld wrong", tables->at[t]->name, rounds,
			wrong[t]);
}
