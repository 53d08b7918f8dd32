// SPDX-License-Identifier: Apache-2.0
/*
 * From sums to codes, eight at a time, for every form of engine/kernels/forms.h.
 *
 * A panel of sixteen channels is two registers of sums, in one of two orders.  Plain: 0-7
 * and 8-15; then the first register is the panel of a layer's last channels, if they
 * are eight or fewer.  AVX2_LANES: 0-3 and 8-11, 4-7 and 12-15, which is what vpunpcklwd and
 * vpunpckhwd give of two rows of sixteen int16.  vpackssdw and vpacksswb work within halves
 * of 128 bits, so either order takes one permutation for the codes of two pixels.
 *
 * Functions take the form as a constant: a kernel asks for it once a panel, and the compiler
 * makes a copy of the panel's loops for each answer.
 */
#ifndef ENGINE_KERNELS_X86_AVX2_REQUANT_H
#define ENGINE_KERNELS_X86_AVX2_REQUANT_H

#include "engine/kernels/inline.h"
#include "engine/kernels/kernels.h"

#include <immintrin.h>
#include <string.h>

// For geometry.lanes of a panel of sixteen; a constant initialiser of unsigned char[16].
#define AVX2_LANES                                                   \
	{                                                            \
		0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15 \
	}

// What stands behind the sums of one panel; the lanes' parameters begin with its lane 0.
struct avx2_stage {
	const float *factor, *offset;
	const int32_t *exception;
	const int32_t *q31, *shift;
	const struct multiplier *multiplier;
	const struct output_stage *stage;
	__m256i zero;     // int16, to be added to what a form gives
	__m256i min, max; // int8
	__m256i order;    // of avx2_codes_16_plain() and avx2_codes_8(): 0, 4, 1, 5, 2, 6, 3, 7
	// Of FORM_FIXED, lanes 0-7 and 8-15; see avx2_fixed().
	__m256i odd_q31[2], even_nudge[2], odd_nudge[2], limit[2];
};

KERNEL_INLINE __m256i avx2_load(const int32_t *lanes)
{
	return _mm256_load_si256((const __m256i *)lanes);
}

// Parameters of FORM_FIXED for products of 64 bits, those of even and those of odd lanes.
static inline void avx2_prepare_fixed(struct avx2_stage *s, const struct forms *f, size_t at)
{
	const __m256i low = _mm256_set1_epi64x(0xffffffff);
	for (size_t i = 0; i < 2; i++) {
		__m256i nudge = avx2_load(f->nudge + at + 8 * i);
		__m256i half = avx2_load(f->half + at + 8 * i);
		__m256i negative = avx2_load(f->negative + at + 8 * i);
		s->odd_q31[i] = _mm256_srli_epi64(avx2_load(f->q31 + at + 8 * i), 32);
		s->even_nudge[i] = _mm256_add_epi64(_mm256_and_si256(nudge, low),
			_mm256_slli_epi64(_mm256_and_si256(half, low), 31));
		s->odd_nudge[i] = _mm256_add_epi64(_mm256_srli_epi64(nudge, 32),
			_mm256_slli_epi64(_mm256_srli_epi64(half, 32), 31));
		s->limit[i] = _mm256_andnot_si256(negative, _mm256_set1_epi32(INT32_MIN));
	}
}

// What is the same for all panels.
KERNEL_INLINE void avx2_stage_start(struct avx2_stage *s, const struct conv *conv)
{
	s->stage = &conv->stage;
	s->min = _mm256_set1_epi8((char)conv->stage.min);
	s->max = _mm256_set1_epi8((char)conv->stage.max);
	s->order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
}

KERNEL_INLINE void avx2_stage_panel(
	struct avx2_stage *s, const struct conv *conv, size_t panel, size_t cols)
{
	const struct forms *f = &conv->packed.forms;
	size_t at = panel * cols;
	s->factor = f->factor + at;
	s->offset = f->offset + at;
	s->exception = f->exception + at;
	s->q31 = f->q31 + at;
	s->shift = f->shift + at;
	s->multiplier = conv->packed.multiplier + at;
	s->zero = _mm256_set1_epi16(f->zero[panel]);
	if (f->form[panel] == FORM_FIXED)
		avx2_prepare_fixed(s, f, at);
}

KERNEL_INLINE struct avx2_stage avx2_stage(const struct conv *conv, size_t panel, size_t cols)
{
	struct avx2_stage s;
	avx2_stage_start(&s, conv);
	avx2_stage_panel(&s, conv, panel, cols);
	return s;
}

// avx2.c: eight sums become codes.
void avx2_requantise(
	int32_t lanes[8], const struct multiplier *multiplier, const struct output_stage *stage);

/*
 * form_fixed().  `half` is added before the shift by 31, as half * 2^31, where it costs nothing;
 * |h| + half is below 2^31.  What is added if h is negative is added if x is: h = 0
 * for an x below 0 makes no difference, as (half - 1) >> shift is 0 too.
 */
KERNEL_INLINE __m256i avx2_fixed(__m256i x, const struct avx2_stage *s, size_t lane)
{
	size_t i = lane / 8;
	__m256i even = _mm256_mul_epi32(x, avx2_load(s->q31 + lane));
	__m256i odd = _mm256_mul_epi32(_mm256_srli_epi64(x, 32), s->odd_q31[i]);
	even = _mm256_srli_epi64(_mm256_add_epi64(even, s->even_nudge[i]), 31);
	odd = _mm256_slli_epi64(_mm256_add_epi64(odd, s->odd_nudge[i]), 1);
	__m256i h = _mm256_blend_epi32(even, odd, 0xaa);
	h = _mm256_add_epi32(h, _mm256_cmpgt_epi32(s->limit[i], x));
	return _mm256_srav_epi32(h, avx2_load(s->shift + lane));
}

