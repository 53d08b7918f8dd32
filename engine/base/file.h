// SPDX-License-Identifier: Apache-2.0
/*
 * A whole file into memory, so that the bytes that are checked are the bytes that
 * are used.
 */
#ifndef ENGINE_BASE_FILE_H
#define ENGINE_BASE_FILE_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/*
 * Read `path` into `keep`, at a multiple of 64 bytes.  More than `limit_nbytes`, a
 * directory or a device is STATUS_IO, as is every error of the system; a file that
 * does not exist is no exception.
 */
bool file_read(struct bytes *out, const char *path, size_t limit_nbytes, struct arena *keep,
	struct status *st);

// The same of a file that is open, from where it stands, which is its beginning.
bool file_read_open(struct bytes *out, int fd, const char *path, size_t limit_nbytes,
	struct arena *keep, struct status *st);

// fstat() of what must be a regular file; "PATH: expected a file, found a FIFO", of `fault`.
bool file_stat_open(
	struct stat *out, int fd, const char *path, enum status_code fault, struct status *st);

// What has that st_mode: "a file", "a directory", "a symbolic link", "a FIFO", ...
const char *file_kind_name(mode_t mode);

#endif
