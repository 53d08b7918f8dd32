// SPDX-License-Identifier: Apache-2.0
/*
 * Taking the store alone waits until everybody who brings something in is done, as long as
 * they get on.
 */
#include "zoo/upkeep/keeper.h"

#include "zoo/store/lock.h"

static bool lock_alone(struct keeper *keeper, const struct observer *observer, struct status *st)
{
	if (!lock_store(
		    &keeper->lock, &keeper->beneath, LOCK_ALONE, STORE_LOCK_WAIT_MS, observer, st))
		return false;
	keeper->alone = lock_holds_store(keeper->lock);
	if (keeper->alone)
		return true;
	status_fail(st, STATUS_STORE,
		"%s: the file system knows no locks, so nobody can tell what is in use",
		keeper->beneath.home);
	return status_hint(st, "copy the store to another file system, and set ZOO_HOME to it");
}

bool keeper_begin(struct keeper *out, const struct store *store, enum keeper_use use,
	const struct observer *observer, struct status *st)
{
	*out = (struct keeper){.lock = NULL};
	// BENEATH_WRITE would make a store only to find nothing in it
	if (!beneath_begin(&out->beneath, store, BENEATH_READ, st))
		return false;
	if (use == KEEPER_LOOK || out->beneath.fd < 0 || lock_alone(out, observer, st))
		return true;
	keeper_end(out);
	return false;
}

void keeper_end(struct keeper *keeper)
{
	store_unlock(keeper->lock);
	keeper->lock = NULL;
	beneath_end(&keeper->beneath);
}

void keeper_sign(const struct keeper *keeper)
{
	lock_sign(keeper->lock);
}
