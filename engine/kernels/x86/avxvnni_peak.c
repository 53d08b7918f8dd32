// SPDX-License-Identifier: Apache-2.0
/*
 * vpdpbusd of 256 bits on registers only: twelve sums, which are a tile of the matrix
 * product, so that five cycles of latency are hidden where two start in a cycle.
 */
#include "engine/kernels/inline.h"
#include "engine/kernels/x86/avxvnni.h"

#include <immintrin.h>

enum { SUMS = 12, MACS = 32 };

int64_t avxvnni_peak(int64_t rounds)
{
	__m256i sum[SUMS], a = _mm256_set1_epi8(1), w = _mm256_set1_epi8(3);
	KERNEL_UNROLL
	for (int i = 0; i < SUMS; i++)
		sum[i] = _mm256_setzero_si256();
	for (int64_t r = 0; r < rounds; r++) {
		KERNEL_UNROLL
		for (int i = 0; i < SUMS; i++) {
			__asm__("" : "+x"(a)); // so that no product is known beforehand
			sum[i] = _mm256_dpbusd_avx_epi32(sum[i], a, w);
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
