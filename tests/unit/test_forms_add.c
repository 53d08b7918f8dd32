// SPDX-License-Identifier: Apache-2.0
/*
 * The float32 form of ADD against the definition, for all 65,536 pairs of codes: every ADD of
 * the real models, random scales, and such as make ties or leave the form's range.  Then
 * what every table makes of them.
 */
#include "engine/kernels/kernels.h"

#include "tests/unit/check.h"
#include "tests/unit/goldens.h"
#include "tests/unit/oracle.h"
#include "tests/unit/random.h"

#include <math.h>

enum { PAIRS = 65536, RANDOM_COUNT = 400 };

static int8_t all_a[PAIRS], all_b[PAIRS], expected[PAIRS], found[PAIRS];

// As the file's scales have it; op_add_create() does the same.
static struct add add_of(double scale_a, double scale_b, double scale_out)
{
	double twice = 2 * (scale_a > scale_b ? scale_a : scale_b);
	struct add add = {.zero_a = random_in(-128, 127),
		.zero_b = random_in(-128, 127),
		.stage = {ROUNDING_DOUBLE, random_in(-128, 127), -128, 127}};
	quantise_multiplier(&add.a, scale_a / twice, ROUNDING_DOUBLE);
	quantise_multiplier(&add.b, scale_b / twice, ROUNDING_DOUBLE);
	quantise_multiplier(&add.out, twice / (1048576 * scale_out), ROUNDING_DOUBLE);
	return add;
}

static int64_t oracle_add(int a, int b, const struct add *add)
{
	struct oracle_factor of_a = {add->a.q31, add->a.shift, 0};
	struct oracle_factor of_b = {add->b.q31, add->b.shift, 0};
	struct oracle_factor of_out = {add->out.q31, add->out.shift, 0};
	enum rounding rounding = add->stage.rounding;
	int64_t x_a = oracle_multiply((a - add->zero_a) * (int64_t)1048576, of_a, rounding);
	int64_t x_b = oracle_multiply((b - add->zero_b) * (int64_t)1048576, of_b, rounding);
	int64_t r = oracle_multiply(x_a + x_b, of_out, rounding) + add->stage.zero;
	return r < add->stage.min ? add->stage.min : r > add->stage.max ? add->stage.max : r;
}

static int8_t form_of(int a, int b, const struct add *add)
{
	float inner = fmaf((float)b, add->factor_b, add->offset);
	float value = fmaf((float)a, add->factor_a, inner);
	return (int8_t)clamp_int32((int32_t)lrintf(value), add->stage.min, add->stage.max);
}

// Pairs for which the form is wrong, if there is one; and runs of tables that are.
static int count_wrong(const struct add *add)
{
	int wrong = 0;
	for (int i = 0; i < PAIRS; i++) {
		expected[i] = (int8_t)oracle_add(all_a[i], all_b[i], add);
		wrong += add->linear && form_of(all_a[i], all_b[i], add) != expected[i];
	}
	for (const struct kernels *const *t = kernels_all(); *t; t++) {
		if (!(*t)->runnable())
			continue;
		(*t)->add(found, all_a, all_b, PAIRS, add);
		wrong += memcmp(found, expected, PAIRS) != 0;
	}
	return wrong;
}

static void check_random(enum rounding rounding)
{
	int linear = 0, wrong = 0;
	for (int i = 0; i < RANDOM_COUNT; i++) {
		double scale_a = (double)random_scale(),
		       scale_b = scale_a * exp2(random_in(-30, 30) / 10.0);
		double sum = scale_a + scale_b;
		struct add add = add_of(scale_a, scale_b, sum * exp2(random_in(-30, 10) / 10.0));
		add.stage.rounding = rounding;
		if (i % 4 == 0)
			add.stage.min = add.stage.zero;
		if (i % 8 == 0)
			add.stage.max = random_in(add.stage.min, 127);
		forms_find_add(&add);
		linear += add.linear;
		wrong += count_wrong(&add);
	}
	CHECK_INT(wrong, 0, "%s: wrong of %d random ADDs", rounding_name(rounding), RANDOM_COUNT);
	CHECK(linear > RANDOM_COUNT * 3 / 4, "%s: %d of them have the float32 form",
		rounding_name(rounding), linear);
}

// Ties by the thousand, factors of 0 and 1, and factors that no float32 form serves.
static void check_adversarial(void)
{
	static const double scales[][3] = {{0.1, 0.1, 0.2}, {0.1, 0.1, 0.1}, {0.1, 0.05, 0.1},
		{0.1, 0.1, 0.4}, {0.1, 0.1, 0.15}, {0.3, 0.2, 0.6}, {1, 1e-9, 1}, {1, 1e-12, 0.5},
		{1, 1e-3, 1e-3}, {1, 1, 1e-4}, {1, 1, 4e-6}, {1, 0.5, 1e6}, {1e-30, 1e-30, 1}};
	int count = sizeof(scales) / sizeof(scales[0]), wrong = 0;
	for (int i = 0; i < 8 * count; i++) {
		const double *s = scales[i / 8];
		struct add add = add_of(s[0], s[1], s[2]);
		add.stage.rounding = i % 2 ? ROUNDING_SINGLE : ROUNDING_DOUBLE;
		if (i % 4 > 1)
			add.zero_a = add.zero_b = add.stage.zero = 0;
		forms_find_add(&add);
		wrong += count_wrong(&add);
	}
	CHECK_INT(wrong, 0, "wrong of %d adversarial ADDs", 8 * count);
	struct add ties = add_of(0.1, 0.1, 0.2);
	ties.zero_a = ties.zero_b = ties.stage.zero = 0;
	forms_find_add(&ties);
	CHECK(!ties.linear, "ties away from zero are no float32 form's");
}

static void check_models(const char *shared)
{
	int adds = 0, linear = 0, wrong = 0;
	for (int g = 0; g < GOLDEN_COUNT; g++) {
		struct arena arena = {0};
		struct status st = {0};
		struct model *model = golden_model(&goldens[g], shared, &arena, &st);
		if (!CHECK(model, "%s: load", goldens[g].name))
			continue;
		for (int i = 0; i < model->op_count; i++) {
			const struct op *op = &model->ops[i];
			if (op->code != OP_ADD)
				continue;
			const struct quantisation *a = &model->tensors[op->inputs[0]].quantisation;
			const struct quantisation *b = &model->tensors[op->inputs[1]].quantisation;
			const struct quantisation *out =
				&model->tensors[op->outputs[0]].quantisation;
			struct add add = add_of(
				(double)a->scale[0], (double)b->scale[0], (double)out->scale[0]);
			add.zero_a = a->zero[0];
			add.zero_b = b->zero[0];
			add.stage.zero = out->zero[0];
			forms_find_add(&add);
			adds++;
			linear += add.linear;
			wrong += count_wrong(&add);
		}
		arena_release(&arena);
	}
	CHECK_INT(adds, 20, "ADDs of the models");
	CHECK_INT(wrong, 0, "wrong of them");
	CHECK(linear >= 19, "%d of them have the float32 form", linear);
}

int main(void)
{
	random_init();
	for (int i = 0; i < PAIRS; i++) {
		all_a[i] = (int8_t)(i % 256 - 128);
		all_b[i] = (int8_t)(i / 256 - 128);
	}
	check_random(ROUNDING_DOUBLE);
	check_random(ROUNDING_SINGLE);
	check_adversarial();
	const char *shared = check_shared();
	if (shared)
		check_models(shared);
	else
		check_skip("ADDs of the models", "no shared test data");
	return check_done();
}
