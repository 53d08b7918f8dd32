// SPDX-License-Identifier: Apache-2.0
/*
 * The two clocks that measuring needs, in seconds.
 */
#ifndef ZOO_BENCH_STOPWATCH_H
#define ZOO_BENCH_STOPWATCH_H

#include <time.h>

static inline double clock_seconds(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static inline double wall_seconds(void)
{
	return clock_seconds(CLOCK_MONOTONIC);
}

// That this thread was on a CPU.
static inline double thread_seconds(void)
{
	return clock_seconds(CLOCK_THREAD_CPUTIME_ID);
}

#endif
