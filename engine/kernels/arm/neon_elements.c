// SPDX-License-Identifier: Apache-2.0
/*
 * Operators that know no neighbours: ADD and the table of an element-wise function.
 *
 * ADD is two fused multiply-adds where engine/kernels/forms_add.c has proved that they give the
 * same codes, otherwise the definition, lane by lane, in four instructions for each factor.
 * The table of 256 codes stands in sixteen registers; tbl reads the first quarter of it and
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

KERNEL_INLINE void multiply_all(int32x4_t x[4], const struct factor *f)
{
	if (f->floors) {
		KERNEL_UNROLL
		for (int i = 0; i < 4; i++)
			x[i] = vrshlq_s32(vqdmulhq_s32(x[i], f->q31), f->minus_n);
		return;
	}
	KERNEL_UNROLL
	for (int i = 0; i < 4; i++)
		x[i] = neon_divide_by_power(vqrdmulhq_s32(x[i], f->q31), f->negative, f->minus_n);
}

// Sixteen codes, less `zero`, four by four.
KERNEL_INLINE void widen(int32x4_t x[4], int8x16_t codes, int8x8_t zero)
{
	int16x8_t low = vsubl_s8(vget_low_s8(codes), zero);
	int16x8_t high = vsubl_s8(vget_high_s8(codes), zero);
	x[0] = vmovl_s16(vget_low_s16(low));
	x[1] = vmovl_high_s16(low);
	x[2] = vmovl_s16(vget_low_s16(high));
	x[3] = vmovl_high_s16(high);
}

struct addition {
	struct factor a, b, out;
	int8x8_t zero_a, zero_b;
	float32x4_t factor_a, factor_b, offset;
	struct neon_stage stage;
};

static struct addition addition_of(const struct add *add)
{
	enum rounding rounding = add->stage.rounding;
	return (struct addition){
		.a = factor_of(add->a, rounding),
		.b = factor_of(add->b, rounding),
		.out = factor_of(add->out, rounding),
		// the offset of the linear form has all three zero points
		.zero_a = vdup_n_s8((int8_t)(add->linear ? 0 : add->zero_a)),
		.zero_b = vdup_n_s8((int8_t)(add->linear ? 0 : add->zero_b)),
		.factor_a = vdupq_n_f32(add->factor_a),
		.factor_b = vdupq_n_f32(add->factor_b),
		.offset = vdupq_n_f32(add->offset),
		.stage.zero = vdupq_n_s16((int16_t)(add->linear ? 0 : add->stage.zero)),
		.stage.min = vdupq_n_s8((int8_t)add->stage.min),
		.stage.max = vdupq_n_s8((int8_t)add->stage.max),
	};
}

KERNEL_INLINE void add_linear(int32x4_t x[4], const int32x4_t y[4], const struct addition *s)
{
	KERNEL_UNROLL
	for (int i = 0; i < 4; i++) {
		float32x4_t inner = vfmaq_f32(s->offset, vcvtq_f32_s32(y[i]), s->factor_b);
		x[i] = vcvtnq_s32_f32(vfmaq_f32(inner, vcvtq_f32_s32(x[i]), s->factor_a));
	}
}

KERNEL_INLINE void add_fixed(int32x4_t x[4], int32x4_t y[4], const struct addition *s)
{
	KERNEL_UNROLL
	for (int i = 0; i < 4; i++) {
		x[i] = vshlq_n_s32(x[i], 20);
		y[i] = vshlq_n_s32(y[i], 20);
	}
	multiply_all(x, &s->a);
	multiply_all(y, &s->b);
	KERNEL_UNROLL
	for (int i = 0; i < 4; i++)
		x[i] = vaddq_s32(x[i], y[i]);
	multiply_all(x, &s->out);
}

// All but the last that are fewer than a step.
KERNEL_INLINE size_t add_steps(int8_t *out, const int8_t *a, const int8_t *b, size_t count,
	bool linear, const struct addition *s)
{
	size_t i = 0;
	for (; i + STEP <= count; i += STEP) {
		int32x4_t x[4], y[4];
		widen(x, vld1q_s8(a + i), s->zero_a);
		widen(y, vld1q_s8(b + i), s->zero_b);
		if (linear)
			add_linear(x, y, s);
		else
			add_fixed(x, y, s);
		vst1q_s8(out + i, neon_narrow(x[0], x[1], x[2], x[3], &s->stage));
	}
	return i;
}

void neon_add(int8_t *out, const int8_t *a, const int8_t *b, size_t count, const struct add *add)
{
	struct addition s = addition_of(add);
	size_t i = add->linear ? add_steps(out, a, b, count, true, &s)
			       : add_steps(out, a, b, count, false, &s);
	scalar_add(out + i, a + i, b + i, count - i, add);
}

void neon_lookup(uint8_t *out, const uint8_t *in, size_t count, const uint8_t table[256])
{
	uint8x16x4_t quarter[4];
	KERNEL_UNROLL
	for (int q = 0; q < 4; q++)
		quarter[q] = vld1q_u8_x4(table + (ptrdiff_t)q * 64);
	uint8x16_t next = vdupq_n_u8(64);
	size_t i = 0;
	for (; i + STEP <= count; i += STEP) {
		uint8x16_t code = vld1q_u8(in + i);
		uint8x16_t found = vqtbl4q_u8(quarter[0], code);
		KERNEL_UNROLL
		for (int q = 1; q < 4; q++) {
			code = vsubq_u8(code, next);
			found = vqtbx4q_u8(found, quarter[q], code);
		}
		vst1q_u8(out + i, found);
	}
	scalar_lookup(out + i, in + i, count - i, table);
}
