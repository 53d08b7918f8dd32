// SPDX-License-Identifier: Apache-2.0
/*
 * Where tensors lie: those that are alive at the same time must not overlap, and the
 * whole should be small.
 */
#ifndef ENGINE_PLAN_ARENA_H
#define ENGINE_PLAN_ARENA_H

#include <stdbool.h>
#include <stddef.h>

enum { PLAN_ALIGNMENT = 64 };

// A run of bytes that is in use from step `first` to step `last`, both included.
struct arena_item {
	size_t nbytes;
	int first, last;
	size_t offset; // found by arena_place(); a multiple of PLAN_ALIGNMENT
};

// False if the sum does not fit size_t.
bool arena_place(size_t *nbytes, struct arena_item *items, int count);

#endif
