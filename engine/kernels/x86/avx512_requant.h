// SPDX-License-Identifier: Apache-2.0
/*
 * From sums to codes, sixteen at a time, for every form of engine/kernels/forms.h.
 *
 * A panel is sixteen channels in plain order: one register of sums.  Four registers of
 * results become one of codes by vpackssdw twice and vpacksswb, which work within quarters of
 * 128 bits and so leave quarter L of all four inputs in quarter L; one vpermd transposes
 * that four by four.  Packing saturates; the clamp afterwards is of 64 codes at once.
 *
 * SIGNED is SIGNED_EXCEPT with an exception that no sum is.  FORM_SCALAR has no vector code:
 * kernels call requantise() for whatever stands beside it, too.
 */
#ifndef ENGINE_KERNELS_X86_AVX512_REQUANT_H
#define ENGINE_KERNELS_X86_AVX512_REQUANT_H

#include "engine/kernels/inline.h"
#include "engine/kernels/kernels.h"

#include <immintrin.h>

enum { AVX512_COLS = 16 };

enum avx512_form {
	AVX512_LINEAR,
	AVX512_LINEAR_EXCEPT,
	AVX512_SIGNED, // with an exception or without
	AVX512_FIXED,
	AVX512_SCALAR
};

static inline enum avx512_form avx512_form_of(const struct conv *conv, ptrdiff_t panel)
{
	static const unsigned char forms[] = {
		[FORM_LINEAR] = AVX512_LINEAR,
		[FORM_LINEAR_EXCEPT] = AVX512_LINEAR_EXCEPT,
		[FORM_SIGNED] = AVX512_SIGNED,
		[FORM_SIGNED_EXCEPT] = AVX512_SIGNED,
		[FORM_FIXED] = AVX512_FIXED,
		[FORM_SCALAR] = AVX512_SCALAR,
	};
	return forms[conv->packed.forms.form[panel]];
}

KERNEL_INLINE __m512i avx512_lanes(const void *lanes, ptrdiff_t panel)
{
	return _mm512_load_si512((const int32_t *)lanes + panel * AVX512_COLS);
}

// The parameters of sixteen sums: those of a panel, or those of its first eight lanes twice.
struct avx512_params {
	const struct forms *forms;
	ptrdiff_t panel;
	bool twice;
};

KERNEL_INLINE __m512i avx512_param(const void *lanes, const struct avx512_params *p)
{
	if (!p->twice)
		return avx512_lanes(lanes, p->panel);
	const int32_t *eight = (const int32_t *)lanes + p->panel * AVX512_COLS;
	return _mm512_broadcast_i64x4(_mm256_load_si256((const __m256i *)eight));
}

// The float32 forms of a panel.
struct avx512_float {
	__m512 factor;
	__m512i offset, exception; // bits of float32; sums
};

KERNEL_INLINE struct avx512_float avx512_float(const struct avx512_params *p)
{
	return (struct avx512_float){
		_mm512_castsi512_ps(avx512_param(p->forms->factor, p)),
		avx512_param(p->forms->offset, p),
		avx512_param(p->forms->exception, p),
	};
}

KERNEL_INLINE __m512i avx512_nearest(__m512i x, __m512 factor, __m512i offset)
{
	return _mm512_cvtps_epi32(
		_mm512_fmadd_ps(_mm512_cvtepi32_ps(x), factor, _mm512_castsi512_ps(offset)));
}

KERNEL_INLINE __m512i avx512_linear(__m512i x, const struct avx512_float *f)
{
	return avx512_nearest(x, f->factor, f->offset);
}

KERNEL_INLINE __m512i avx512_linear_except(__m512i x, const struct avx512_float *f)
{
	__mmask16 is = _mm512_cmpeq_epi32_mask(x, f->exception);
	__m512i r = avx512_nearest(x, f->factor, f->offset);
	return _mm512_mask_add_epi32(r, is, r, _mm512_set1_epi32(1));
}

KERNEL_INLINE __m512i avx512_signed(__m512i x, const struct avx512_float *f)
{
	enum { A_AND_B_OR_C = 0xea };
	__mmask16 is = _mm512_cmpeq_epi32_mask(x, f->exception);
	__m512i offset =
		_mm512_ternarylogic_epi32(x, _mm512_set1_epi32(INT32_MIN), f->offset, A_AND_B_OR_C);
	__m512i r = avx512_nearest(x, f->factor, offset);
	return _mm512_mask_add_epi32(r, is, r, _mm512_set1_epi32(1));
}

// FORM_FIXED of a panel: the factors and what is added to the products of even and odd lanes.
struct avx512_fixed {
	__m512i even_q31, odd_q31, even_addend, odd_addend, negative, shift;
};

KERNEL_INLINE struct avx512_fixed avx512_fixed(const struct avx512_params *p)
{
	const struct forms *f = p->forms;
	const __m512i low = _mm512_set1_epi64(0xffffffff);
	__m512i q31 = avx512_param(f->q31, p);
	__m512i nudge = avx512_param(f->nudge, p), half = avx512_param(f->half, p);
	return (struct avx512_fixed){
		.even_q31 = q31,
		.odd_q31 = _mm512_srli_epi64(q31, 32),
		.even_addend = _mm512_add_epi64(_mm512_and_si512(nudge, low),
			_mm512_slli_epi64(_mm512_and_si512(half, low), 31)),
		.odd_addend = _mm512_add_epi64(_mm512_srli_epi64(nudge, 32),
			_mm512_slli_epi64(_mm512_srli_epi64(half, 32), 31)),
		.negative = avx512_param(f->negative, p),
		.shift = avx512_param(f->shift, p),
	};
}

