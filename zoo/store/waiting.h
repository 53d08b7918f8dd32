// SPDX-License-Identifier: Apache-2.0
/*
 * Taking locks, and waiting for them: all or none, so that who waits holds nothing, and
 * whoever waits for something waits for one who works.
 */
#ifndef ZOO_STORE_WAITING_H
#define ZOO_STORE_WAITING_H

#include "engine/base/status.h"
#include "zoo/observer.h"
#include "zoo/store/beneath.h"

#include <stdbool.h>
#include <stdint.h>

struct lock_want {
	const struct beneath *beneath;
	const char *what;       // for messages: "the store", a file's name
	struct store_name name; // in locks/
	struct store_name part; // what its holder lets grow; text "": anything in the store
	bool alone;
	bool spared;     // work can go on without it
	int64_t most_ms; // that it is waited for, however its holder gets on
	int fd;          // -1: not held
	// the rest is waiting_take()'s own
	int64_t begun_ms; // when it was first found busy; 0: not yet
	bool told, gone_without;
};

/*
 * Takes all; an fd stays -1 where the file system knows no locks, and where one that can be
 * spared is busy too long.  That is: without progress for `wait_ms`, or for its most_ms in
 * all, each counted from when just that one was found busy: who waited long for a file has
 * all patience with the store yet.  STATUS_STORE, if it cannot be spared, or if its holder is
 * seen to be stopped: what was waited for, how long, who holds it and what to do.
 * STATUS_INTERRUPTED if the observer says stop.  On false nothing is held.
 *
 * Progress of a file's holder is its .part that changes in size.  Of those who hold the store:
 * a name that comes or goes in tmp/, objects/ or models/ (not deeper), a file in tmp/ that
 * changes in size, and the sign of one who holds it alone, lock_sign().
 */
bool waiting_take(struct lock_want *wants, int count, int wait_ms, const struct observer *observer,
	struct status *st);
void waiting_let_go(int fd); // -1 is allowed

#endif
