// SPDX-License-Identifier: Apache-2.0
/*
 * What lies in tmp/, quarantine/ and rejected/, and whether it may go.
 */
#ifndef ZOO_UPKEEP_LEFTOVERS_H
#define ZOO_UPKEEP_LEFTOVERS_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/upkeep/inventory.h"

#include <stdbool.h>
#include <stdint.h>

enum leftover_kind {
	LEFTOVER_BUSY,      // somebody may be writing it
	LEFTOVER_STALE,     // nobody will ever want it
	LEFTOVER_PART,      // bytes of a broken transfer that can be gone on with, and their note
	LEFTOVER_ASIDE,     // damaged or rejected
	LEFTOVER_STRANGER,  // not of zoo's making
	LEFTOVER_IN_THE_WAY // nor this, which has a name that zoo wants to use
};

struct leftover {
	struct store_name name;
	enum leftover_kind kind;
	int64_t nbytes;
	const char *found; // "a file"
};

/*
 * `alone`: the store's lock is held alone, so nobody writes what is written under a lock.
 * Without, and for what is written without one, it takes a day untouched to be stale.
 */
bool leftovers_read(struct leftover **out, int *count, const struct beneath *beneath, bool alone,
	struct arena *keep, struct status *st);

#endif
