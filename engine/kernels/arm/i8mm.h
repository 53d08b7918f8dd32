// SPDX-License-Identifier: Apache-2.0
/*
 * The entries of the i8mm table that are its own.
 */
#ifndef ENGINE_KERNELS_ARM_I8MM_H
#define ENGINE_KERNELS_ARM_I8MM_H

#include "engine/kernels/kernels.h"

const struct conv_kernel *i8mm_choose_conv(const struct conv *conv);

#endif
