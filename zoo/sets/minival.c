// SPDX-License-Identifier: Apache-2.0
/*
 * The list is held to its SHA-1 (that of Mxbonn/visualwakewords@5e8ab18:
 * scripts/mscoco_minival_ids.txt): after that, its lines need no second look.
 */
#include "zoo/sets/minival.h"

#include "zoo/builtin.h"
#include "zoo/digest.h"

#include <stdlib.h>
#include <string.h>

#define LIST_NAME "mscoco_minival_ids.txt"
#define LIST_SHA1 "f62afb084c1cdd849ac23e68a7b9a43bf336d85a"

enum { LIST_MAX_NBYTES = 1 << 20 };

static const char *find_list(const struct dataset_source *source)
{
	for (int64_t i = 0; i < source->listing.count; i++) {
		const char *path = source->listing.files[i].path, *slash = strrchr(path, '/');
		if (strcmp(slash ? slash + 1 : path, LIST_NAME) == 0)
			return path;
	}
	return NULL;
}

static int compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static const int64_t *parse(struct bytes text, struct arena *keep)
{
	int64_t *ids = arena_array(keep, int64_t, MINIVAL_COUNT);
	size_t at = 0;
	for (int i = 0; i < MINIVAL_COUNT; i++) {
		for (; at < text.nbytes && text.data[at] != '\n'; at++)
			ids[i] = 10 * ids[i] + (text.data[at] - '0');
		at++;
	}
	qsort(ids, MINIVAL_COUNT, sizeof(*ids), compare_ids);
	return ids;
}

bool minival_read(struct minival *out, const struct dataset_source *source, struct arena *keep,
	struct status *st)
{
	*out = (struct minival){NULL, NULL};
	struct bytes text = {NULL, 0};
	const char *path = find_list(source);
	if (path && !dataset_source_read(&text, source, path, LIST_MAX_NBYTES, keep, st))
		return false;
	if (!path)
		text = builtin_find("metadata/lists/" LIST_NAME);
	if (!text.data)
		return true;
	out->where = path ? path : "zoo";
	struct digests digests = digest_bytes(text);
	if (strcmp(digests.sha1, LIST_SHA1) != 0)
		return status_fail(st, STATUS_FORMAT,
			"%s: %s: expected the list of %d ids with SHA-1 " LIST_SHA1 ", found %s",
			source->where, out->where, (int)MINIVAL_COUNT, digests.sha1);
	out->ids = parse(text, keep);
	return true;
}

bool minival_has(const struct minival *minival, int64_t id)
{
	return minival->ids && bsearch(&id, minival->ids, MINIVAL_COUNT, sizeof(id), compare_ids);
}
