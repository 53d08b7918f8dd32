// SPDX-License-Identifier: Apache-2.0
/*
 * Arg max and interval.  The expected bounds were worked from Wilson's formula in
 * another language.
 */
#include "tests/unit/check.h"
#include "zoo/eval/score.h"

#include <math.h>

static struct tensor row(enum tensor_type type, size_t count)
{
	return (struct tensor){.type = type, .count = count};
}

int main(void)
{
	const int8_t codes[] = {-128, 5, 127, 127, 3};
	const struct tensor int8_row = row(TENSOR_INT8, 5);
	CHECK_INT(score_argmax(&int8_row, codes), 2, "the first of two equal maxima wins");
	const int8_t low[] = {-128, -128, -128, -128, -128};
	CHECK_INT(score_argmax(&int8_row, low), 0, "all equal: the first");
	const uint8_t unsigned_codes[] = {1, 200, 127};
	const struct tensor uint8_row = row(TENSOR_UINT8, 3);
	CHECK_INT(score_argmax(&uint8_row, unsigned_codes), 1, "uint8 is not read as signed");
	const float reals[] = {NAN, -1.0f, -0.5f, NAN};
	const struct tensor float_row = row(TENSOR_FLOAT32, 4);
	CHECK_INT(score_argmax(&float_row, reals), 2, "a NaN never wins");

	CHECK_INT(score_rank(&int8_row, codes, 2), 0, "the arg max comes first");
	CHECK_INT(score_rank(&int8_row, codes, 3), 1, "its equal behind it");
	CHECK_INT(score_rank(&int8_row, codes, 0), 4, "the smallest last");
	CHECK_INT(score_rank(&int8_row, low, 4), 4, "all equal: by place");
	CHECK_INT(score_rank(&float_row, reals, 0), 4, "a NaN comes behind everything");

	double interval[2];
	score_wilson95(interval, 4683, 4890);
	CHECK(fabs(interval[0] - 0.951657) < 1e-6 && fabs(interval[1] - 0.962962) < 1e-6,
		"4683 of 4890: %.6f to %.6f", interval[0], interval[1]);
	score_wilson95(interval, 0, 10);
	CHECK(interval[0] == 0 && fabs(interval[1] - 0.277533) < 1e-6, "0 of 10: 0 to %.6f",
		interval[1]);
	score_wilson95(interval, 10, 10);
	CHECK(fabs(interval[0] - 0.722467) < 1e-6 && interval[1] == 1, "10 of 10: %.6f to 1",
		interval[0]);
	return check_done();
}
