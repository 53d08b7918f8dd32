// SPDX-License-Identifier: Apache-2.0
/*
 * The peak of sdot.
 */
#include "engine/kernels/arm/neon_peak.h"

KERNEL_INLINE int32x4_t add_products(int32x4_t sum, int8x16_t a, int8x16_t w)
{
	return vdotq_s32(sum, a, w);
}

int64_t dotprod_peak(int64_t rounds)
{
	return neon_peak_of(rounds, add_products, 16);
}
