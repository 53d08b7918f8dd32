// SPDX-License-Identifier: Apache-2.0
/*
 * The channels of the published networks' convolutions: multipliers, bounds and stages,
 * from the files and by engine paper 1.2, 1.3 and 1.5.
 */
#ifndef TESTS_KERNELS_LAYERS_H
#define TESTS_KERNELS_LAYERS_H

#include "tests/kernels/checker.h"

struct layer {
	struct output_stage stage; // ROUNDING_DOUBLE
	const struct channel *channels;
	int32_t count;
};

struct layers {
	const char *name;
	struct layer *at;
	int count;
};

enum { LAYERS_MODEL_COUNT = 5 };

// Those of the i-th network below `shared`.
bool layers_read(struct layers *out, int i, const char *shared, struct arena *arena);

#endif
