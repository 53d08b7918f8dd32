// SPDX-License-Identifier: Apache-2.0
/*
 * What the files of the AVX-VNNI table give each other.
 */
#ifndef ENGINE_KERNELS_X86_AVXVNNI_H
#define ENGINE_KERNELS_X86_AVXVNNI_H

#include "engine/kernels/x86/runnable.h"
#include "engine/kernels/x86/vnni.h"

int64_t avxvnni_peak(int64_t rounds);
const struct conv_kernel *avxvnni_choose_conv(const struct conv *conv);

// Of struct vnni.
void avxvnni_gemm(
	int8_t *out, const struct vnni_rows *rows, int32_t row_count, const struct conv *conv);

#endif
