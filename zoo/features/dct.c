// SPDX-License-Identifier: Apache-2.0
/*
 * By the definition, as the sizes in use are too small for a fast transform to pay.
 */
#include "zoo/features/dct.h"

#include <math.h>

const struct dct *dct_create(int input_count, int output_count, struct arena *keep)
{
	const double pi = 3.14159265358979323846;
	struct dct *dct = arena_new(keep, struct dct);
	dct->input_count = input_count;
	dct->output_count = output_count;
	double *cosine = arena_array(keep, double, (size_t)input_count *(size_t)output_count);
	dct->cosine = cosine;
	double scale = sqrt(2.0 / input_count);
	for (int k = 0; k < output_count; k++)
		for (int i = 0; i < input_count; i++)
			*cosine++ = scale * cos(pi * k * (i + 0.5) / input_count);
	return dct;
}

void dct_apply(const struct dct *dct, lanes *out, const lanes *in)
{
	const double *cosine = dct->cosine;
	for (int k = 0; k < dct->output_count; k++) {
		lanes sum = lanes_all(0);
		for (int i = 0; i < dct->input_count; i++)
			sum += in[i] * *cosine++;
		out[k] = sum;
	}
}
