// SPDX-License-Identifier: Apache-2.0
/*
 * The table for CPUs with AVX2 and FMA and without a dot product of bytes: int16 pairs
 * through vpmaddwd.  vpmaddubsw would be faster and is wrong, as it saturates the sum of two
 * products.
 *
 * This file is compiled with the flags of its table; what asks whether the CPU can run them
 * must not need them, so nothing but calls stands here.
 */
#include "engine/kernels/scalar.h"
#include "engine/kernels/x86/avx2.h"

static bool runnable(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

const struct kernels kernels_avx2 = {
	.name = "avx2",
	.runnable = runnable,
	.conv = scalar_choose_conv,
	.depthwise = scalar_choose_depthwise,
	.average_pool = scalar_average_pool,
	.max_pool = scalar_max_pool,
	.add = scalar_add,
	.lookup = scalar_lookup,
	.peak = avx2_peak,
};
