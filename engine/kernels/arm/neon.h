// SPDX-License-Identifier: Apache-2.0
/*
 * What the Arm tables are made of.  A name begins with what it executes: neon_ is every
 * AArch64 CPU's.  A table takes from the one below it what it does not speed up.
 */
#ifndef ENGINE_KERNELS_ARM_NEON_H
#define ENGINE_KERNELS_ARM_NEON_H

#include "engine/kernels/inline.h"
#include "engine/kernels/kernels.h"

#include <stddef.h>
#include <stdint.h>

const struct conv_kernel *neon_choose_conv(const struct conv *conv);
const struct conv_kernel *dotprod_choose_conv(const struct conv *conv);
const struct conv_kernel *i8mm_choose_conv(const struct conv *conv);

const struct conv_kernel *neon_choose_depthwise(const struct conv *conv);
const struct conv_kernel *dotprod_choose_depthwise(const struct conv *conv);

void neon_average_pool(int8_t *out, const int8_t *in, const struct pool *pool);
void neon_max_pool(int8_t *out, const int8_t *in, const struct pool *pool);
void neon_add(int8_t *out, const int8_t *a, const int8_t *b, size_t count, const struct add *add);
void neon_lookup(uint8_t *out, const uint8_t *in, size_t count, const uint8_t table[256]);

int64_t neon_peak(int64_t rounds);
int64_t dotprod_peak(int64_t rounds);
int64_t i8mm_peak(int64_t rounds);

#endif
