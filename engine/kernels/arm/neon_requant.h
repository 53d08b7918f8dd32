// SPDX-License-Identifier: Apache-2.0
/*
 * From sums to codes, four channels at a time, for every form of engine/kernels/forms.h.
 * Baseline AArch64: every Arm table uses it.
 *
 * FIXED with two roundings takes four instructions: vqrdmulhq is H exactly, vrshlq by -n
 * rounds ties upward, and adding -1 below zero first makes that away from zero; `negative` is
 * 0 where n is 0 and nothing is rounded.  With one rounding h is a floor, vqdmulhq, unless n is 0.
 *
 * Sums are arrays of registers: every loop over them has a constant count, and becomes
 * straight code.
 */
#ifndef ENGINE_KERNELS_ARM_NEON_REQUANT_H
#define ENGINE_KERNELS_ARM_NEON_REQUANT_H

#include "engine/kernels/arm/neon.h"

#include <arm_neon.h>
#include <string.h>

// What stands behind the sums of one panel; the lanes' parameters begin with its lane 0.
struct neon_stage {
	const float *factor, *offset;
	const int32_t *exception;
	const int32_t *q31, *nudge, *negative, *shift;
	const struct multiplier *multiplier;
	const struct output_stage *stage;
	int16x8_t zero; // to be added to what a form gives
	int8x16_t min, max;
};

KERNEL_INLINE struct neon_stage neon_stage(const struct conv *conv, size_t panel, size_t cols)
{
	const struct forms *f = &conv->packed.forms;
	size_t at = panel * cols;
	return (struct neon_stage){
		.factor = f->factor + at,
		.offset = f->offset + at,
		.exception = f->exception + at,
		.q31 = f->q31 + at,
		.nudge = f->nudge + at,
		.negative = f->negative + at,
		.shift = f->shift + at,
		.multiplier = conv->packed.multiplier + at,
		.stage = &conv->stage,
		.zero = vdupq_n_s16(f->zero[panel]),
		.min = vdupq_n_s8((int8_t)conv->stage.min),
		.max = vdupq_n_s8((int8_t)conv->stage.max),
	};
}

// R(h, n): `negative` is -1, or 0 where n is 0; `minus_n` is -n.
KERNEL_INLINE int32x4_t neon_divide_by_power(int32x4_t h, int32x4_t negative, int32x4_t minus_n)
{
	return vrshlq_s32(vsraq_n_s32(h, vandq_s32(h, negative), 31), minus_n);
}

// form_fixed() of the four lanes from `lane`, of `count` pixels.
KERNEL_INLINE void neon_fixed(int32x4_t *x, int count, const struct neon_stage *s, size_t lane)
{
	int32x4_t q31 = vld1q_s32(s->q31 + lane);
	int32x4_t minus_n = vnegq_s32(vld1q_s32(s->shift + lane));
	if (s->stage->rounding == ROUNDING_DOUBLE) {
		int32x4_t negative = vld1q_s32(s->negative + lane);
		KERNEL_UNROLL
		for (int i = 0; i < count; i++)
			x[i] = neon_divide_by_power(vqrdmulhq_s32(x[i], q31), negative, minus_n);
		return;
	}
	int32x4_t nudge = vld1q_s32(s->nudge + lane);
	uint32x4_t nearest = vtstq_s32(nudge, nudge);
	KERNEL_UNROLL
	for (int i = 0; i < count; i++) {
		int32x4_t h = vbslq_s32(nearest, vqrdmulhq_s32(x[i], q31), vqdmulhq_s32(x[i], q31));
		x[i] = vrshlq_s32(h, minus_n);
	}
}

// requantise() of each lane.  Those beyond the last channel give a code that nobody stores.
static inline int32x4_t neon_scalar(int32x4_t x, const struct neon_stage *s, size_t lane)
{
	int32_t lanes[4];
	vst1q_s32(lanes, x);
	for (size_t i = 0; i < 4; i++)
		lanes[i] = requantise(lanes[i], s->multiplier[lane + i], s->stage);
	return vld1q_s32(lanes);
}

