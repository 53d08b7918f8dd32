// SPDX-License-Identifier: Apache-2.0
/*
 * The three ways in which an accumulator can become a code.  Named here because
 * the engine's users, its operators and its kernels all speak of them.
 *
 * DOUBLE rounds twice, as gemmlowp and TFLite's reference kernels do; SINGLE once,
 * as TFLITE_SINGLE_ROUNDING and ruy do; FP32 is a float32 product rounded to nearest
 * even, as XNNPACK does, and therefore what a LiteRT user sees by default; but for SOFTMAX,
 * which LiteRT computes in another way than the reference.  They differ by one step in some
 * 0.1 to 0.4 % of a layer's outputs.
 */
#ifndef ENGINE_BASE_ROUNDING_H
#define ENGINE_BASE_ROUNDING_H

#include <stdbool.h>

enum rounding { ROUNDING_DOUBLE, ROUNDING_SINGLE, ROUNDING_FP32 };

// "double", "single", "fp32"; and back: false if `name` is none of them.
const char *rounding_name(enum rounding rounding);
bool rounding_parse(enum rounding *out, const char *name);

#endif
