// SPDX-License-Identifier: Apache-2.0
/*
 * vpdpbusd on registers only: sixteen sums, which are a tile of the matrix product, so that
 * four or five cycles of latency are hidden even where two start in a cycle.
 */
#include "engine/kernels/x86/avx512vnni.h"

enum { SUMS = 16, MACS = VNNI_STEP };

int64_t avx512vnni_peak(int64_t rounds)
{
	__m512i sum[SUMS], a = _mm512_set1_epi8(1), w = _mm512_set1_epi8(3);
	KERNEL_UNROLL
	for (int i = 0; i < SUMS; i++)
		sum[i] = _mm512_setzero_si512();
	for (int64_t r = 0; r < rounds; r++) {
		KERNEL_UNROLL
		for (int i = 0; i < SUMS; i++) {
			__asm__("" : "+v"(a)); // so that no product is known beforehand
			sum[i] = _mm512_dpbusd_epi32(sum[i], a, w);
		}
	}
	__m512i total = sum[0];
	KERNEL_UNROLL
	for (int i = 1; i < SUMS; i++)
		total = _mm512_add_epi32(total, sum[i]);
	volatile int32_t result = _mm_cvtsi128_si32(_mm512_castsi512_si128(total));
	(void)result;
	return rounds * SUMS * MACS;
}
