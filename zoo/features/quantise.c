// SPDX-License-Identifier: Apache-2.0
/*
 * Each step is taken in the order and the precision that the caller asks for, as codes are
 * compared one by one; the compiler may not fuse them (-ffp-contract=off).
 */
#include "zoo/features/quantise.h"

#include "zoo/features/loops.h"

#include <math.h>
#include <stdbool.h>

// Smallest and largest code of each type, and how many there are.
static const struct range {
	int32_t low, high, count;
} ranges[] = {
	[QUANTISE_INT8] = {INT8_MIN, INT8_MAX, 256},
	[QUANTISE_UINT8] = {0, UINT8_MAX, 256},
	[QUANTISE_INT16] = {INT16_MIN, INT16_MAX, 65536},
};

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

// The code as it would be without a range.
static double unbounded(const struct quantise *quantise, double x)
{
	double zero = quantise->zero;
	switch (quantise->precision) {
	case QUANTISE_OPERATOR:
		return rounded(quantise->round, (double)((float)x / (float)quantise->scale)) + zero;
	case QUANTISE_FLOAT32:
		return rounded(quantise->round,
			(double)((float)x / (float)quantise->scale + (float)quantise->zero));
	case QUANTISE_DOUBLE:
		break;
	}
	return rounded(quantise->round, x / quantise->scale + zero);
}

int32_t quantise_code(const struct quantise *quantise, double x)
{
	const struct range *range = &ranges[quantise->codes];
	double code = unbounded(quantise, x);
	if (isnan(code))
		return range->low;
	if (quantise->range == QUANTISE_CLAMP)
		return code > range->high  ? range->high
		       : code < range->low ? range->low
					   : (int32_t)code;
	if (code < INT32_MIN || code > INT32_MAX)
		return 0; // x86's conversion gives INT32_MIN, whose low bits are 0
	int32_t low = (int32_t)((uint32_t)(int32_t)code & (uint32_t)(range->count - 1));
	return low > range->high ? low - range->count : low;
}

/*
 * Round to nearest and clamp in double, as most protocols do, without a call for each
 * element.  Clamping first is the same: the bounds are whole numbers.
 */
static int32_t nearest_within(double code, const struct range *range)
{
	if (!(code > range->low))
		return range->low; // or not a number
	if (code > range->high)
		return range->high;
	int32_t whole = (int32_t)code;
	double rest = code - whole; // exact
	return whole + (rest >= 0.5) - (rest <= -0.5);
}

static bool is_common(const struct quantise *quantise)
{
	return quantise->round == QUANTISE_NEAREST && quantise->range == QUANTISE_CLAMP &&
	       quantise->precision == QUANTISE_DOUBLE;
}

void quantise_codes(const struct quantise *quantise, void *out, const double *in, size_t count)
{
	const struct range range = ranges[quantise->codes];
	const double scale = quantise->scale, zero = quantise->zero;
	const bool common = is_common(quantise), wide = quantise->codes == QUANTISE_INT16;
	uint8_t *bytes = out;
	int16_t *words = out;
	for (size_t i = 0; i < count; i++) {
		int32_t code = common ? nearest_within(in[i] / scale + zero, &range)
				      : quantise_code(quantise, in[i]);
		if (wide)
			words[i] = (int16_t)code;
		else
			bytes[i] = (uint8_t)code;
	}
}

// What pictures go through: without a call for each element, several at a time.
static bool is_common_of_floats(const struct quantise *quantise)
{
	return quantise->precision == QUANTISE_FLOAT32 && quantise->range == QUANTISE_CLAMP &&
	       quantise->round != QUANTISE_NEAREST_EVEN && quantise->codes != QUANTISE_INT16;
}

void quantise_floats(const struct quantise *quantise, void *out, const float *in, size_t count)
{
	enum { PIECE_COUNT = 512 };
	const struct range *range = &ranges[quantise->codes];
	if (is_common_of_floats(quantise)) {
		const struct loops *loops = loops_best();
		(quantise->round == QUANTISE_TRUNCATE ? loops->encode_cut : loops->encode_nearest)(
			out, in, (int64_t)count,
			&(struct float_codes){.by = (float)quantise->scale,
				.zero = (float)quantise->zero,
				.low = (float)range->low,
				.high = (float)range->high});
		return;
	}
	unsigned char *codes = out;
	for (size_t done = 0; done < count; done += PIECE_COUNT) {
		double piece[PIECE_COUNT];
		size_t piece_count = count - done < PIECE_COUNT ? count - done : PIECE_COUNT;
		for (size_t i = 0; i < piece_count; i++)
			piece[i] = (double)in[done + i];
		quantise_codes(quantise, codes, piece, piece_count);
		codes += piece_count * (quantise->codes == QUANTISE_INT16 ? 2 : 1);
	}
}
