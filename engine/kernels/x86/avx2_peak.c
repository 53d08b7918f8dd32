// SPDX-License-Identifier: Apache-2.0
/*
 * vpmaddwd and vpaddd as the convolutions use them, on registers only: twelve sums, which
 * are a tile of theirs, so that four cycles of latency are hidden three times over.
 */
#include "engine/kernels/inline.h"
#include "engine/kernels/x86/avx2.h"

#include <immintrin.h>

enum { SUMS = 12, MACS = 16 };

int64_t avx2_peak(int64_t rounds)
{
	__m256i sum[SUMS], a = _mm256_set1_epi16(1), w = _mm256_set1_epi16(3);
	KERNEL_UNROLL
	for (int i = 0; i < SUMS; i++)
		sum[i] = _mm256_setzero_si256();
	for (int64_t r = 0; r < rounds; r++) {
		KERNEL_UNROLL
		for (int i = 0; i < SUMS; i++) {
			__m256i product = _mm256_madd_epi16(a, w);
			sum[i] = _mm256_add_epi32(sum[i], product);
			__asm__("" : "+x"(a), "+x"(sum[i])); // so that none is known beforehand
		}
	}
	__m256i total = sum[0];
	KERNEL_UNROLL
	for (int i = 1; i < SUMS; i++)
		total = _mm256_add_epi32(total, sum[i]);
	volatile int32_t result = _mm256_extract_epi32(total, 0);
	(void)result;
	return rounds * SUMS * MACS;
}
