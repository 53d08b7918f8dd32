// SPDX-License-Identifier: Apache-2.0
/*
 * A file that appears under its name when it is complete and on the disk, and never in place
 * of another.  It has no name until then, and is gone with the process; on a file system that
 * cannot do that (NFS), or without /proc, it is written beside it as "<path>.<16 hex>.part",
 * which a process that was killed leaves.
 */
#ifndef ZOO_BUNDLE_OUTPUT_H
#define ZOO_BUNDLE_OUTPUT_H

#include "engine/base/arena.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct output {
	int fd;
	const char *path, *part; // NULL: without a name
};

// Something that has that name already is STATUS_IO.
bool output_open(struct output *out, const char *path, struct arena *keep, struct status *st);
bool output_add(const struct output *output, const void *data, size_t nbytes, struct status *st);

// Either of them ends it, always.
bool output_commit(struct output *output, struct arena *keep, struct status *st);
void output_abandon(struct output *output);

#endif
