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
 * Readings of which there may be more than can be kept: their number and the least of them
 * are exact, and every stride-th is kept, the first among them.  {0} is an empty one.
 */
enum { READINGS_MOST_KEPT = 1 << 16 };

struct readings {
	struct series kept;
	int64_t count;  // of all
	int64_t stride; // a power of 2; 0: there are none
	double least;   // of all
};

void readings_add(struct readings *readings, double value, struct arena *keep);
/*
 * To `series`, behind what is there: every stride-th of all, where `stride` is a power of 2
 * and not below that of `from`, so that several that were kept unalike weigh alike.
 */
void readings_append(
	struct series *series, const struct readings *from, int64_t stride, struct arena *keep);

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
