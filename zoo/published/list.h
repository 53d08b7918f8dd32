// SPDX-License-Identifier: Apache-2.0
/*
 * A list that grows in an arena: an array whose room is the next power of two.
 *
 *	rows = list_room(keep, rows, count, sizeof(*rows));
 *	rows[count++] = row;
 */
#ifndef ZOO_PUBLISHED_LIST_H
#define ZOO_PUBLISHED_LIST_H

#include "engine/base/arena.h"

#include <stddef.h>
#include <string.h>

// `items`, or a copy of it, with room for one more than `count`.
static inline void *list_room(struct arena *keep, void *items, int count, size_t item_nbytes)
{
	enum { LIST_FIRST_ROOM = 4 };
	if (count != 0 && (count < LIST_FIRST_ROOM || (count & (count - 1)) != 0))
		return items;
	size_t room = count == 0 ? LIST_FIRST_ROOM : 2 * (size_t)count;
	void *larger = arena_alloc(keep, room, item_nbytes, _Alignof(max_align_t));
	if (count)
		memcpy(larger, items, (size_t)count * item_nbytes);
	return larger;
}

#endif
