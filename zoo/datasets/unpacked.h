// SPDX-License-Identifier: Apache-2.0
/*
 * The content of an archive that had to be unpacked to be listed, kept so that its samples
 * need not be unpacked a second time.
 *
 *	struct unpacked *unpacked = unpacked_begin(where);
 *	... unpacker_open(), unpacker_next() ...
 *		if (unpacked_has_room(unpacked, &file) &&
 *			!unpacked_add(unpacked, unpacker, &file, st))
 *			...
 *	unpacked_keep(unpacked);
 *
 *	struct unpacked *unpacked = unpacked_find(where);
 *	...
 *	unpacked_let_go(unpacked);
 *
 * One archive is kept in the whole process, in UNPACKED_MAX_NBYTES at most, until another
 * takes its place or the process ends.  One that is being filled, and one that has lost its
 * place while someone holds it, cost as much again.  All this is never more than a short cut:
 * where there is NULL, for whatever reason, the archive itself is to be read.
 *
 * Any thread may call these; one that is being filled belongs to one thread.
 */
#ifndef ZOO_DATASETS_UNPACKED_H
#define ZOO_DATASETS_UNPACKED_H

#include "engine/base/bytes.h"
#include "zoo/decode/archive.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Names, contents and their table.  The test set of Speech Commands v0.02 takes 157 MB; the
 * next larger set that comes so packed, the whole of it, 3.5 GB.
 */
enum { UNPACKED_MAX_NBYTES = 256 * 1024 * 1024 };

struct unpacked;

struct unpacked_file {
	const char *path;
	struct bytes content; // at a multiple of 64 bytes; data is never NULL
};

/*
 * To be filled with the content of the archive at `where`, which is yet to be opened; to be
 * kept or let go.  NULL: it is too large, or there is no memory.
 */
struct unpacked *unpacked_begin(const char *where);

bool unpacked_has_room(const struct unpacked *unpacked, const struct packed_file *file);

// The member that the unpacker stands at, for which there is room.  Fails as unpacker_stream().
bool unpacked_add(struct unpacked *unpacked, struct unpacker *unpacker,
	const struct packed_file *file, struct status *st);

// All members are there.  The caller holds it no longer.
void unpacked_keep(struct unpacked *unpacked);

/*
 * What is kept of the archive at `where`, if it is the same file, unchanged; else NULL.  To
 * be let go.
 */
struct unpacked *unpacked_find(const char *where);

void unpacked_let_go(struct unpacked *unpacked); // NULL is allowed

// Sorted by path, bytewise; members of the same path in their order in the archive.
const struct unpacked_file *unpacked_files(const struct unpacked *unpacked, int64_t *count);

// The first member of that path; NULL: there is none.
const struct unpacked_file *unpacked_file(const struct unpacked *unpacked, const char *path);

#endif
