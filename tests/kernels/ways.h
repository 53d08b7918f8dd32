// SPDX-License-Identifier: Apache-2.0
/*
 * Which ways to run a convolution a table has: it holds a function that chooses one and no
 * list, so that function is asked about a wide net of shapes.
 */
#ifndef TESTS_KERNELS_WAYS_H
#define TESTS_KERNELS_WAYS_H

#include "tests/kernels/checker.h"

enum { MAX_WAYS = 32 };

struct ways {
	const struct conv_kernel *at[MAX_WAYS];
	int count; // more than MAX_WAYS: those beyond are not kept
};

// Every kernel that `table` chooses for a shape of the net.
void ways_find(struct ways *out, const struct kernels *table, bool depthwise);

#endif
