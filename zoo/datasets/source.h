// SPDX-License-Identifier: Apache-2.0
/*
 * What lies in the directory or archive that a set is looked for in: every regular file by
 * path and size, and the content of those few that are lists of labels, not samples.
 */
#ifndef ZOO_DATASETS_SOURCE_H
#define ZOO_DATASETS_SOURCE_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "zoo/datasets/listing.h"
#include "zoo/observer.h"

#include <stdbool.h>
#include <stdint.h>

struct dataset_source {
	const char *where;               // directory or archive
	const struct observer *observer; // may be NULL; asked whether to stop
	bool is_directory;
	struct listing listing; // sorted by path, bytewise
};

bool dataset_source_open(struct dataset_source *out, const char *where,
	const struct observer *observer, struct arena *keep, struct status *st);

/*
 * The bytes of one listed file, piece by piece: `take` is called with each piece, in order,
 * and ends it by returning false with `st` set.  Memory does not grow with the file.
 */
bool dataset_source_stream(const struct dataset_source *source, const char *path,
	bool (*take)(void *context, struct bytes piece, struct status *st), void *context,
	struct status *st);

// A small listed file as a whole.  More than `limit_nbytes` is STATUS_FORMAT.
bool dataset_source_read(struct bytes *out, const struct dataset_source *source, const char *path,
	size_t limit_nbytes, struct arena *keep, struct status *st);

#endif
