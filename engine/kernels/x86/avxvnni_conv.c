// SPDX-License-Identifier: Apache-2.0
/*
 * The dense convolutions of the AVX-VNNI table: vnni_conv.c lays activations out,
 * avxvnni_gemm.c multiplies.
 */
#include "engine/kernels/x86/avxvnni.h"

#include <immintrin.h>

static void bias(uint8_t *to, const int8_t *from, size_t count)
{
	const __m256i flip = _mm256_set1_epi8(-128);
	size_t i = 0;
	for (; i + 32 <= count; i += 32) {
		__m256i a = _mm256_loadu_si256((const __m256i *)(from + i));
		_mm256_storeu_si256((__m256i *)(to + i), _mm256_xor_si256(a, flip));
	}
	for (; i < count; i++)
		to[i] = (uint8_t)(from[i] + VNNI_A_BIAS);
}

static const struct vnni vnni = {.bias = bias, .gemm = avxvnni_gemm};

static const struct conv_kernel kernels[] = VNNI_KERNELS(&vnni);

const struct conv_kernel *avxvnni_choose_conv(const struct conv *conv)
{
	return &kernels[vnni_layout_of(conv)];
}
