// SPDX-License-Identifier: Apache-2.0
/*
 * Where rounding is defined; what is faster equals this.  Fixed point arithmetic as TFLite's
 * reference kernels do it, bit for bit (gemmlowp:fixedpoint/fixedpoint.h; tensorflow/tflite-micro:
 * tensorflow/lite/kernels/internal/common.cc, quantization_util.cc), and the two other
 * flavours of enum rounding.  ">>" on a negative number is floor, as gcc and clang define it.
 *
 * Nothing here overflows as long as the preconditions hold; plan_create() sees to them.
 */
#ifndef ENGINE_KERNELS_REQUANT_H
#define ENGINE_KERNELS_REQUANT_H

#include "engine/base/rounding.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

static inline int32_t clamp_int32(int32_t x, int32_t low, int32_t high)
{
	return x < low ? low : x > high ? high : x;
}

/*
 * H: x * m / 2^31, to nearest, ties upward (SaturatingRoundingDoublingHighMul).  The
 * source truncates (x * m + nudge) / 2^31 with a nudge of 2^30 or 1 - 2^30; both are
 * floor((x * m + 2^30) / 2^31).  Saturates for x = m = -2^31, the one case that needs it.
 */
static inline int32_t high_multiply(int32_t x, int32_t m)
{
	if (x == INT32_MIN && m == INT32_MIN)
		return INT32_MAX;
	return (int32_t)(((int64_t)x * m + (INT64_C(1) << 30)) >> 31);
}

// R: x / 2^n, to nearest, ties away from zero (RoundingDivideByPOT); n in 0..31.
static inline int32_t divide_by_power(int32_t x, int n)
{
	int64_t mask = (INT64_C(1) << n) - 1;
	int64_t threshold = (mask >> 1) + (x < 0);
	return (x >> n) + ((x & mask) > threshold);
}

/*
 * A real factor: q31 / 2^31 * 2^shift, with q31 = 0 or in [2^30, 2^31) and shift in
 * -31..30; and, for ROUNDING_FP32, the factor as XNNPACK computes it.
 */
struct multiplier {
	int32_t q31;
	int32_t shift; // > 0 is to the left
	float fp32;
};

/*
 * M: x times the factor.  DOUBLE rounds in H and again in R; the others once, ties upward.
 * Precondition: x * 2^shift fits int32 where shift > 0.
 */
static inline int32_t multiply(int32_t x, struct multiplier m, enum rounding rounding)
{
	if (rounding != ROUNDING_DOUBLE) {
		int64_t half = INT64_C(1) << (30 - m.shift);
		return (int32_t)(((int64_t)x * m.q31 + half) >> (31 - m.shift));
	}
	if (m.shift > 0)
		return high_multiply(x * (1 << m.shift), m.q31);
	return divide_by_power(high_multiply(x, m.q31), -m.shift);
}

// What stands behind every accumulator: rounding, zero point of the output, clamp.
struct output_stage {
	enum rounding rounding;
	int32_t zero;
	int32_t min, max; // codes, -128 <= min <= max <= 127; the fused activation included
};

/*
 * The float32 product to nearest even, after the clamp, which is the same as before it
 * because the bounds are integers.  Adding and subtracting 1.5 * 2^23 rounds to an
 * integer, as a unit in the last place is 1 from 2^23 to 2^24 and the bounds are within 255
 * of 0; a product that is no number becomes the lower bound.
 */
static inline int32_t multiply_fp32(int32_t x, float factor, float low, float high)
{
	const float magic = 12582912.0f;
	float product = (float)x * factor;
	product = product > low ? product : low;
	product = product < high ? product : high;
	return (int32_t)((product + magic) - magic);
}

// A code from an accumulator.  Clamping before the zero point is added cannot overflow.
static inline int8_t requantise(
	int32_t accumulator, struct multiplier m, const struct output_stage *stage)
{
	int32_t low = stage->min - stage->zero;
	int32_t high = stage->max - stage->zero;
	int32_t code;
	if (stage->rounding == ROUNDING_FP32)
		code = multiply_fp32(accumulator, m.fp32, (float)low, (float)high);
	else
		code = clamp_int32(multiply(accumulator, m, stage->rounding), low, high);
	return (int8_t)(code + stage->zero);
}

/*
 * The fixed point form of a factor >= 0 (QuantizeMultiplier).  One too small becomes 0.
 * The single flavour also caps one that is too large.  True if a factor that is not 0
 * has a shift within -31..30, as multiply() needs.
 */
static inline bool quantise_multiplier(
	struct multiplier *out, double factor, enum rounding rounding)
{
	*out = (struct multiplier){0, 0, (float)factor};
	if (factor == 0)
		return true;
	int shift;
	double fraction = frexp(factor, &shift);
	int64_t q31 = (int64_t)round(fraction * (double)(INT64_C(1) << 31));
	if (q31 == INT64_C(1) << 31) {
		q31 /= 2;
		shift++;
	}
	bool fits = shift >= -31 && shift <= 30;
	if (shift < -31) {
		shift = 0;
		q31 = 0;
	}
	if (rounding != ROUNDING_DOUBLE && shift > 30) {
		shift = 30;
		q31 = INT32_MAX;
	}
	out->q31 = (int32_t)q31;
	out->shift = shift;
	return fits;
}

/*
 * zero + nearest(x / scale), ties away from zero, the division in float32: clamped
 * to [low, high], where the reference leaves it undefined beyond int32; NaN is the zero point.
 */
static inline int32_t quantise_float(float x, float scale, int32_t zero, int32_t low, int32_t high)
{
	float quotient = roundf(x / scale);
	if (isnan(quotient))
		return clamp_int32(zero, low, high);
	double code = (double)quotient + zero;
	return code < low ? low : code > high ? high : (int32_t)code;
}

// sum / count to nearest, ties away from zero, as AVERAGE_POOL_2D divides.
static inline int32_t divide_to_nearest(int32_t sum, int32_t count)
{
	return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
}

#endif
