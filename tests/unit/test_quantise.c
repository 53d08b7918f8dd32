// SPDX-License-Identifier: Apache-2.0
/*
 * Halves, both ends of the range, and what is beyond it, for each way of rounding.
 */
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

int main(void)
{
	struct quantise nearest = {.scale = 0.5, .zero = -5};
	struct quantise even = nearest, truncate = nearest, wrap = nearest;
	even.round = QUANTISE_NEAREST_EVEN;
	truncate.round = QUANTISE_TRUNCATE;
	wrap.range = QUANTISE_WRAP;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double x = rows[i].x;
		CHECK_INT(quantise_one(&nearest, x), rows[i].nearest, "nearest %g", x);
		CHECK_INT(quantise_one(&even, x), rows[i].even, "half to even %g", x);
		CHECK_INT(quantise_one(&truncate, x), rows[i].truncate, "truncate %g", x);
		CHECK_INT(quantise_one(&wrap, x), rows[i].wrap, "wrap %g", x);
	}
	CHECK_INT(quantise_one(&nearest, (double)NAN), -128, "not a number, clamp");
	CHECK_INT(quantise_one(&wrap, (double)NAN), -128, "not a number, wrap");
	CHECK_INT(quantise_one(&nearest, (double)INFINITY), 127, "infinity");
	CHECK_INT(quantise_one(&wrap, (double)-INFINITY), 0, "infinity, wrap");

	// 1e-9 is lost beside -5 in float32, not in double: the table's two truncations.
	struct quantise single = truncate;
	single.precision = QUANTISE_FLOAT32;
	CHECK_INT(quantise_one(&truncate, 1e-9), -4, "truncate in double");
	CHECK_INT(quantise_one(&single, 1e-9), -5, "truncate in float32");

	double in[3] = {0, 2.75, 1e12};
	int8_t out[3];
	quantise_all(&nearest, out, in, 3);
	CHECK(out[0] == -5 && out[1] == 1 && out[2] == 127, "several");
	return check_done();
}
