// SPDX-License-Identifier: Apache-2.0
/*
 * What an accumulator becomes: engine paper 1.1 to 1.5, in 64 bits.
 */
#ifndef TESTS_KERNELS_DEFINITION_H
#define TESTS_KERNELS_DEFINITION_H

#include "engine/kernels/requant.h"

#include <stdint.h>

// M(x), and clamp(M(x) + zero).
int64_t definition_multiply(int64_t x, struct multiplier m, enum rounding rounding);
int8_t definition(int64_t x, struct multiplier m, const struct output_stage *stage);

#endif
