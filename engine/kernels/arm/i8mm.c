// SPDX-License-Identifier: Apache-2.0
/*
 * The table for CPUs with smmla: Cortex-A510 and A710 and later, Neoverse V1 and N2 and later,
 * Apple A15 and M2 and later.
 */
#include "engine/kernels/arm/dotprod.h"
#include "engine/kernels/arm/i8mm.h"
#include "engine/kernels/arm/neon.h"

#include <arm_neon.h>
#include <sys/auxv.h>

static bool runnable(void)
{
	return (getauxval(AT_HWCAP2) & HWCAP2_I8MM) && dotprod_runnable();
}

static int64_t peak(int64_t rounds)
{
	enum { SUMS = 12, MACS = 32 };
	int32x4_t sum[SUMS];
	int8x16_t a = vdupq_n_s8(1), w = vdupq_n_s8(3);
	for (int i = 0; i < SUMS; i++)
		sum[i] = vdupq_n_s32(0);
	for (int64_t r = 0; r < rounds; r++) {
		NEON_UNROLL
		for (int i = 0; i < SUMS; i++) {
			__asm__ volatile(
				""
				: "+w"(a), "+w"(w)); // so that no product is known beforehand
			sum[i] = vmmlaq_s32(sum[i], a, w);
		}
	}
	for (int i = 1; i < SUMS; i++)
		sum[0] = vaddq_s32(sum[0], sum[i]);
	volatile int32_t result = vaddvq_s32(sum[0]);
	(void)result;
	return rounds * SUMS * MACS;
}

const struct kernels kernels_i8mm = {
	.name = "i8mm",
	.runnable = runnable,
	.conv = i8mm_choose_conv,
	.depthwise = dotprod_choose_depthwise,
	.average_pool = neon_average_pool,
	.max_pool = neon_max_pool,
	.add = neon_add,
	.lookup = neon_lookup,
	.peak = peak,
};
