// SPDX-License-Identifier: Apache-2.0
/*
 * The loop of peak() on registers of 256 bits, around the multiplication of a table.
 */
#ifndef ENGINE_KERNELS_X86_AVX2_PEAK_H
#define ENGINE_KERNELS_X86_AVX2_PEAK_H

#include "engine/kernels/inline.h"

#include <immintrin.h>
#include <stdint.h>

/*
 * `add_products` adds `macs` products of `a` and `w` to a register of sums.  There are twelve
 * of these, which are a tile of the convolutions, so that four or five cycles of latency are
 * hidden where two multiplications start in a cycle.
 */
KERNEL_INLINE int64_t avx2_peak_of(int64_t rounds,
	__m256i (*add_products)(__m256i sum, __m256i a, __m256i w), __m256i a, __m256i w,
	int64_t macs)
{
	enum { SUMS = 12 };
	__m256i sum[SUMS];
	KERNEL_UNROLL
	for (int i = 0; i < SUMS; i++)
		sum[i] = _mm256_setzero_si256();
	for (int64_t r = 0; r < rounds; r++) {
		KERNEL_UNROLL
		for (int i = 0; i < SUMS; i++) {
			sum[i] = add_products(sum[i], a, w);
			__asm__("" : "+x"(a), "+x"(sum[i])); // so that none is known beforehand
		}
	}
	__m256i total = sum[0];
	KERNEL_UNROLL
	for (int i = 1; i < SUMS; i++)
		total = _mm256_add_epi32(total, sum[i]);
	volatile int32_t result = _mm256_extract_epi32(total, 0);
	(void)result;
	return rounds * SUMS * macs;
}

#endif
