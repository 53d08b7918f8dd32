// SPDX-License-Identifier: Apache-2.0
/*
 * What the workers of one pass report while they run: samples done, samples skipped and why,
 * and the failure that ends it.  Any thread may report at any time; which did, and when,
 * does not show in what is read off after the last.
 */
#ifndef ZOO_EVAL_LEDGER_H
#define ZOO_EVAL_LEDGER_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/observer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct skip; // one sample that was left out

struct ledger {
	const struct observer *observer;
	const char *what; // is worked on, for the observer
	int64_t expected_count;

	pthread_mutex_t lock; // of all below but `stop`
	atomic_bool stop;
	int64_t done_count, skipped_count; // samples; the skipped ones are done as well
	struct skip *skips;                // newest first
	struct arena *skip_arena;
	bool failed;
	int64_t failed_index; // of the first sample, in order, among those that failed
	struct status failure;
};

// The reasons for skips are kept in `keep`.  ledger_close() frees nothing of them.
void ledger_open(struct ledger *out, const struct observer *observer, const char *what,
	int64_t expected_count, struct arena *keep);
void ledger_close(struct ledger *ledger);

// Sample `index` is done.  `skip`: why it was left out; NULL if it was not.
void ledger_sample(struct ledger *ledger, int64_t index, const struct status *skip);

/*
 * Sample `index`, or the set as a whole (-1), ends the pass; the others are to stop.  Of
 * several failures the one with the lowest index counts.
 */
void ledger_fail(struct ledger *ledger, int64_t index, const struct status *failure);

// Ends the pass without a failure of its own.
void ledger_stop(struct ledger *ledger);
bool ledger_stopped(struct ledger *ledger);

// Why samples were skipped, in the order of the samples; NULL behind the last.
const char *const *ledger_skips(const struct ledger *ledger, struct arena *keep);

#endif
