// SPDX-License-Identifier: Apache-2.0
/*
 * int8 to int16, sixteen at a time: up to fifteen codes more are read and written, so a
 * line is filled from left to right and has AVX2_WIDEN_SLACK behind it.
 */
#ifndef ENGINE_KERNELS_X86_AVX2_WIDEN_H
#define ENGINE_KERNELS_X86_AVX2_WIDEN_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

enum { AVX2_WIDEN_SLACK = 16 };

static inline void avx2_widen(int16_t *out, const int8_t *in, size_t count)
{
	for (size_t i = 0; i < count; i += 16)
		_mm256_storeu_si256((__m256i *)(out + i),
			_mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(in + i))));
}

static inline void avx2_fill(int16_t *out, int16_t value, size_t count)
{
	for (size_t i = 0; i < count; i += 16)
		_mm256_storeu_si256((__m256i *)(out + i), _mm256_set1_epi16(value));
}

#endif
