// SPDX-License-Identifier: Apache-2.0
/*
 * What the files of the AVX-512 VNNI table give each other.
 */
#ifndef ENGINE_KERNELS_X86_AVX512VNNI_H
#define ENGINE_KERNELS_X86_AVX512VNNI_H

#include "engine/kernels/x86/avx512_requant.h"
#include "engine/kernels/x86/runnable.h"
#include "engine/kernels/x86/vnni.h"

#include <string.h>

int64_t avx512vnni_peak(int64_t rounds);
const struct conv_kernel *avx512vnni_choose_conv(const struct conv *conv);
const struct conv_kernel *avx512vnni_choose_depthwise(const struct conv *conv);
extern const struct conv_kernel avx512vnni_depthwise_window;

// Of struct vnni.
void avx512vnni_gemm(
	int8_t *out, const struct vnni_rows *rows, int32_t row_count, const struct conv *conv);

#endif
