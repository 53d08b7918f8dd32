// SPDX-License-Identifier: Apache-2.0
/*
 * How long a lock is waited for in all, however its holder gets on.  Nothing in the program
 * can change these; a test that has no time to wait is linked with a definition of its own,
 * and the archive's is not taken.
 *
 * A file: a minute, and what it would take to bring it oneself over a line of 2 Mbit/s.  Who
 * waits longer for somebody else's server saves nothing, and may have a better one.  For the
 * largest model of the zoo, 62,958,128 bytes, that is 5 minutes; who fetches an archive of
 * 2.3 GB at a megabyte a second is waited for, as 40 minutes are less than 2.5 hours.
 *
 * The store: nothing can be done without it, so it is waited for as long as people wait.
 *
 * A sign of life a second is enough for those who wait 30, and costs nothing.
 */
#ifndef ZOO_STORE_LOCK_LIMITS_H
#define ZOO_STORE_LOCK_LIMITS_H

#include <stdint.h>

struct lock_limits {
	int64_t store_ms;
	int64_t file_ms, nbytes_per_s; // the first, plus the size at the second
	int64_t assumed_nbytes;        // where the size is not known
	int64_t sign_ms;               // lock_sign() is heard that often
};

extern const struct lock_limits lock_limits;

#endif
