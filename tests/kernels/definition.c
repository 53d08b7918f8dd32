// SPDX-License-Identifier: Apache-2.0
/*
 * Requantisation, written from the engine paper and sharing nothing with engine/.
 */
#include "tests/kernels/definition.h"

#include <math.h>

static int64_t high_half(int64_t x, int64_t m)
{
	int64_t product = x * m;
	int64_t nudge = product >= 0 ? INT64_C(1) << 30 : 1 - (INT64_C(1) << 30);
	return (product + nudge) / (INT64_C(1) << 31);
}

static int64_t divide(int64_t h, int n)
{
	int64_t remainder = h & ((INT64_C(1) << n) - 1);
	int64_t threshold = n > 0 ? (INT64_C(1) << (n - 1)) - 1 + (h < 0) : 0;
	return (h >> n) + (n > 0 && remainder > threshold);
}

int64_t definition_multiply(int64_t x, struct multiplier m, enum rounding rounding)
{
	if (rounding == ROUNDING_FP32)
		return (int64_t)rintf((float)x * m.fp32);
	if (rounding == ROUNDING_SINGLE)
		return (x * m.q31 + (INT64_C(1) << (30 - m.shift))) >> (31 - m.shift);
	int left = m.shift > 0 ? m.shift : 0, right = m.shift < 0 ? -m.shift : 0;
	return divide(high_half(x * (INT64_C(1) << left), m.q31), right);
}

int8_t definition(int64_t x, struct multiplier m, const struct output_stage *stage)
{
	int64_t code = definition_multiply(x, m, stage->rounding) + stage->zero;
	return (int8_t)(code < stage->min ? stage->min : code > stage->max ? stage->max : code);
}
