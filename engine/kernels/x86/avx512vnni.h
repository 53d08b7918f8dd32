// SPDX-License-Identifier: Apache-2.0
/*
 * What the files of the AVX-512 VNNI table share.
 *
 * vpdpbusd multiplies unsigned by signed bytes, so activations are read as a ^ 0x80, which
 * is a + 128: A_BIAS.  Panels are sixteen channels of four k, one register; four products
 * of at most 255 * 128 stay far below int32, into which the instruction adds modulo 2^32.
 */
#ifndef ENGINE_KERNELS_X86_AVX512VNNI_H
#define ENGINE_KERNELS_X86_AVX512VNNI_H

#include "engine/kernels/x86/avx512_requant.h"

#include <string.h>

enum { AVX512VNNI_A_BIAS = 128, AVX512VNNI_DEPTH = 4 };

#define AVX512VNNI_GEOMETRY                                               \
	{                                                                 \
		AVX512_COLS, AVX512VNNI_DEPTH, 1, AVX512VNNI_A_BIAS, NULL \
	}

bool avx512vnni_runnable(void);
int64_t avx512vnni_peak(int64_t rounds);
const struct conv_kernel *avx512vnni_conv(const struct conv *conv);
const struct conv_kernel *avx512vnni_depthwise(const struct conv *conv);
const struct conv_kernel *avx512vnni_taps(const struct conv *conv); // depthwise, any window

/*
 * Rows of activations + A_BIAS as the tiles read them.  A row's k are run_count runs of
 * run_steps steps each, run_stride apart.
 */
struct avx512vnni_rows {
	const uint8_t *at;
	ptrdiff_t stride; // from a row to the next
	ptrdiff_t run_steps, run_stride;
	int32_t run_count;
};

// out[r] = row r against all panels, out_stride apart.
void avx512vnni_gemm(
	int8_t *out, const struct avx512vnni_rows *a, int32_t row_count, const struct conv *conv);

// to[i] = from[i] + A_BIAS
static inline void avx512vnni_bias(uint8_t *to, const int8_t *from, size_t count)
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

static inline uint8_t avx512vnni_outside(const struct conv *conv)
{
	return (uint8_t)(conv->zero_in + AVX512VNNI_A_BIAS);
}

#endif
