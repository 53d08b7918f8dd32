// SPDX-License-Identifier: Apache-2.0
/*
 * Operators that know no neighbours: ADD and the table of an element-wise function.
 *
 * ADD is the definition, lane by lane, in four instructions for each multiplier.  The
 * table of 256 codes stands in sixteen registers; tbl reads the first quarter of it and
 * gives 0 for codes that are not in it, tbx puts the others in their places.
 */
#include "engine/kernels/arm/neon.h"
#include "engine/kernels/arm/neon_requant.h"
#include "engine/kernels/scalar.h"

enum { STEP = 16 };

// multiply() by a factor of at most 1, for sixteen lanes.
struct factor {
	int32x4_t q31, negative, minus_n;
	bool floors; // one rounding: h is a floor
};

static struct factor factor_of(struct multiplier m, enum rounding rounding)
{
	bool shifts = m.shift < 0;
	return (struct factor){
		.q31 = vdupq_n_s32(m.q31),
		.negative = vdupq_n_s32(shifts && rounding == ROUNDING_DOUBLE ? -1 : 0),
		.minus_n = vdupq_n_s32(m.shift),
		.floors = shifts && rounding != ROUNDING_DOUBLE,
	};
}

NEON_INLINE void multiply_all(int32x4_t x[4], const struct factor *f)
{
	if (f->floors) {
		NEON_UNROLL
		for (int i = 0; i < 4; i++)
			x[i] = vrshlq_s32(vqdmulhq_s32(x[i], f->q31), f->minus_n);
		return;
	}
	NEON_UNROLL
	for (int i = 0; i < 4; i++)
		x[i] = neon_divide_by_power(vqrdmulhq_s32(x[i], f->q31), f->negative, f->minus_n);
}

// (code - zero) * 2^20, times the factor.
NEON_INLINE void scale_codes(int32x4_t x[4], int8x16_t codes, int8x8_t zero, const struct factor *f)
{
	int16x8_t low = vsubl_s8(vget_low_s8(codes), zero);
	int16x8_t high = vsubl_s8(vget_high_s8(codes), zero);
	x[0] = vshlq_n_s32(vmovl_s16(vget_low_s16(low)), 20);
	x[1] = vshlq_n_s32(vmovl_high_s16(low), 20);
	x[2] = vshlq_n_s32(vmovl_s16(vget_low_s16(high)), 20);
	x[3] = vshlq_n_s32(vmovl_high_s16(high), 20);
	multiply_all(x, f);
}

void neon_add(int8_t *out, const int8_t *a, const int8_t *b, size_t count, const struct add *add)
{
	enum rounding rounding = add->stage.rounding;
	struct factor of_a = factor_of(add->a, rounding), of_b = factor_of(add->b, rounding);
	struct factor of_out = factor_of(add->out, rounding);
	int8x8_t zero_a = vdup_n_s8((int8_t)add->zero_a), zero_b = vdup_n_s8((int8_t)add->zero_b);
	struct neon_stage stage = {
		.zero = vdupq_n_s16((int16_t)add->stage.zero),
		.min = vdupq_n_s8((int8_t)add->stage.min),
		.max = vdupq_n_s8((int8_t)add->stage.max),
	};
	size_t i = 0;
	for (; i + STEP <= count; i += STEP) {
		int32x4_t x[4], y[4];
		scale_codes(x, vld1q_s8(a + i), zero_a, &of_a);
		scale_codes(y, vld1q_s8(b + i), zero_b, &of_b);
		NEON_UNROLL
		for (int k = 0; k < 4; k++)
			x[k] = vaddq_s32(x[k], y[k]);
		multiply_all(x, &of_out);
		vst1q_s8(out + i, neon_narrow(x[0], x[1], x[2], x[3], &stage));
	}
	scalar_add(out + i, a + i, b + i, count - i, add);
}

void neon_lookup(uint8_t *out, const uint8_t *in, size_t count, const uint8_t table[256])
{
	uint8x16x4_t quarter[4];
	NEON_UNROLL
	for (int q = 0; q < 4; q++)
		quarter[q] = vld1q_u8_x4(table + (ptrdiff_t)q * 64);
	uint8x16_t next = vdupq_n_u8(64);
	size_t i = 0;
	for (; i + STEP <= count; i += STEP) {
		uint8x16_t code = vld1q_u8(in + i);
		uint8x16_t found = vqtbl4q_u8(quarter[0], code);
		NEON_UNROLL
		for (int q = 1; q < 4; q++) {
			code = vsubq_u8(code, next);
			found = vqtbx4q_u8(found, quarter[q], code);
		}
		vst1q_u8(out + i, found);
	}
	scalar_lookup(out + i, in + i, count - i, table);
}
