// SPDX-License-Identifier: Apache-2.0
/*
 * The loop of peak(), around the multiplication of a table.
 */
#ifndef ENGINE_KERNELS_ARM_NEON_PEAK_H
#define ENGINE_KERNELS_ARM_NEON_PEAK_H

#include "engine/kernels/arm/neon.h"

#include <arm_neon.h>

// `add_products` adds `macs` products of codes to a register of sums.
KERNEL_INLINE int64_t neon_peak_of(int64_t rounds,
	int32x4_t (*add_products)(int32x4_t sum, int8x16_t a, int8x16_t w), int64_t macs)
{
	enum { SUMS = 12 };
	int32x4_t sum[SUMS];
	int8x16_t a = vdupq_n_s8(1), w = vdupq_n_s8(3);
	for (int i = 0; i < SUMS; i++)
		sum[i] = vdupq_n_s32(0);
	for (int64_t r = 0; r < rounds; r++) {
		KERNEL_UNROLL
		for (int i = 0; i < SUMS; i++) {
			__asm__ volatile(
				""
				: "+w"(a), "+w"(w)); // so that no product is known beforehand
			sum[i] = add_products(sum[i], a, w);
		}
	}
	for (int i = 1; i < SUMS; i++)
		sum[0] = vaddq_s32(sum[0], sum[i]);
	volatile int32_t result = vaddvq_s32(sum[0]);
	(void)result;
	return rounds * SUMS * macs;
}

#endif
