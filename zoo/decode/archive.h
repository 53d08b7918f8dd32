// SPDX-License-Identifier: Apache-2.0
/*
 * The files inside a .tar, .tar.gz, .tar.xz or .zip, one after the other, without
 * unpacking.  The kind is told by content, not by name.  The one face of libarchive.
 *
 *	struct unpacker *unpacker;
 *	struct packed_file file;
 *	if (!unpacker_open(&unpacker, path, &st))
 *		...
 *	while ((ok = unpacker_next(unpacker, &file, &st)) && file.path)
 *		...
 *	unpacker_close(unpacker);
 *
 * Only regular files are seen: directories, links and devices are passed over.  An archive
 * that is damaged or ends early is STATUS_FORMAT, with its name and the last member that
 * was whole; so is a member that would lie outside the archive's folder ("../x", "/x") or
 * whose name holds control bytes.
 *
 * An unpacker belongs to one thread at a time.
 */
#ifndef ZOO_DECODE_ARCHIVE_H
#define ZOO_DECODE_ARCHIVE_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stdint.h>

struct unpacker;

struct packed_file {
	const char *path; // without "./"; holds until the next call; NULL: there are no more
	int64_t nbytes;   // unpacked
};

bool unpacker_open(struct unpacker **out, const char *path, struct status *st);

/*
 * Whether a member can only be passed over by unpacking it, as in a .tar.gz or .tar.xz, so
 * that to list such an archive takes as long as to read it.
 */
bool unpacker_must_unpack(const struct unpacker *unpacker);

// The next regular file.
bool unpacker_next(struct unpacker *unpacker, struct packed_file *out, struct status *st);

/*
 * The content of the file that unpacker_next() found, at most once for each; data is not
 * NULL even if it is empty.  More than `limit_nbytes` is STATUS_FORMAT.
 */
bool unpacker_read(struct unpacker *unpacker, struct bytes *out, size_t limit_nbytes,
	struct arena *keep, struct status *st);

/*
 * The same content piece by piece, instead of unpacker_read(): `take` is called with each
 * piece, in order, none of them empty, and ends it by returning false with `st` set.  A
 * piece holds until `take` returns.  Memory does not grow with the file.
 */
bool unpacker_stream(struct unpacker *unpacker,
	bool (*take)(void *context, struct bytes piece, struct status *st), void *context,
	struct status *st);

void unpacker_close(struct unpacker *unpacker); // NULL is allowed

#endif
