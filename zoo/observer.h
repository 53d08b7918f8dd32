// SPDX-License-Identifier: Apache-2.0
/*
 * How long work tells its caller how far it is, and learns that it should stop.
 */
#ifndef ZOO_OBSERVER_H
#define ZOO_OBSERVER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * `progress` is called now and then, never by two threads at once, with what is being
 * worked on, units done and units in all (-1: not known); `unit` is "bytes" or "samples".
 * `stopped` is asked often, by any thread; when it says true the work ends with
 * STATUS_INTERRUPTED and leaves nothing half done.  Either may be NULL.
 */
struct observer {
	void (*progress)(
		void *context, const char *what, const char *unit, int64_t done, int64_t total);
	bool (*stopped)(void *context);
	void *context;
};

static inline void observer_progress(const struct observer *observer, const char *what,
	const char *unit, int64_t done, int64_t total)
{
	if (observer && observer->progress)
		observer->progress(observer->context, what, unit, done, total);
}

static inline bool observer_stopped(const struct observer *observer)
{
	return observer && observer->stopped && observer->stopped(observer->context);
}

#endif
