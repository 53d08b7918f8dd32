// SPDX-License-Identifier: Apache-2.0
/*
 * A row of the result at a time.
 */
#include "zoo/features/halve.h"

static void mean_row(double *out, const double *row, const struct picture *p)
{
	for (int column = 0; column < p->column_count; column += 2) {
		const double *left = row + (long)column * p->column_stride;
		const double *right = left + p->column_stride;
		*out++ = ((*left + *right) + (left[p->row_stride] + right[p->row_stride])) / 4;
	}
}

static void skip_row(double *out, const double *row, const struct picture *p)
{
	for (int column = 0; column < p->column_count; column += 2)
		*out++ = row[(long)column * p->column_stride];
}

void halve_picture(double *out, const struct picture *p, enum halve how)
{
	for (int r = 0; r < p->row_count; r += 2, out += p->column_count / 2) {
		const double *row = p->first + (long)r * p->row_stride;
		if (how == HALVE_MEAN)
			mean_row(out, row, p);
		else
			skip_row(out, row, p);
	}
}
