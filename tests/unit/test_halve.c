// SPDX-License-Identifier: Apache-2.0
/*
 * Small pictures, worked by hand.
 */
#include "zoo/features/halve.h"

#include "tests/unit/check.h"

// Four rows of six.
static const double values[24] = {1, 2, 3, 4, 5, 6, //
	10, 20, 30, 40, 50, 60,                     //
	0.5, 0.25, -1, -2, 7, 7,                    //
	0.5, 0.25, -3, -4, 7, 7};

static void check_picture(
	const struct picture *picture, enum halve how, const double *expected, const char *what)
{
	double out[7] = {[6] = 1234};
	halve_picture(out, picture, how);
	int different = 0;
	for (int i = 0; i < 6; i++)
		different += out[i] != expected[i];
	CHECK_INT(different, 0, "%s: elements that differ", what);
	CHECK(out[6] == 1234, "%s: nothing behind the end", what);
}

int main(void)
{
	const struct picture upright = {values, 4, 6, 6, 1};
	const struct picture turned = {values, 6, 4, 1, 6};
	check_picture(&upright, HALVE_MEAN, (const double[]){8.25, 19.25, 30.25, 0.375, -2.5, 7},
		"mean of blocks");
	check_picture(&upright, HALVE_SKIP, (const double[]){1, 3, 5, 0.5, -1, 7},
		"every second row and column");
	check_picture(&turned, HALVE_MEAN, (const double[]){8.25, 0.375, 19.25, -2.5, 30.25, 7},
		"transposed, mean of blocks");
	check_picture(&turned, HALVE_SKIP, (const double[]){1, 0.5, 3, -1, 5, 7},
		"transposed, every second row and column");
	return check_done();
}
