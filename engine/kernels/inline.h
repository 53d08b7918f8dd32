// SPDX-License-Identifier: Apache-2.0
/*
 * What makes a compiler write out what kernels leave to it.  Functions that take a form or a
 * number of rows as a constant are made for each one that they are called with, and arrays
 * of registers must be indexed by constants only.
 */
#ifndef ENGINE_KERNELS_INLINE_H
#define ENGINE_KERNELS_INLINE_H

#define KERNEL_INLINE static inline __attribute__((always_inline))

// The loop behind it disappears, so that its arrays are registers; at most 16 times round.
#if defined(__clang__)
#define KERNEL_UNROLL _Pragma("clang loop unroll(full)")
#else
#define KERNEL_UNROLL _Pragma("GCC unroll 16")
#endif

#endif
