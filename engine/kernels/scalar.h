// SPDX-License-Identifier: Apache-2.0
/*
 * The entries of kernels_scalar by name, for the tables that do not speed one up: a
 * constant initialiser cannot read them out of another table.
 */
#ifndef ENGINE_KERNELS_SCALAR_H
#define ENGINE_KERNELS_SCALAR_H

#include "engine/kernels/kernels.h"

const struct conv_kernel *scalar_choose_conv(const struct conv *conv);
const struct conv_kernel *scalar_choose_depthwise(const struct conv *conv);
void scalar_average_pool(int8_t *out, const int8_t *in, const struct pool *pool);
void scalar_max_pool(int8_t *out, const int8_t *in, const struct pool *pool);
void scalar_add(int8_t *out, const int8_t *a, const int8_t *b, size_t count, const struct add *add);
void scalar_lookup(uint8_t *out, const uint8_t *in, size_t count, const uint8_t table[256]);

#endif