// requantise() of each lane; those beyond the last channel give a code that nobody stores.
KERNEL_INLINE __m256i avx2_scalar(__m256i x, const struct avx2_stage *s, size_t lane)
{
	int32_t lanes[8];
	_mm256_storeu_si256((__m256i *)lanes, x);
	avx2_requantise(lanes, s->multiplier + lane, s->stage);
	return _mm256_loadu_si256((const __m256i *)lanes);
}

// Eight sums, of `lane` and the lanes behind it; the zero point is still to be added.
KERNEL_INLINE __m256i avx2_form(enum form form, __m256i x, const struct avx2_stage *s, size_t lane)
{
	if (form == FORM_FIXED)
		return avx2_fixed(x, s, lane);
	if (form == FORM_SCALAR)
		return avx2_scalar(x, s, lane);
	__m256 offset = _mm256_load_ps(s->offset + lane);
	if (form == FORM_SIGNED || form == FORM_SIGNED_EXCEPT) {
		__m256 sign =
			_mm256_castsi256_ps(_mm256_and_si256(x, _mm256_set1_epi32(INT32_MIN)));
		offset = _mm256_or_ps(offset, sign);
	}
	__m256i r = _mm256_cvtps_epi32(
		_mm256_fmadd_ps(_mm256_cvtepi32_ps(x), _mm256_load_ps(s->factor + lane), offset));
	if (form == FORM_LINEAR_EXCEPT || form == FORM_SIGNED_EXCEPT) {
		__m256i exception = avx2_load(s->exception + lane);
		r = _mm256_sub_epi32(r, _mm256_cmpeq_epi32(x, exception));
	}
	return r;
}

// Sixteen int16 of two registers that were made by avx2_form().
KERNEL_INLINE __m256i avx2_narrow(
	enum form form, __m256i first, __m256i second, const struct avx2_stage *s)
{
	__m256i codes = _mm256_packs_epi32(first, second);
	return form_has_zero(form) ? codes : _mm256_adds_epi16(codes, s->zero);
}

KERNEL_INLINE __m256i avx2_clamp(__m256i codes, const struct avx2_stage *s)
{
	return _mm256_min_epi8(_mm256_max_epi8(codes, s->min), s->max);
}

// The codes of two pixels, sixteen channels of each; which bytes are whose depends on the lanes.
KERNEL_INLINE __m256i avx2_codes(
	enum form form, const __m256i a[2], const __m256i b[2], const struct avx2_stage *s)
{
	__m256i row_a =
		avx2_narrow(form, avx2_form(form, a[0], s, 0), avx2_form(form, a[1], s, 8), s);
	__m256i row_b =
		avx2_narrow(form, avx2_form(form, b[0], s, 0), avx2_form(form, b[1], s, 8), s);
	return avx2_clamp(_mm256_packs_epi16(row_a, row_b), s);
}

// Pixel a's are the low half, b's the high one; sums are in the order of AVX2_LANES.
KERNEL_INLINE __m256i avx2_codes_16(
	enum form form, const __m256i a[2], const __m256i b[2], const struct avx2_stage *s)
{
	// a 0-7, b 0-7, a 8-15, b 8-15
	return _mm256_permute4x64_epi64(avx2_codes(form, a, b, s), 0xd8);
}

// The same; sums are in plain order.
KERNEL_INLINE __m256i avx2_codes_16_plain(
	enum form form, const __m256i a[2], const __m256i b[2], const struct avx2_stage *s)
{
	// a 0-3, a 8-11, b 0-3, b 8-11, a 4-7, a 12-15, b 4-7, b 12-15
	return _mm256_permutevar8x32_epi32(avx2_codes(form, a, b, s), s->order);
}

// The codes of four pixels, eight channels of each in plain order, one behind the other.
KERNEL_INLINE __m256i avx2_codes_8(enum form form, const __m256i x[4], const struct avx2_stage *s)
{
	__m256i ab = avx2_narrow(form, avx2_form(form, x[0], s, 0), avx2_form(form, x[1], s, 0), s);
	__m256i cd = avx2_narrow(form, avx2_form(form, x[2], s, 0), avx2_form(form, x[3], s, 0), s);
	__m256i codes = avx2_clamp(_mm256_packs_epi16(ab, cd), s);
	return _mm256_permutevar8x32_epi32(codes, s->order); // quarters are channels 0-3, then 4-7
}

// The first `count` of eight codes, below eight.
KERNEL_INLINE void avx2_store_part(int8_t *out, __m128i codes, size_t count)
{
	if (count & 4) {
		_mm_storeu_si32(out, codes);
		codes = _mm_srli_si128(codes, 4);
		out += 4;
	}
	if (count & 2) {
		_mm_storeu_si16(out, codes);
		codes = _mm_srli_si128(codes, 2);
		out += 2;
	}
	if (count & 1)
		*out = (int8_t)_mm_extract_epi8(codes, 0);
}

// The first `count` of eight codes.
KERNEL_INLINE void avx2_store_8(int8_t *out, __m128i codes, size_t count)
{
	if (count >= 8)
		_mm_storel_epi64((__m128i *)out, codes);
	else
		avx2_store_part(out, codes, count);
}

// The first `count` of sixteen codes: the last panel of a pixel has fewer.
KERNEL_INLINE void avx2_store(int8_t *out, __m128i codes, size_t count)
{
	if (count >= 16) {
		_mm_storeu_si128((__m128i *)out, codes);
	} else if (count >= 8) {
		_mm_storel_epi64((__m128i *)out, codes);
		avx2_store_part(out + 8, _mm_unpackhi_epi64(codes, codes), count - 8);
	} else {
		avx2_store_part(out, codes, count);
	}
}

#endif
