// SPDX-License-Identifier: Apache-2.0
/*
 * Each step is taken in the order and the precision that the caller asks for, as codes are
 * compared one by one; the compiler may not fuse them (-ffp-contract=off).
 */
#include "zoo/features/quantise.h"

#include <math.h>

static double scaled(const struct quantise *quantise, double x)
{
	if (quantise->precision == QUANTISE_FLOAT32)
		return (double)((float)x / (float)quantise->scale + (float)quantise->zero);
	return x / quantise->scale + quantise->zero;
}

static double rounded(enum quantise_round how, double x)
{
	switch (how) {
	case QUANTISE_NEAREST:
		return round(x);
	case QUANTISE_NEAREST_EVEN:
		return nearbyint(x);
	case QUANTISE_TRUNCATE:
		break;
	}
	return trunc(x);
}

int8_t quantise_one(const struct quantise *quantise, double x)
{
	double code = rounded(quantise->round, scaled(quantise, x));
	if (isnan(code))
		return -128;
	if (quantise->range == QUANTISE_CLAMP)
		return (int8_t)(code > 127 ? 127 : code < -128 ? -128 : code);
	if (code < INT32_MIN || code > INT32_MAX)
		return 0; // x86's conversion gives INT32_MIN, whose low byte is 0
	int low = (int)((uint32_t)(int32_t)code & 0xff);
	return (int8_t)(low < 128 ? low : low - 256);
}

void quantise_all(const struct quantise *quantise, int8_t *out, const double *in, size_t count)
{
	for (size_t i = 0; i < count; i++)
		out[i] = quantise_one(quantise, in[i]);
}
