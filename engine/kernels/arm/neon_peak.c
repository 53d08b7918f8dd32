// SPDX-License-Identifier: Apache-2.0
/*
 * The peak of a CPU without a dot product of bytes: two products of a place to one of twelve
 * sums, as in neon_gemm.c.
 */
#include "engine/kernels/arm/neon_peak.h"

KERNEL_INLINE int32x4_t add_products(int32x4_t sum, int8x16_t a, int8x16_t w)
{
	int8x8_t x = vget_low_s8(a), y = vget_low_s8(w);
	return vpadalq_s16(sum, vmlal_s8(vmull_s8(x, y), y, x));
}

int64_t neon_peak(int64_t rounds)
{
	return neon_peak_of(rounds, add_products, 16);
}
