// SPDX-License-Identifier: Apache-2.0
/*
 * A file that a command was asked to write: it appears under its name when it is complete and
 * on the disk.  It has no name until then, and is gone with the process; on a file system that
 * cannot do that (NFS), or without /proc, it is written beside it as "<path>.<16 hex>.part",
 * which a process that was killed leaves.
 */
#ifndef ZOO_OUTPUT_FILE_H
#define ZOO_OUTPUT_FILE_H

#include "engine/base/arena.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>

enum output_over {
	OUTPUT_NEW, // whatever has that name already stays, and is STATUS_IO
	/*
	 * A regular file that may be written is replaced at the end, by one of the same mode;
	 * symbolic links are followed to it.  A device or a FIFO is written into, as a shell's ">"
	 * does, so that part of it may be there when something fails; a FIFO is waited for until
	 * somebody reads it, or a signal comes: STATUS_INTERRUPTED.
	 */
	OUTPUT_REPLACE
};

struct output_file {
	int fd;
	const char *path; // links followed
	const char *part; // NULL: without a name
	enum output_over over;
	bool into; // written into what was there
};

// Before the work whose result it takes: STATUS_IO says that the place will not do.
bool output_file_open(struct output_file *out, const char *path, enum output_over over,
	struct arena *keep, struct status *st);
bool output_file_add(
	const struct output_file *output, const void *data, size_t nbytes, struct status *st);

// Either of them ends it, always.
bool output_file_commit(struct output_file *output, struct arena *keep, struct status *st);
void output_file_abandon(struct output_file *output);

#endif
