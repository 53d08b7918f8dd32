// SPDX-License-Identifier: Apache-2.0
/*
 * What i8mm takes from dotprod, which every CPU with i8mm has.
 */
#ifndef ENGINE_KERNELS_ARM_DOTPROD_H
#define ENGINE_KERNELS_ARM_DOTPROD_H

#include "engine/kernels/kernels.h"

bool dotprod_runnable(void);
extern const struct conv_kernel dotprod_conv_kernel;
const struct conv_kernel *dotprod_choose_depthwise(const struct conv *conv);

#endif