/*
 * form_fixed(), with `half` added before the shift by 31, as half * 2^31.  What is to be added
 * if h is negative is added if x is: h = 0 of an x below 0 makes no difference, as
 * (half - 1) >> shift is 0 as well as half >> shift.
 */
KERNEL_INLINE __m512i avx512_fixed_form(__m512i x, const struct avx512_fixed *f)
{
	enum { ODD = 0xaaaa };
	__m512i even = _mm512_mul_epi32(x, f->even_q31);
	__m512i odd = _mm512_mul_epi32(_mm512_srli_epi64(x, 32), f->odd_q31);
	even = _mm512_srli_epi64(_mm512_add_epi64(even, f->even_addend), 31);
	odd = _mm512_slli_epi64(_mm512_add_epi64(odd, f->odd_addend), 1);
	__m512i h = _mm512_mask_blend_epi32(ODD, even, odd);
	h = _mm512_mask_add_epi32(h, _mm512_movepi32_mask(x), h, f->negative);
	return _mm512_srav_epi32(h, f->shift);
}

/*
 * `count` registers of sums of one panel, `step` apart, in place: results to which zero is
 * still to be added.  form is not AVX512_SCALAR.
 */
KERNEL_INLINE void avx512_forms(__m512i *sums, const int step, const int count,
	enum avx512_form form, const struct avx512_params *p)
{
	if (form == AVX512_FIXED) {
		struct avx512_fixed f = avx512_fixed(p);
		KERNEL_UNROLL
		for (int i = 0; i < count; i++)
			sums[i * step] = avx512_fixed_form(sums[i * step], &f);
		return;
	}
	struct avx512_float f = avx512_float(p);
	if (form == AVX512_LINEAR) {
		KERNEL_UNROLL
		for (int i = 0; i < count; i++)
			sums[i * step] = avx512_linear(sums[i * step], &f);
	} else if (form == AVX512_LINEAR_EXCEPT) {
		KERNEL_UNROLL
		for (int i = 0; i < count; i++)
			sums[i * step] = avx512_linear_except(sums[i * step], &f);
	} else {
		KERNEL_UNROLL
		for (int i = 0; i < count; i++)
			sums[i * step] = avx512_signed(sums[i * step], &f);
	}
}

/*
 * What stands behind the forms of up to four panels.  Adding and clamping are left out where
 * they do nothing, which for most convolutions is so.
 */
struct avx512_end {
	__m512i zero[2];  // int16, of panels 0 and 1, 2 and 3
	__m512i min, max; // int8
	__m512i order;    // of dwords: transposes quarters
	bool adds, clamps;
};

KERNEL_INLINE struct avx512_end avx512_end(
	const struct conv *conv, ptrdiff_t p0, ptrdiff_t p1, ptrdiff_t p2, ptrdiff_t p3)
{
	enum { ODD = 0xaa }; // vpackssdw puts four and four side by side
	const struct output_stage *stage = &conv->stage;
	const int16_t *zero = conv->packed.forms.zero;
	return (struct avx512_end){
		.zero = {_mm512_mask_blend_epi64(
				 ODD, _mm512_set1_epi16(zero[p0]), _mm512_set1_epi16(zero[p1])),
			_mm512_mask_blend_epi64(
				ODD, _mm512_set1_epi16(zero[p2]), _mm512_set1_epi16(zero[p3]))},
		.min = _mm512_set1_epi8((char)stage->min),
		.max = _mm512_set1_epi8((char)stage->max),
		.order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15),
		.adds = zero[p0] || zero[p1] || zero[p2] || zero[p3],
		.clamps = stage->min != INT8_MIN || stage->max != INT8_MAX,
	};
}

// The codes of four registers of results, one behind the other.
KERNEL_INLINE __m512i avx512_codes(const __m512i x[4], const struct avx512_end *end)
{
	__m512i low = _mm512_packs_epi32(x[0], x[1]), high = _mm512_packs_epi32(x[2], x[3]);
	if (end->adds) {
		low = _mm512_adds_epi16(low, end->zero[0]);
		high = _mm512_adds_epi16(high, end->zero[1]);
	}
	__m512i codes = _mm512_packs_epi16(low, high);
	if (end->clamps)
		codes = _mm512_min_epi8(_mm512_max_epi8(codes, end->min), end->max);
	return _mm512_permutexvar_epi32(end->order, codes);
}

// Where FORM_SCALAR is: `rows` of `cols` sums each, channels from `channel` on, as requantise().
static inline void avx512_store_scalar(int8_t *out, const int32_t *sums, int rows, int cols,
	const struct conv *conv, int32_t channel)
{
	const struct multiplier *m = conv->packed.multiplier + channel;
	for (int r = 0; r < rows; r++, out += conv->out_stride, sums += cols)
		for (int32_t i = 0; i < cols && channel + i < conv->out_depth; i++)
			// NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): callers fill rows * cols of them
			out[i] = requantise(sums[i], m[i], &conv->stage);
}

#endif
