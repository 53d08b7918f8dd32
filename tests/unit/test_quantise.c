// SPDX-License-Identifier: Apache-2.0
/*
 * Halves, both ends of the range, and what is beyond it, for each way of rounding.
 */
#include "zoo/features/loops.h"
#include "zoo/features/quantise.h"

#include "tests/unit/check.h"

#include <math.h>

struct row {
	double x;
	int nearest, even, truncate, wrap;
};

// scale 0.5, zero -5: codes are 2 x - 5.
static const struct row rows[] = {
	{0, -5, -5, -5, -5},
	{0.25, -5, -4, -4, -5}, // -4.5
	{0.75, -4, -4, -3, -4}, // -3.5
	{2.75, 1, 0, 0, 1},     // 0.5
	{3.25, 2, 2, 1, 2},     // 1.5
	{66.0, 127, 127, 127, 127},
	{66.2, 127, 127, 127, 127},   // 127.4
	{66.25, 127, 127, 127, -128}, // 127.5: half goes up, out of range
	{66.5, 127, 127, 127, -128},
	{130.5, 127, 127, 127, 0},
	{194.0, 127, 127, 127, 127}, // 383 = 256 + 127
	{-61.5, -128, -128, -128, -128},
	{-62.0, -128, -128, -128, 127}, // -129
	{-1e6, -128, -128, -128, 123},  // -2000005 = -7813 * 256 + 123
	{1e12, 127, 127, 127, 0},
	{-1e12, -128, -128, -128, 0},
};

enum { MANY = 20011 }; // no multiple of anything that loops go by

// Real pixels' numbers, halves and neighbours of halves, and any 32 bits at all.
static void make_floats(float out[static MANY])
{
	uint32_t random = 2463534242u;
	for (int i = 0; i < MANY; i++) {
		random ^= random << 13;
		random ^= random >> 17;
		random ^= random << 5;
		switch (i % 4) {
		case 0:
			out[i] = (float)(random % 256) / 127.5F - 1.0F;
			break;
		case 1:
			out[i] = (float)(random % 1200) / 4 - 150;
			break;
		case 2:
			out[i] = nextafterf(
				(float)(random % 1200) / 4 - 150, i % 8 < 4 ? INFINITY : -INFINITY);
			break;
		default:
			memcpy(&out[i], &random, sizeof(random));
		}
	}
}

static int32_t element(enum quantise_codes codes, const void *out, int i)
{
	return codes == QUANTISE_INT8    ? ((const int8_t *)out)[i]
	       : codes == QUANTISE_UINT8 ? ((const uint8_t *)out)[i]
					 : ((const int16_t *)out)[i];
}

static void check_floats(const struct quantise *quantise, const float *in, bool slow)
{
	static int16_t out[MANY], again[MANY]; // of the largest codes
	quantise_floats(quantise, out, in, MANY);
	int different = 0;
	for (int i = 0; i < MANY; i++)
		different +=
			element(quantise->codes, out, i) != quantise_code(quantise, (double)in[i]);
	CHECK_INT(different, 0, "floats: codes %d, round %d, range %d, precision %d, scale %g",
		(int)quantise->codes, (int)quantise->round, (int)quantise->range,
		(int)quantise->precision, quantise->scale);
	if (slow)
		return;
	const bool cut = quantise->round == QUANTISE_TRUNCATE;
	const float low = quantise->codes == QUANTISE_INT8 ? -128 : 0;
	const struct float_codes codes = {
		(float)quantise->scale, (float)quantise->zero, low, low + 255};
	const struct loops *any = &loops_any, *wide = loops_wide_run() ? &loops_wide : any;
	(cut ? any->encode_cut : any->encode_nearest)((uint8_t *)out, in, MANY, &codes);
	(cut ? wide->encode_cut : wide->encode_nearest)((uint8_t *)again, in, MANY, &codes);
	CHECK(memcmp(out, again, MANY) == 0, "the same from wide registers");
}

static void check_all_floats(void)
{
	static const double scales[] = {0.5, 0.007843137718737125, 1};
	static float in[MANY];
	make_floats(in);
	for (int choice = 0; choice < 3 * 3 * 2 * 3; choice++) {
		struct quantise quantise = {.codes = (enum quantise_codes)(choice % 3),
			.round = (enum quantise_round)(choice / 3 % 3),
			.range = (enum quantise_range)(choice / 9 % 2),
			.precision = (enum quantise_precision)(choice / 18)};
		bool slow = quantise.codes == QUANTISE_INT16 || quantise.range == QUANTISE_WRAP ||
			    quantise.round == QUANTISE_NEAREST_EVEN ||
			    quantise.precision != QUANTISE_FLOAT32;
		for (int s = 0; s < 3; s++) {
			quantise.scale = scales[s];
			quantise.zero = s - 1;
			check_floats(&quantise, in, slow);
		}
	}
}

int main(void)
{
	check_all_floats();

	struct quantise nearest = {.scale = 0.5, .zero = -5};
	struct quantise even = nearest, truncate = nearest, wrap = nearest;
	even.round = QUANTISE_NEAREST_EVEN;
	truncate.round = QUANTISE_TRUNCATE;
	wrap.range = QUANTISE_WRAP;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double x = rows[i].x;
		CHECK_INT(quantise_code(&nearest, x), rows[i].nearest, "nearest %g", x);
		CHECK_INT(quantise_code(&even, x), rows[i].even, "half to even %g", x);
		CHECK_INT(quantise_code(&truncate, x), rows[i].truncate, "truncate %g", x);
		CHECK_INT(quantise_code(&wrap, x), rows[i].wrap, "wrap %g", x);
	}
	CHECK_INT(quantise_code(&nearest, (double)NAN), -128, "not a number, clamp");
	CHECK_INT(quantise_code(&wrap, (double)NAN), -128, "not a number, wrap");
	CHECK_INT(quantise_code(&nearest, (double)INFINITY), 127, "infinity");
	CHECK_INT(quantise_code(&wrap, (double)-INFINITY), 0, "infinity, wrap");

	// 1e-9 is lost beside -5 in float32, not in double: the table's two truncations.
	struct quantise single = truncate;
	single.precision = QUANTISE_FLOAT32;
	CHECK_INT(quantise_code(&truncate, 1e-9), -4, "truncate in double");
	CHECK_INT(quantise_code(&single, 1e-9), -5, "truncate in float32");

	double in[3] = {0, 2.75, 1e12};
	int8_t out[3];
	quantise_codes(&nearest, out, in, 3);
	CHECK(out[0] == -5 && out[1] == 1 && out[2] == 127, "several");
	return check_done();
}
