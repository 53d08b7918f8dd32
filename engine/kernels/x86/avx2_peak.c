// SPDX-License-Identifier: Apache-2.0
/*
 * vpmaddwd and vpaddd as the convolutions use them, on registers only.
 */
#include "engine/kernels/x86/avx2_peak.h"

#include "engine/kernels/x86/avx2.h"

KERNEL_INLINE __m256i add_products(__m256i sum, __m256i a, __m256i w)
{
	return _mm256_add_epi32(sum, _mm256_madd_epi16(a, w));
}

int64_t avx2_peak(int64_t rounds)
{
	return avx2_peak_of(rounds, add_products, _mm256_set1_epi16(1), _mm256_set1_epi16(3), 16);
}
