// SPDX-License-Identifier: Apache-2.0
/*
 * From sums to codes, sixteen at a time, for every form of engine/kernels/forms.h.
 *
 * A panel is sixteen channels in plain order: one register of sums.  Four registers of
 * results become one of codes by vpackssdw twice and vpacksswb, which work within quarters of
 * 128 bits and so leave quarter L of all four inputs in quarter L; one vpermd transposes
 * that four by four.  Packing saturates; the clamp afterwards is of 64 codes at once.
 *
 * LINEAR and SIGNED are one piece of code: the sign of x is copied onto the offset under a
 * mask that is 0 for LINEAR.  That leaves four ways, chosen once for a column of a tile.
 */
#ifndef ENGINE_KERNELS_X86_AVX512_REQUANT_H
#define ENGINE_KERNELS_X86_AVX512_REQUANT_H

#include "engine/kernels/kernels.h"

#include <immintrin.h>

#define AVX512_INLINE static inline __attribute__((always_inline))

enum { AVX512_COLS = 16 };

enum avx512_way {
	AVX512_FLOAT,        // LINEAR, SIGNED
	AVX512_FLOAT_EXCEPT, // the same with exceptions
	AVX512_FIXED,
	AVX512_SCALAR
};

AVX512_INLINE enum avx512_way avx512_way(const struct conv *conv, ptrdiff_t panel)
{
	switch (conv->packed.forms.form[panel]) {
	case FORM_LINEAR:
	case FORM_SIGNED:
		return AVX512_FLOAT;
	case FORM_LINEAR_EXCEPT:
	case FORM_SIGNED_EXCEPT:
		return AVX512_FLOAT_EXCEPT;
	case FORM_FIXED:
		return AVX512_FIXED;
	default:
		return AVX512_SCALAR;
	}
}

AVX512_INLINE __m512i avx512_lanes(const void *lanes, ptrdiff_t panel)
{
	return _mm512_load_si512((const int32_t *)lanes + panel * AVX512_COLS);
}

// What AVX512_FLOAT needs of a panel.
struct avx512_float {
	__m512 factor;
	__m512i offset, sign; // bits of float32; the mask of the sign
};

AVX512_INLINE struct avx512_float avx512_float(const struct conv *conv, ptrdiff_t panel)
{
	const struct forms *f = &conv->packed.forms;
	bool is_signed = f->form[panel] == FORM_SIGNED || f->form[panel] == FORM_SIGNED_EXCEPT;
	return (struct avx512_float){
		_mm512_castsi512_ps(avx512_lanes(f->factor, panel)),
		avx512_lanes(f->offset, panel),
		_mm512_set1_epi32(is_signed ? INT32_MIN : 0),
	};
}

AVX512_INLINE __m512i avx512_float_form(__m512i x, struct avx512_float p)
{
	enum { A_OR_B_AND_C = 0xf8 };
	__m512i offset = _mm512_ternarylogic_epi32(p.offset, x, p.sign, A_OR_B_AND_C);
	return _mm512_cvtps_epi32(
		_mm512_fmadd_ps(_mm512_cvtepi32_ps(x), p.factor, _mm512_castsi512_ps(offset)));
}

// form_fixed(): the products of even and of odd lanes, then h of both side by side.
AVX512_INLINE __m512i avx512_fixed_form(__m512i x, const struct conv *conv, ptrdiff_t panel)
{
	enum { ODD = 0xaaaa };
	const struct forms *f = &conv->packed.forms;
	__m512i q31 = avx512_lanes(f->q31, panel), nudge = avx512_lanes(f->nudge, panel);
	__m512i even = _mm512_mul_epi32(x, q31);
	__m512i odd = _mm512_mul_epi32(_mm512_srli_epi64(x, 32), _mm512_srli_epi64(q31, 32));
	even = _mm512_add_epi64(even, _mm512_and_si512(nudge, _mm512_set1_epi64(0xffffffff)));
	odd = _mm512_add_epi64(odd, _mm512_srli_epi64(nudge, 32));
	__m512i h = _mm512_mask_blend_epi32(
		ODD, _mm512_srli_epi64(even, 31), _mm512_slli_epi64(odd, 1));
	h = _mm512_mask_add_epi32(h, _mm512_movepi32_mask(h), h, avx512_lanes(f->negative, panel));
	return _mm512_srav_epi32(
		_mm512_add_epi32(h, avx512_lanes(f->half, panel)), avx512_lanes(f->shift, panel));
}