KERNEL_INLINE void neon_float(int32x4_t *x, int count, const struct neon_stage *s, size_t lane,
	bool is_signed, bool has_exception)
{
	float32x4_t factor = vld1q_f32(s->factor + lane), offset = vld1q_f32(s->offset + lane);
	int32x4_t exception = vld1q_s32(s->exception + lane);
	KERNEL_UNROLL
	for (int i = 0; i < count; i++) {
		float32x4_t f = vcvtq_f32_s32(x[i]), added = offset;
		if (is_signed)
			added = vbslq_f32(vdupq_n_u32(UINT32_C(1) << 31), f, offset);
		int32x4_t r = vcvtnq_s32_f32(vfmaq_f32(added, f, factor));
		if (has_exception)
			r = vsubq_s32(r, vreinterpretq_s32_u32(vceqq_s32(x[i], exception)));
		x[i] = r;
	}
}

// The sums of `count` pixels, in the four lanes from `lane`; the zero point is still to be added.
KERNEL_INLINE void neon_form(
	int32x4_t *x, int count, enum form form, const struct neon_stage *s, size_t lane)
{
	switch (form) {
	case FORM_LINEAR:
		neon_float(x, count, s, lane, false, false);
		break;
	case FORM_LINEAR_EXCEPT:
		neon_float(x, count, s, lane, false, true);
		break;
	case FORM_SIGNED:
		neon_float(x, count, s, lane, true, false);
		break;
	case FORM_SIGNED_EXCEPT:
		neon_float(x, count, s, lane, true, true);
		break;
	case FORM_FIXED:
		neon_fixed(x, count, s, lane);
		break;
	case FORM_SCALAR:
		KERNEL_UNROLL
		for (int i = 0; i < count; i++)
			x[i] = neon_scalar(x[i], s, lane);
		break;
	}
}

// Sixteen codes from what neon_form() made, in order.
KERNEL_INLINE int8x16_t neon_narrow(
	int32x4_t a, int32x4_t b, int32x4_t c, int32x4_t d, const struct neon_stage *s)
{
	int16x8_t low = vqaddq_s16(vqmovn_high_s32(vqmovn_s32(a), b), s->zero);
	int16x8_t high = vqaddq_s16(vqmovn_high_s32(vqmovn_s32(c), d), s->zero);
	int8x16_t codes = vqmovn_high_s16(vqmovn_s16(low), high);
	return vminq_s8(vmaxq_s8(codes, s->min), s->max);
}

// `count` codes of a pixel, fewer than eight if it is the last panel; without a call, for
// which all sums would have to leave their registers.
KERNEL_INLINE void neon_store_8(int8_t *out, int8x8_t codes, size_t count)
{
	if (count >= 8) {
		vst1_s8(out, codes);
		return;
	}
	if (count & 4) {
		uint32_t four = vget_lane_u32(vreinterpret_u32_s8(codes), 0);
		memcpy(out, &four, sizeof(four));
		codes = vext_s8(codes, codes, 4);
		out += 4;
	}
	if (count & 2) {
		uint16_t two = vget_lane_u16(vreinterpret_u16_s8(codes), 0);
		memcpy(out, &two, sizeof(two));
		codes = vext_s8(codes, codes, 2);
		out += 2;
	}
	if (count & 1)
		vst1_lane_s8(out, codes, 0);
}

/*
 * The end of a tile of `rows` pixels by eight channels, of which the first `stored` pixels
 * and `channels` channels exist: x[0] has channels 0-3 of each pixel, x[1] channels 4-7,
 * which with four or fewer are not looked at.  `rows` is a constant, 8 or less.
 */
KERNEL_INLINE void neon_finish_8(int8_t *out, ptrdiff_t out_stride, int32x4_t x[2][8], int rows,
	int stored, size_t channels, enum form form, const struct neon_stage *s)
{
	neon_form(x[0], rows, form, s, 0);
	if (channels > 4)
		neon_form(x[1], rows, form, s, 4);
	KERNEL_UNROLL
	for (int r = 0; r < rows; r += 2) {
		int last = r + 1 < rows ? r + 1 : r;
		int8x16_t codes = neon_narrow(x[0][r], x[1][r], x[0][last], x[1][last], s);
		neon_store_8(out + r * out_stride, vget_low_s8(codes), channels);
		if (r + 1 < stored)
			neon_store_8(out + (r + 1) * out_stride, vget_high_s8(codes), channels);
	}
}

#endif
