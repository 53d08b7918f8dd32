// SPDX-License-Identifier: Apache-2.0
/*
 * The table for CPUs with AVX2 and FMA and without a dot product of bytes: int16 pairs
 * through vpmaddwd.  vpmaddubsw would be faster and is wrong, as it saturates the sum of two
 * products.
 */
#include "engine/kernels/scalar.h"
#include "engine/kernels/x86/avx2.h"
#include "engine/kernels/x86/avx2_requant.h"
#include "engine/kernels/x86/runnable.h"

void avx2_requantise(
	int32_t lanes[8], const struct multiplier *multiplier, const struct output_stage *stage)
{
	for (int i = 0; i < 8; i++)
		lanes[i] = requantise(lanes[i], multiplier[i], stage);
}

static const struct conv_kernel *avx2_choose_conv(const struct conv *conv)
{
	if (avx2_vector_suits(conv))
		return &avx2_vector;
	if (window_is_pointwise(&conv->window))
		return &avx2_pointwise;
	return avx2_lines_suits(conv) ? &avx2_lines : &avx2_gather;
}

const struct kernels kernels_avx2 = {
	.name = "avx2",
	.runnable = avx2_runnable,
	.conv = avx2_choose_conv,
	.depthwise = avx2_choose_depthwise,
	.average_pool = avx2_average_pool,
	.max_pool = avx2_max_pool,
	.add = avx2_add,
	.lookup = scalar_lookup,
	.peak = avx2_peak,
};
