// SPDX-License-Identifier: Apache-2.0
/*
 * The clocks by which things are timed.  One look takes some 25 ns.
 */
#ifndef ZOO_CLOCK_H
#define ZOO_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t clock_read_ns(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// From some point in the past; it never goes back.
static inline int64_t clock_wall_ns(void)
{
	return clock_read_ns(CLOCK_MONOTONIC);
}

// The same in seconds.
static inline double clock_wall_seconds(void)
{
	return (double)clock_wall_ns() * 1e-9;
}

// That this thread was on a CPU.
static inline double clock_thread_seconds(void)
{
	return (double)clock_read_ns(CLOCK_THREAD_CPUTIME_ID) * 1e-9;
}

#endif
