// SPDX-License-Identifier: Apache-2.0
/*
 * Rounding once more, from its definitions and in 128 bits: what the engine's own is
 * compared with.  Nothing here is shared with engine/kernels/requant.h.
 */
#ifndef TESTS_UNIT_ORACLE_H
#define TESTS_UNIT_ORACLE_H

#include "engine/base/rounding.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 wide;

static inline wide oracle_power(int n)
{
	return (wide)1 << n;
}

static inline wide oracle_floor_divide(wide a, wide b)
{
	wide q = a / b;
	return a % b < 0 ? q - 1 : q;
}

// gemmlowp's definition: a nudge by the product's sign, then truncation.
static inline int64_t oracle_high_multiply(int64_t x, int64_t m)
{
	wide product = (wide)x * m;
	wide nudge = product >= 0 ? oracle_power(30) : 1 - oracle_power(30);
	wide result = (product + nudge) / oracle_power(31);
	return result > INT32_MAX ? INT32_MAX : (int64_t)result;
}

// Nearest, ties away from zero, on the magnitude.
static inline int64_t oracle_divide(int64_t x, int n)
{
	wide magnitude = x < 0 ? -(wide)x : x;
	wide half = n > 0 ? oracle_power(n - 1) : 0;
	wide result = (magnitude + half) / oracle_power(n);
	return (int64_t)(x < 0 ? -result : result);
}

struct oracle_factor {
	int64_t m;
	int s;
	float fp32;
};

static inline struct oracle_factor oracle_factor(double r)
{
	struct oracle_factor f = {0, 0, (float)r};
	if (r <= 0)
		return f;
	while (r >= 1) {
		r /= 2;
		f.s++;
	}
	while (r < 0.5) {
		r *= 2;
		f.s--;
	}
	f.m = (int64_t)floor(r * 2147483648.0 + 0.5); // positive: floor of + 1/2 is nearest
	if (f.m == 2147483648) {
		f.m = 1073741824;
		f.s++;
	}
	return f;
}

static inline int64_t oracle_multiply(int64_t x, struct oracle_factor f, enum rounding rounding)
{
	if (rounding == ROUNDING_DOUBLE) {
		int left = f.s > 0 ? f.s : 0, right = f.s < 0 ? -f.s : 0;
		return oracle_divide(
			oracle_high_multiply(x * (int64_t)oracle_power(left), f.m), right);
	}
	if (rounding == ROUNDING_SINGLE)
		return (int64_t)oracle_floor_divide(
			(wide)x * f.m + oracle_power(30 - f.s), oracle_power(31 - f.s));
	return (int64_t)nearbyintf((float)x * f.fp32);
}

static inline int64_t oracle_clamp(int64_t x, int64_t low, int64_t high)
{
	return x < low ? low : x > high ? high : x;
}

// The codes that a fused activation (0 none, 1 relu, 2 relu_n1_to_1, 3 relu6) lets through.
static inline void oracle_activation(
	int64_t *low, int64_t *high, int activation, float scale, int32_t zero)
{
	const float bounds[4][2] = {{-INFINITY, INFINITY}, {0, INFINITY}, {-1, 1}, {0, 6}};
	float below = bounds[activation][0], above = bounds[activation][1];
	*low = isinf(below) ? -128 : oracle_clamp(zero + llroundf(below / scale), -128, 127);
	*high = isinf(above) ? 127 : oracle_clamp(zero + llroundf(above / scale), -128, 127);
}

#endif
