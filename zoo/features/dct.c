// SPDX-License-Identifier: Apache-2.0
/*
 * By the definition, as the sizes in use are too small for a fast transform to pay.
 */
#include "zoo/features/dct.h"

#include "zoo/features/loops.h"

#include <math.h>

const struct dct *dct_create(int input_count, int output_count, struct arena *keep)
{
	const double pi = 3.14159265358979323846;
	struct dct *dct = arena_new(keep, struct dct);
	dct->input_count = input_count;
	dct->output_count = output_count;
	int padded_count = (output_count + DCT_GROUP - 1) / DCT_GROUP * DCT_GROUP;
	double *cosine = arena_array(keep, double, (size_t)input_count *(size_t)padded_count);
	dct->cosine = cosine;
	double scale = sqrt(2.0 / input_count);
	for (int first = 0; first < padded_count; first += DCT_GROUP)
		for (int i = 0; i < input_count; i++)
			for (int k = first; k < first + DCT_GROUP; k++)
				*cosine++ = scale * cos(pi * k * (i + 0.5) / input_count);
	return dct;
}

void dct_apply(const struct dct *dct, lanes *out, const lanes *in)
{
	loops_best()->dct_apply(dct, out, in);
}
