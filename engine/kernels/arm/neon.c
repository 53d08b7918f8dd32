// SPDX-License-Identifier: Apache-2.0
/*
 * The table for every AArch64 CPU.
 */
#include "engine/kernels/arm/neon.h"

#include <arm_neon.h>
#include <sys/auxv.h>

static bool runnable(void)
{
	return getauxval(AT_HWCAP) & HWCAP_ASIMD;
}

static const struct conv_kernel *choose_conv(const struct conv *conv)
{
	(void)conv;
	return &neon_conv_kernel;
}

// Two products of a place to one of twelve sums, as in neon_gemm.c.
static int64_t peak(int64_t rounds)
{
	enum { SUMS = 12, MACS = 16 };
	int32x4_t sum[SUMS];
	int8x8_t a = vdup_n_s8(1), w = vdup_n_s8(3);
	for (int i = 0; i < SUMS; i++)
		sum[i] = vdupq_n_s32(0);
	for (int64_t r = 0; r < rounds; r++) {
		NEON_UNROLL
		for (int i = 0; i < SUMS; i++) {
			__asm__ volatile(
				""
				: "+w"(a), "+w"(w)); // so that no product is known beforehand
			sum[i] = vpadalq_s16(sum[i], vmlal_s8(vmull_s8(a, w), w, a));
		}
	}
	for (int i = 1; i < SUMS; i++)
		sum[0] = vaddq_s32(sum[0], sum[i]);
	volatile int32_t result = vaddvq_s32(sum[0]);
	(void)result;
	return rounds * SUMS * MACS;
}

const struct kernels kernels_neon = {
	.name = "neon",
	.runnable = runnable,
	.conv = choose_conv,
	.depthwise = neon_choose_depthwise,
	.average_pool = neon_average_pool,
	.max_pool = neon_max_pool,
	.add = neon_add,
	.lookup = neon_lookup,
	.peak = peak,
};