// requantise() of each lane.  Those beyond the last channel give a code that nobody stores.
static inline __attribute__((cold)) __m512i avx512_scalar_form(
	__m512i x, const struct conv *conv, ptrdiff_t panel)
{
	int32_t lanes[AVX512_COLS];
	_mm512_storeu_si512(lanes, x);
	const struct multiplier *m = conv->packed.multiplier + panel * AVX512_COLS;
	for (int i = 0; i < AVX512_COLS; i++)
		lanes[i] = requantise(lanes[i], m[i], &conv->stage);
	return _mm512_loadu_si512(lanes);
}

/*
 * `count` registers of sums of one panel, `step` apart, in place: results to which zero is
 * still to be added.
 */
AVX512_INLINE void avx512_forms(
	__m512i *sums, const int step, const int count, const struct conv *conv, ptrdiff_t panel)
{
	enum avx512_way way = avx512_way(conv, panel);
	if (way == AVX512_FLOAT) {
		struct avx512_float p = avx512_float(conv, panel);
#pragma GCC unroll 16
		for (int i = 0; i < count; i++)
			sums[i * step] = avx512_float_form(sums[i * step], p);
	} else if (way == AVX512_FLOAT_EXCEPT) {
		struct avx512_float p = avx512_float(conv, panel);
		__m512i exception = avx512_lanes(conv->packed.forms.exception, panel);
#pragma GCC unroll 16
		for (int i = 0; i < count; i++) {
			__mmask16 is = _mm512_cmpeq_epi32_mask(sums[i * step], exception);
			__m512i r = avx512_float_form(sums[i * step], p);
			sums[i * step] = _mm512_mask_add_epi32(r, is, r, _mm512_set1_epi32(1));
		}
	} else if (way == AVX512_FIXED) {
#pragma GCC unroll 16
		for (int i = 0; i < count; i++)
			sums[i * step] = avx512_fixed_form(sums[i * step], conv, panel);
	} else {
#pragma GCC unroll 16
		for (int i = 0; i < count; i++)
			sums[i * step] = avx512_scalar_form(sums[i * step], conv, panel);
	}
}

// What stands behind the forms: of one convolution.
struct avx512_clamp {
	__m512i min, max; // int8
	__m512i order;    // of dwords: transposes quarters
};

AVX512_INLINE struct avx512_clamp avx512_clamp(const struct conv *conv)
{
	return (struct avx512_clamp){
		_mm512_set1_epi8((char)conv->stage.min),
		_mm512_set1_epi8((char)conv->stage.max),
		_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15),
	};
}

// The zero points of two panels as vpackssdw lays out their int16: four and four.
AVX512_INLINE __m512i avx512_zeros(const struct conv *conv, ptrdiff_t panel_a, ptrdiff_t panel_b)
{
	enum { ODD = 0xaa };
	const int16_t *zero = conv->packed.forms.zero;
	return _mm512_mask_blend_epi64(
		ODD, _mm512_set1_epi16(zero[panel_a]), _mm512_set1_epi16(zero[panel_b]));
}

// The codes of four registers of results, one behind the other.
AVX512_INLINE __m512i avx512_codes(__m512i a, __m512i b, __m512i c, __m512i d, __m512i zero_ab,
	__m512i zero_cd, const struct avx512_clamp *clamp)
{
	__m512i ab = _mm512_adds_epi16(_mm512_packs_epi32(a, b), zero_ab);
	__m512i cd = _mm512_adds_epi16(_mm512_packs_epi32(c, d), zero_cd);
	__m512i codes = _mm512_packs_epi16(ab, cd);
	codes = _mm512_min_epi8(_mm512_max_epi8(codes, clamp->min), clamp->max);
	return _mm512_permutexvar_epi32(clamp->order, codes);
}

#endif
