// SPDX-License-Identifier: Apache-2.0
/*
 * The list travels inside the program; a test holds it to its SHA-1.
 */
#include "zoo/sets/minival.h"

#include "zoo/builtin.h"

#include <stdlib.h>

static int compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

const int64_t *minival_ids(struct arena *keep)
{
	struct bytes text = builtin_find("metadata/lists/mscoco_minival_ids.txt");
	int64_t *ids = arena_array(keep, int64_t, MINIVAL_COUNT);
	size_t line = 0;
	for (size_t at = 0; at < text.nbytes && line < MINIVAL_COUNT; at++) {
		if (text.data[at] == '\n')
			line++;
		else
			ids[line] = 10 * ids[line] + (text.data[at] - '0');
	}
	qsort(ids, MINIVAL_COUNT, sizeof(*ids), compare_ids);
	return ids;
}

bool minival_has(const int64_t *ids, int64_t id)
{
	return bsearch(&id, ids, MINIVAL_COUNT, sizeof(id), compare_ids) != NULL;
}
