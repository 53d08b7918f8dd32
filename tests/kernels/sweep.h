// SPDX-License-Identifier: Apache-2.0
/*
 * Kernels at the steps of channels: convolutions whose accumulators are as wished.
 */
#ifndef TESTS_KERNELS_SWEEP_H
#define TESTS_KERNELS_SWEEP_H

#include "tests/kernels/trial.h"

enum {
	SWEEP_CHANNELS = 64, // at once; as wide as any table's panel, and wider
	SWEEP_REACH = 2      // accumulators on either side of a step
};

// About the least accumulator whose code is `code` or more: at most one off.
double sweep_near_step(
	const struct channel *channel, const struct output_stage *stage, int32_t code);

/*
 * `count` channels, or SWEEP_CHANNELS of them, on every table, in some of the ways that it has:
 * at every step, with the form that pack() found and with those of integers.
 */
void sweep(struct seen seen[MAX_TABLES], const struct tables *tables,
	const struct channel *channels, int count, const struct output_stage *stage);

#endif
