// SPDX-License-Identifier: Apache-2.0
/*
 * Numbers that hurt: what a random convolution consists of.
 */
#ifndef TESTS_KERNELS_NUMBERS_H
#define TESTS_KERNELS_NUMBERS_H

#include "tests/kernels/trial.h"

// Taps of -127..127 alone or all flavours, in one of the two layouts that files have.
void numbers_weights(struct weights *w, const struct shape *shape, struct arena *arena);

// `count` codes of pixels of `depth`: alternating along k, opposite in sign to some channel's
// weights, constant or random.
void numbers_codes(int8_t *codes, size_t count, size_t depth, const struct weights *w);

int32_t numbers_zero(void);
struct output_stage numbers_stage(void);

// One for each output of `w`.
const struct channel *numbers_channels(
	const struct weights *w, int32_t zero_in, struct arena *arena);

#endif
