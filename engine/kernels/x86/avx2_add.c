// SPDX-License-Identifier: Apache-2.0
/*
 * ADD: two fused multiply-adds where engine/kernels/forms_add.c has proved that they give the
 * same codes, otherwise the definition in integers, eight lanes of it.
 *
 * Both write 32 codes at a time.  The last of them overlap those before, which gives
 * the same codes twice; fewer than 32 go through buffers, as nothing behind an operand
 * may be read.
 */
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avx2_requant.h"

enum { BLOCK = 32 };

// form_fixed() with one multiplier for all lanes.
struct fixed {
	__m256i q31, nudge, negative, half;
	__m128i shift;
};

static struct fixed make_fixed(struct multiplier m, enum rounding rounding)
{
	struct lane_form lane;
	form_fixed_init(&lane, m, rounding);
	return (struct fixed){
		.q31 = _mm256_set1_epi32(lane.q31),
		.nudge = _mm256_set1_epi64x(lane.nudge),
		.negative = _mm256_set1_epi32(lane.negative),
		.half = _mm256_set1_epi32(lane.half),
		.shift = _mm_cvtsi32_si128(lane.shift),
	};
}

KERNEL_INLINE __m256i multiply_fixed(__m256i x, const struct fixed *f)
{
	__m256i even = _mm256_add_epi64(_mm256_mul_epi32(x, f->q31), f->nudge);
	__m256i odd = _mm256_mul_epi32(_mm256_srli_epi64(x, 32), f->q31);
	odd = _mm256_add_epi64(odd, f->nudge);
	__m256i h =
		_mm256_blend_epi32(_mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xaa);
	__m256i below = _mm256_and_si256(_mm256_srai_epi32(h, 31), f->negative);
	h = _mm256_add_epi32(_mm256_add_epi32(h, below), f->half);
	return _mm256_sra_epi32(h, f->shift);
}

struct addition {
	struct fixed a, b, out;
	__m256i zero_a, zero_b;
	__m256 factor_a, factor_b, offset;
	__m256i zero;     // int16, to be added to the sums of eight lanes
	__m256i min, max; // int8
};

static struct addition make_addition(const struct add *add)
{
	enum rounding rounding = add->stage.rounding;
	return (struct addition){
		.a = make_fixed(add->a, rounding),
		.b = make_fixed(add->b, rounding),
		.out = make_fixed(add->out, rounding),
		.zero_a = _mm256_set1_epi32(add->zero_a),
		.zero_b = _mm256_set1_epi32(add->zero_b),
		.factor_a = _mm256_set1_ps(add->factor_a),
		.factor_b = _mm256_set1_ps(add->factor_b),
		.offset = _mm256_set1_ps(add->offset),
		.zero = _mm256_set1_epi16((int16_t)(add->linear ? 0 : add->stage.zero)),
		.min = _mm256_set1_epi8((char)add->stage.min),
		.max = _mm256_set1_epi8((char)add->stage.max),
	};
}

KERNEL_INLINE __m256i eight_linear(__m256i a, __m256i b, const struct addition *s)
{
	__m256 inner = _mm256_fmadd_ps(_mm256_cvtepi32_ps(b), s->factor_b, s->offset);
	return _mm256_cvtps_epi32(_mm256_fmadd_ps(_mm256_cvtepi32_ps(a), s->factor_a, inner));
}

KERNEL_INLINE __m256i eight_fixed(__m256i a, __m256i b, const struct addition *s)
{
	a = _mm256_slli_epi32(_mm256_sub_epi32(a, s->zero_a), 20);
	b = _mm256_slli_epi32(_mm256_sub_epi32(b, s->zero_b), 20);
	__m256i sum = _mm256_add_epi32(multiply_fixed(a, &s->a), multiply_fixed(b, &s->b));
	return multiply_fixed(sum, &s->out);
}

KERNEL_INLINE __m256i eight(bool linear, const int8_t *a, const int8_t *b, const struct addition *s)
{
	__m256i x = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)a));
	__m256i y = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)b));
	return linear ? eight_linear(x, y, s) : eight_fixed(x, y, s);
}

KERNEL_INLINE void block(
	bool linear, int8_t *out, const int8_t *a, const int8_t *b, const struct addition *s)
{
	__m256i low = _mm256_packs_epi32(eight(linear, a, b, s), eight(linear, a + 8, b + 8, s));
	__m256i high = _mm256_packs_epi32(
		eight(linear, a + 16, b + 16, s), eight(linear, a + 24, b + 24, s));
	if (!linear) {
		low = _mm256_adds_epi16(low, s->zero);
		high = _mm256_adds_epi16(high, s->zero);
	}
	__m256i codes = _mm256_packs_epi16(low, high);
	codes = _mm256_min_epi8(_mm256_max_epi8(codes, s->min), s->max);
	const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
	codes = _mm256_permutevar8x32_epi32(codes, order); // packing keeps to halves
	_mm256_storeu_si256((__m256i *)out, codes);
}

KERNEL_INLINE void blocks(bool linear, int8_t *out, const int8_t *a, const int8_t *b, size_t count,
	const struct addition *s)
{
	size_t i = 0;
	for (; i + BLOCK <= count; i += BLOCK)
		block(linear, out + i, a + i, b + i, s);
	if (i == count)
		return;
	if (count >= BLOCK) {
		i = count - BLOCK;
		block(linear, out + i, a + i, b + i, s);
		return;
	}
	int8_t few_a[BLOCK] = {0}, few_b[BLOCK] = {0}, few[BLOCK];
	memcpy(few_a, a, count);
	memcpy(few_b, b, count);
	block(linear, few, few_a, few_b, s);
	memcpy(out, few, count);
}

void avx2_add(int8_t *out, const int8_t *a, const int8_t *b, size_t count, const struct add *add)
{
	const struct addition s = make_addition(add);
	if (add->linear)
		blocks(true, out, a, b, count, &s);
	else
		blocks(false, out, a, b, count, &s);
}
