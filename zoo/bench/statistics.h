// SPDX-License-Identifier: Apache-2.0
/*
 * Readings of a clock, and what they come to.
 */
#ifndef ZOO_BENCH_STATISTICS_H
#define ZOO_BENCH_STATISTICS_H

#include "engine/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

// Values in the order in which they came; {0} is an empty one.
struct series {
	double *values;
	int64_t count, capacity;
};

void series_add(struct series *series, double value, struct arena *keep);
// `from` behind what is there.
void series_append(struct series *series, const struct series *from, struct arena *keep);
void series_sort(struct series *series);

/*
 * The smallest of the sorted values that at least the share `p` of them do not exceed (the
 * "nearest rank", 0 < p <= 1).  NaN if there are none.
 */
double series_percentile(const struct series *sorted, double p);
// The middle one, or the mean of the two in the middle.  NaN if there are none.
double series_median(const struct series *sorted);

/*
 * Had the thread its CPU to itself?  If its CPU time is below 98.5 % of the wall time, it
 * was put aside for a while, and what it did by the second says nothing about the CPU.
 */
bool window_is_whole(double wall_seconds, double cpu_seconds);

#endif
