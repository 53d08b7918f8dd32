// SPDX-License-Identifier: Apache-2.0
/*
 * A store that is being looked after: open, and, to change it, locked alone.
 */
#ifndef ZOO_UPKEEP_KEEPER_H
#define ZOO_UPKEEP_KEEPER_H

#include "engine/base/status.h"
#include "zoo/observer.h"
#include "zoo/store/beneath.h"

#include <stdbool.h>

struct store_lock;

struct keeper {
	struct beneath beneath; // its fd is -1 if there is no store: then there is nothing to do
	struct store_lock *lock;
	bool alone;
};

enum keeper_use { KEEPER_LOOK, KEEPER_CHANGE };

/*
 * KEEPER_CHANGE fails where the file system knows no locks: without one it cannot be told
 * whether what looks unused is just about to be used.
 */
bool keeper_begin(struct keeper *out, const struct store *store, enum keeper_use use,
	const struct observer *observer, struct status *st);
void keeper_end(struct keeper *keeper);

// To be called often while something is changed: others wait as long as it is (lock_sign()).
void keeper_sign(const struct keeper *keeper);

#endif
