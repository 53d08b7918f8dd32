// SPDX-License-Identifier: Apache-2.0
/*
 * What the tests of locks share.  The limits are these programs' own, see
 * zoo/store/lock_limits.h: so long that no machine is too slow, if a test does not say
 * LOCK_WORLD_IN_ALL_MS as it is there for their end; and every sign is heard.
 */
#ifndef TESTS_UNIT_LOCK_WORLD_H
#define TESTS_UNIT_LOCK_WORLD_H

#include "tests/unit/holding.h"
#include "tests/unit/store_world.h"
#include "zoo/clock.h"
#include "zoo/store/lock_limits.h"

#ifndef LOCK_WORLD_IN_ALL_MS
#define LOCK_WORLD_IN_ALL_MS 600000
#endif

// a file of the world's size: a second more
const struct lock_limits lock_limits = {.store_ms = LOCK_WORLD_IN_ALL_MS,
	.file_ms = LOCK_WORLD_IN_ALL_MS,
	.nbytes_per_s = WORLD_NBYTES,
	.assumed_nbytes = WORLD_NBYTES};

__attribute__((unused)) static bool stop(void *context)
{
	(void)context;
	return true;
}

__attribute__((unused)) static const struct observer watching = {.remark = remark},
						     stopping = {.stopped = stop};

__attribute__((unused)) static int64_t now_ms(void)
{
	return clock_wall_ns() / 1000000;
}

__attribute__((unused)) static struct holding holder(void)
{
	return holding_begin(HOLDING_FILE, &world_store, &world_card);
}

__attribute__((unused)) static bool take(
	struct store_lock **lock, int wait_ms, const struct observer *observer, struct status *st)
{
	return store_lock(lock, &world_store, &world_card.file, wait_ms, observer, st);
}

/*
 * Each time that a waiter asks whether it should stop, the holder takes a step; after
 * `enough_ms` it is let go.  So there is a step between any two looks, however slow all is.
 */
struct steps {
	struct holding holding;
	int64_t enough_ms; // on now_ms()'s clock
	bool over;
};

__attribute__((unused)) static bool stopped_steps(void *context)
{
	struct steps *steps = context;
	if (steps->over)
		return false;
	holding_step(&steps->holding);
	if (now_ms() >= steps->enough_ms) {
		steps->over = true;
		holding_end(&steps->holding, 0);
	}
	return false;
}

#endif
