// SPDX-License-Identifier: Apache-2.0
/*
 * Two numbers that go through the same arithmetic side by side: here, two neighbouring
 * frames of a signal.  Every CPU with 128-bit registers does both at once; as no step
 * mixes the two, each comes out the same, bit for bit, as it would alone.
 */
#ifndef ZOO_FEATURES_LANES_H
#define ZOO_FEATURES_LANES_H

enum { LANE_COUNT = 2 };

typedef double lanes __attribute__((vector_size(LANE_COUNT * sizeof(double))));

static inline lanes lanes_all(double x)
{
	return (lanes){x, x};
}

#endif
