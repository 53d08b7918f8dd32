// SPDX-License-Identifier: Apache-2.0
/*
 * The table for CPUs with vpdpbusd of 256 bits and without AVX-512.  What does not multiply
 * through it is as in the AVX2 table, depthwise convolutions included: with their nine products
 * for an output, they are not bound by products.
 */
#include "engine/kernels/scalar.h"
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avxvnni.h"

const struct kernels kernels_avxvnni = {
	.name = "avxvnni",
	.runnable = avxvnni_runnable,
	.conv = avxvnni_choose_conv,
	.depthwise = avx2_choose_depthwise,
	.average_pool = avx2_average_pool,
	.max_pool = avx2_max_pool,
	.add = avx2_add,
	.lookup = scalar_lookup,
	.peak = avxvnni_peak,
};
