// SPDX-License-Identifier: Apache-2.0
/*
 * Numbers that go through the same arithmetic side by side: here, neighbouring frames of a
 * signal.  Compilers use what registers the CPU has; as no step mixes the lanes, each comes
 * out the same, bit for bit, as it would alone.
 */
#ifndef ZOO_FEATURES_LANES_H
#define ZOO_FEATURES_LANES_H

enum { LANE_COUNT = 4 };

// Aligned as memory is, whatever the compiler thinks of vectors of this size.
typedef double lanes __attribute__((vector_size(LANE_COUNT * sizeof(double)), aligned(16)));

// A macro, as how a function returns so many bytes depends on the CPU it is compiled for.
#define lanes_all(x) ((lanes){(x), (x), (x), (x)})

#endif
