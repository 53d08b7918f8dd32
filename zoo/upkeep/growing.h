// SPDX-License-Identifier: Apache-2.0
/*
 * A list in an arena, of which it is not known beforehand how long it gets.
 */
#ifndef ZOO_UPKEEP_GROWING_H
#define ZOO_UPKEEP_GROWING_H

#include "engine/base/arena.h"

#include <string.h>

struct growing {
	void *items;
	int count, room;
};

// One more item, zeroed.  Items already there may move.
static inline void *growing_add(struct growing *list, size_t item_nbytes, struct arena *keep)
{
	if (list->count == list->room) {
		int room = list->room ? 2 * list->room : 16;
		void *more = arena_alloc(keep, (size_t)room, item_nbytes, _Alignof(max_align_t));
		if (list->count > 0)
			memcpy(more, list->items, (size_t)list->count * item_nbytes);
		list->items = more;
		list->room = room;
	}
	return (char *)list->items + (size_t)list->count++ * item_nbytes;
}

#define growing_new(list, type, keep) ((type *)growing_add((list), sizeof(type), (keep)))

#endif
