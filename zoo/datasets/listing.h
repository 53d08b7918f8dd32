// SPDX-License-Identifier: Apache-2.0
/*
 * Every regular file of a directory or archive, by path and size: the raw material from
 * which dataset_open() finds a set.
 */
#ifndef ZOO_DATASETS_LISTING_H
#define ZOO_DATASETS_LISTING_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/observer.h"

#include <stdbool.h>
#include <stdint.h>

// An upper bound for any set we know, and for the memory that a wrong directory costs.
enum { LISTING_MAX_FILES = 2 * 1000 * 1000 };

struct listed_file {
	const char *path; // within the directory or archive
	int64_t nbytes;
};

struct listing {
	struct listed_file *files; // sorted by path, bytewise
	int64_t count;
};

/*
 * Directories are followed three levels deep (top folder, class, file), through symbolic
 * links, hidden ones left out.  A path that does not exist is STATUS_UNMEASURABLE, a file
 * that is no archive STATUS_FORMAT.  `observer` (may be NULL) is asked at every file whether
 * to stop: STATUS_INTERRUPTED.
 */
bool listing_read(struct listing *out, const char *where, const struct observer *observer,
	struct arena *keep, struct status *st);

// Whether `where` is a directory, as opposed to a file.
bool listing_is_directory(bool *out, const char *where, struct status *st);

#endif
