// SPDX-License-Identifier: Apache-2.0
/*
 * vpdpbusd of 256 bits on registers only.
 */
#include "engine/kernels/x86/avx2_peak.h"
#include "engine/kernels/x86/avxvnni.h"

KERNEL_INLINE __m256i add_products(__m256i sum, __m256i a, __m256i w)
{
	return _mm256_dpbusd_avx_epi32(sum, a, w);
}

int64_t avxvnni_peak(int64_t rounds)
{
	return avx2_peak_of(rounds, add_products, _mm256_set1_epi8(1), _mm256_set1_epi8(3), 32);
}
