// SPDX-License-Identifier: Apache-2.0
/*
 * The table for CPUs with AVX-512 and its dot product of bytes, vpdpbusd.
 */
#include "engine/kernels/scalar.h"
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avx512vnni.h"

const struct kernels kernels_avx512vnni = {
	.name = "avx512vnni",
	.runnable = avx512vnni_runnable,
	.conv = avx512vnni_choose_conv,
	.depthwise = avx512vnni_choose_depthwise,
	.average_pool = avx2_average_pool,
	.max_pool = avx2_max_pool,
	.add = avx2_add,
	.lookup = scalar_lookup,
	.peak = avx512vnni_peak,
};
