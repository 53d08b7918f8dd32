// SPDX-License-Identifier: Apache-2.0
/*
 * What the files of the AVX2 table give it.  All of it may execute AVX2 and FMA.
 */
#ifndef ENGINE_KERNELS_X86_AVX2_H
#define ENGINE_KERNELS_X86_AVX2_H

#include "engine/kernels/kernels.h"

int64_t avx2_peak(int64_t rounds);

#endif
