// SPDX-License-Identifier: Apache-2.0
/*
 * One pixel, 1x1: as many bytes of weights as products, each used once, so that
 * reading them is all the time.  They stay int8 and are widened on the way.
 */
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avx2_requant.h"
#include "engine/kernels/x86/avx2_widen.h"

enum { COLS = 16, PAIR = 2, AHEAD_NBYTES = 16 * PAIR * COLS }; // 16 steps

bool avx2_vector_suits(const struct conv *conv)
{
	const struct window *v = &conv->window;
	return v->h == 1 && v->w == 1 && v->in_h == 1 && v->in_w == 1;
}

static size_t slots(int32_t *slots, const struct conv *conv)
{
	return kernels_plain_slots(slots, conv->in_depth, PAIR);
}

static size_t scratch_nbytes(const struct conv *conv)
{
	return (slots(NULL, conv) + AVX2_WIDEN_SLACK) * sizeof(int16_t);
}

KERNEL_INLINE __m256i load_weights(const int8_t *w)
{
	return _mm256_cvtepi8_epi16(_mm_load_si128((const __m128i *)w));
}

static void panel_sums(
	__m256i sum[2], const int16_t *a, size_t k_count, const int8_t *w, const int32_t *bias)
{
	__m256i s0 = avx2_load(bias), s1 = avx2_load(bias + 8);
	for (size_t k = 0; k < k_count; k += PAIR, w += PAIR * COLS) {
		_mm_prefetch((const char *)w + AHEAD_NBYTES, _MM_HINT_T0);
		int32_t pair;
		memcpy(&pair, a + k, sizeof(pair));
		__m256i both = _mm256_set1_epi32(pair);
		s0 = _mm256_add_epi32(s0, _mm256_madd_epi16(both, load_weights(w)));
		s1 = _mm256_add_epi32(s1, _mm256_madd_epi16(both, load_weights(w + 16)));
	}
	sum[0] = s0;
	sum[1] = s1;
}

static __m128i codes_of(enum form form, const __m256i sum[2], const struct avx2_stage *s)
{
	switch (form) {
	case FORM_LINEAR:
		return _mm256_castsi256_si128(avx2_codes_16_plain(FORM_LINEAR, sum, sum, s));
	case FORM_LINEAR_EXCEPT:
		return _mm256_castsi256_si128(avx2_codes_16_plain(FORM_LINEAR_EXCEPT, sum, sum, s));
	case FORM_SIGNED:
		return _mm256_castsi256_si128(avx2_codes_16_plain(FORM_SIGNED, sum, sum, s));
	case FORM_SIGNED_EXCEPT:
		return _mm256_castsi256_si128(avx2_codes_16_plain(FORM_SIGNED_EXCEPT, sum, sum, s));
	case FORM_FIXED:
		return _mm256_castsi256_si128(avx2_codes_16_plain(FORM_FIXED, sum, sum, s));
	default:
		return _mm256_castsi256_si128(avx2_codes_16_plain(FORM_SCALAR, sum, sum, s));
	}
}

static void run(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	int16_t *a = scratch;
	avx2_widen(a, in, (size_t)conv->in_depth);
	const struct packed *packed = &conv->packed;
	for (size_t i = 0; i < (size_t)packed->panel_count; i++) {
		__m256i sum[2];
		panel_sums(sum, a, slots(NULL, conv),
			(const int8_t *)packed->weights + i * packed->panel_nbytes,
			packed->bias + i * COLS);
		struct avx2_stage stage = avx2_stage(conv, i, COLS);
		__m128i codes = codes_of(packed->forms.form[i], sum, &stage);
		avx2_store(out + i * COLS, codes, (size_t)conv->out_depth - i * COLS);
	}
}

const struct conv_kernel avx2_vector = {
	.name = "vector",
	.geometry = {COLS, PAIR, 1, 0, NULL},
	.slots = slots,
	.scratch_nbytes = scratch_nbytes,
	.run = run,
};
