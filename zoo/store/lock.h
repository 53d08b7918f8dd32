// SPDX-License-Identifier: Apache-2.0
/*
 * flock(2) on files in locks/: it ends with the process.  The store's own lock is taken
 * shared by who brings something in, alone by who takes something away; a file's lock by who
 * brings it in.  Who waits for one holds none, and waits for no second file while it holds
 * one.
 *
 * A file's lock only saves work: who does not get it goes on without, and writes a file of
 * its own in tmp/.  The store's lock is needed, as what takes away what no link names must not
 * meet an object that has none yet.
 */
#ifndef ZOO_STORE_LOCK_H
#define ZOO_STORE_LOCK_H

#include "engine/base/status.h"
#include "zoo/incoming.h"
#include "zoo/observer.h"
#include "zoo/store/beneath.h"

#include <stdbool.h>

enum lock_mode { LOCK_SHARED, LOCK_ALONE };

/*
 * The store's own lock, to be given to store_unlock().  It is waited for as long as its
 * holders get on (waiting.h), with `wait_ms` at most without, and lock_limits.h's store_ms in
 * all: then STATUS_STORE says how long that was, who holds it and what to do.  Where the file
 * system knows no locks it is given without.
 */
bool lock_store(struct store_lock **out, const struct beneath *beneath, enum lock_mode mode,
	int wait_ms, const struct observer *observer, struct status *st);

/*
 * The same alone, for what may as well not be done: `most_ms` in all, whoever gets on, and
 * without a word to the observer, who is only asked whether to stop.  False: not now.
 */
bool lock_store_soon(struct store_lock **out, const struct beneath *beneath, int most_ms,
	const struct observer *observer);

// Is it really held, so that a .part file is ours?  False for NULL and where there are no locks.
bool lock_holds(const struct store_lock *lock);
// The same of the store's own lock: may what nobody else uses be taken away?
bool lock_holds_store(const struct store_lock *lock);

/*
 * Who holds the store alone calls this often while it gets on, so that others wait for it:
 * what it reads, or removes below objects/, they cannot see.  It touches the lock's file, once
 * in lock_limits.h's sign_ms.  NULL is allowed; a refusal of the system is no matter.
 */
void lock_sign(struct store_lock *lock);

// Under what the files of tmp/ and locks/ that belong to `file` go: its SHA-256, SHA-1 or MD5.
bool lock_key(char key[SHA256_HEX_NBYTES], const struct card_file *file);

#endif
