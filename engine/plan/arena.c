// SPDX-License-Identifier: Apache-2.0
/*
 * Greedy by size: the largest item first, each at the lowest offset at which it fits
 * between those that live at the same time (Y. Pisarchyk, J. Lee, "Efficient Memory
 * Management for Deep Neural Net Inference", arXiv:2001.03288).
 */
#include "engine/plan/arena.h"

#include "engine/base/arena.h"
#include "engine/base/bytes.h"

#include <stdlib.h>

static int larger_first(const void *a, const void *b)
{
	const struct arena_item *x = *(struct arena_item *const *)a;
	const struct arena_item *y = *(struct arena_item *const *)b;
	if (x->nbytes != y->nbytes)
		return x->nbytes > y->nbytes ? -1 : 1;
	return x < y ? -1 : x > y;
}

static bool alive_together(const struct arena_item *a, const struct arena_item *b)
{
	return a->first <= b->last && b->first <= a->last;
}

// The lowest gap for `item` between `placed`, which stand in the order of their offsets.
static size_t lowest_gap(
	const struct arena_item *item, struct arena_item *const *placed, int placed_count)
{
	size_t at = 0;
	for (int i = 0; i < placed_count; i++) {
		if (!alive_together(item, placed[i]))
			continue;
		if (placed[i]->offset >= at && placed[i]->offset - at >= item->nbytes)
			break;
		size_t end = size_align(placed[i]->offset + placed[i]->nbytes, PLAN_ALIGNMENT);
		at = end > at ? end : at;
	}
	return at;
}

static void insert(struct arena_item **placed, int placed_count, struct arena_item *item)
{
	int i = placed_count;
	for (; i > 0 && placed[i - 1]->offset > item->offset; i--)
		placed[i] = placed[i - 1];
	placed[i] = item;
}

bool arena_place(size_t *nbytes, struct arena_item *items, int count)
{
	size_t sum = 0; // of everything side by side: if that fits, no offset overflows
	for (int i = 0; i < count; i++)
		if (!size_add(&sum, sum, items[i].nbytes) || !size_add(&sum, sum, PLAN_ALIGNMENT))
			return false;

	struct arena scratch = {0};
	struct arena_item **order = arena_array(&scratch, struct arena_item *, count);
	struct arena_item **placed = arena_array(&scratch, struct arena_item *, count);
	for (int i = 0; i < count; i++)
		order[i] = &items[i];
	if (count > 0)
		qsort(order, (size_t)count, sizeof(*order), larger_first);

	*nbytes = 0;
	for (int i = 0; i < count; i++) {
		struct arena_item *item = order[i];
		item->offset = lowest_gap(item, placed, i);
		insert(placed, i, item);
		size_t end = size_align(item->offset + item->nbytes, PLAN_ALIGNMENT);
		*nbytes = end > *nbytes ? end : *nbytes;
	}
	arena_release(&scratch);
	return true;
}
