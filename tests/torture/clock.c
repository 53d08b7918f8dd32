// SPDX-License-Identifier: Apache-2.0
/*
 * To be preloaded: another time of day.
 *
 *	CLOCK_AT     seconds since 1970 at which the program begins
 *	CLOCK_PACE   how fast time goes; negative: backwards
 *
 * Clocks that only measure durations stay as they are.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static struct timespec begun;
static long long at, pace;

static void ask(clockid_t clock, struct timespec *out)
{
	syscall(SYS_clock_gettime, clock, out);
}

__attribute__((constructor)) static void begin(void)
{
	const char *first = getenv("CLOCK_AT"), *speed = getenv("CLOCK_PACE");
	at = first ? strtoll(first, NULL, 10) : 0;
	pace = speed ? strtoll(speed, NULL, 10) : 1;
	ask(CLOCK_REALTIME, &begun);
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
	ask(clock, out);
	if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)
		return 0;
	long long passed_ns =
		(out->tv_sec - begun.tv_sec) * 1000000000LL + out->tv_nsec - begun.tv_nsec;
	long long now_ns = at * 1000000000LL + pace * passed_ns;
	out->tv_sec = now_ns / 1000000000;
	out->tv_nsec = now_ns % 1000000000;
	if (out->tv_nsec < 0) {
		out->tv_nsec += 1000000000;
		out->tv_sec--;
	}
	return 0;
}

time_t time(time_t *out)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (out)
		*out = now.tv_sec;
	return now.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec now;
	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	*out = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
	return 0;
}
