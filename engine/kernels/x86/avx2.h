// SPDX-License-Identifier: Apache-2.0
/*
 * What the files of the AVX2 table give it.  All of it may execute AVX2 and FMA.
 */
#ifndef ENGINE_KERNELS_X86_AVX2_H
#define ENGINE_KERNELS_X86_AVX2_H

#include "engine/kernels/kernels.h"

// Dense convolutions.
extern const struct conv_kernel avx2_pointwise, avx2_lines, avx2_gather, avx2_vector;

bool avx2_lines_suits(const struct conv *conv);
bool avx2_vector_suits(const struct conv *conv);

int64_t avx2_peak(int64_t rounds);
const struct conv_kernel *avx2_choose_depthwise(const struct conv *conv);
void avx2_average_pool(int8_t *out, const int8_t *in, const struct pool *pool);
void avx2_max_pool(int8_t *out, const int8_t *in, const struct pool *pool);
void avx2_add(int8_t *out, const int8_t *a, const int8_t *b, size_t count, const struct add *add);

#endif
