// SPDX-License-Identifier: Apache-2.0
/*
 * How long work tells its caller how far it is, and learns that it should stop.
 */
#ifndef ZOO_OBSERVER_H
#define ZOO_OBSERVER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * `progress` is called now and then, by any thread, with what is being worked on, units done
 * and units in all (-1: not known); `unit` is "bytes", "samples" or "ms".  Several things may be
 * under way at once, told apart by `what`; `finished` says that one of them is.  `remark` is
 * one line that the user should see now: "waiting for process 4711 ...".
 * `stopped` is asked often, by any thread; when it says true the work ends with
 * STATUS_INTERRUPTED and leaves nothing half done.  Each may be NULL.
 */
struct observer {
	void (*progress)(
		void *context, const char *what, const char *unit, int64_t done, int64_t total);
	void (*finished)(void *context, const char *what);
	void (*remark)(void *context, const char *line);
	bool (*stopped)(void *context);
	void *context;
};

static inline void observer_progress(const struct observer *observer, const char *what,
	const char *unit, int64_t done, int64_t total)
{
	if (observer && observer->progress)
		observer->progress(observer->context, what, unit, done, total);
}

static inline void observer_finished(const struct observer *observer, const char *what)
{
	if (observer && observer->finished)
		observer->finished(observer->context, what);
}

static inline void observer_remark(const struct observer *observer, const char *line)
{
	if (observer && observer->remark)
		observer->remark(observer->context, line);
}

static inline bool observer_stopped(const struct observer *observer)
{
	return observer && observer->stopped && observer->stopped(observer->context);
}

#endif
