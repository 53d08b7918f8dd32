// SPDX-License-Identifier: Apache-2.0
/*
 * Buffers that end at an unmapped page, or begin at one, so that reading or writing one
 * byte too many is a fault and not luck.  What lies on the open side is random and is
 * looked at afterwards.
 */
#ifndef TESTS_KERNELS_GUARD_H
#define TESTS_KERNELS_GUARD_H

#include <stdbool.h>
#include <stddef.h>

enum guard_side { GUARD_BEHIND, GUARD_BEFORE };

enum { GUARD_CANARY_NBYTES = 64 };

// {.name = "in"} to begin with; memory is mapped when needed and used again.
struct guard {
	const char *name;
	unsigned char *map; // an unmapped page, room_nbytes, an unmapped page
	size_t room_nbytes;
	unsigned char *at;
	size_t nbytes;
	unsigned char canary[2 * GUARD_CANARY_NBYTES];
	struct guard *next; // of all that are mapped
};

/*
 * `nbytes` random bytes at a multiple of `alignment` (64 at most).  GUARD_BEHIND: less than
 * `alignment` bytes lie between them and the page behind.
 */
void *guard_place(struct guard *guard, size_t nbytes, size_t alignment, enum guard_side side);

// The same, holding a copy of `from`.
void *guard_copy(struct guard *guard, const void *from, size_t nbytes, size_t alignment,
	enum guard_side side);

// Whether nothing was written around it since guard_place().
bool guard_intact(const struct guard *guard);

/*
 * From now on a fault prints what describe() says, and beside which buffer the address
 * lies, and ends the program with status 1.
 */
void guard_report_faults(void (*describe)(void));

#endif
