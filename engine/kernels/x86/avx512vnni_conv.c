// SPDX-License-Identifier: Apache-2.0
/*
 * The dense convolutions of the AVX-512 VNNI table: vnni_conv.c lays activations out,
 * avx512vnni_gemm.c multiplies.
 */
#include "engine/kernels/x86/avx512vnni.h"

static void bias(uint8_t *to, const int8_t *from, size_t count)
{
	const __m512i flip = _mm512_set1_epi8(-128);
	size_t i = 0;
	for (; i + 64 <= count; i += 64)
		_mm512_storeu_si512(to + i, _mm512_xor_si512(_mm512_loadu_si512(from + i), flip));
	if (i < count) {
		__mmask64 rest = ~(__mmask64)0 >> (64 - (count - i));
		__m512i tail = _mm512_maskz_loadu_epi8(rest, from + i);
		_mm512_mask_storeu_epi8(to + i, rest, _mm512_xor_si512(tail, flip));
	}
}

static const struct vnni vnni = {.bias = bias, .gemm = avx512vnni_gemm};

static const struct conv_kernel kernels[] = VNNI_KERNELS(&vnni);

const struct conv_kernel *avx512vnni_choose_conv(const struct conv *conv)
{
	return &kernels[vnni_layout_of(conv)];
}
