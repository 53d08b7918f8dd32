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

static void run_pointwise(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	vnni_run_pointwise(out, in, conv, scratch, &vnni);
}

static void run_lines(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	vnni_run_lines(out, in, conv, scratch, &vnni);
}

static void run_gather(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	vnni_run_gather(out, in, conv, scratch, &vnni);
}

static const struct conv_kernel pointwise = {
	.name = "pointwise",
	.geometry = VNNI_GEOMETRY,
	.slots = vnni_rows_slots,
	.scratch_nbytes = vnni_rows_scratch_nbytes,
	.run = run_pointwise,
};

static const struct conv_kernel lines = {
	.name = "lines",
	.geometry = VNNI_GEOMETRY,
	.slots = vnni_lines_slots,
	.scratch_nbytes = vnni_lines_scratch_nbytes,
	.run = run_lines,
};

static const struct conv_kernel gather = {
	.name = "gather",
	.geometry = VNNI_GEOMETRY,
	.slots = vnni_rows_slots,
	.scratch_nbytes = vnni_rows_scratch_nbytes,
	.run = run_gather,
};

const struct conv_kernel *avx512vnni_choose_conv(const struct conv *conv)
{
	static const struct conv_kernel *const kernels[] = {
		[VNNI_POINTWISE] = &pointwise,
		[VNNI_LINES] = &lines,
		[VNNI_GATHER] = &gather,
	};
	return kernels[vnni_layout_of(conv)];
}
