// SPDX-License-Identifier: Apache-2.0
/*
 * Objects: files named by the SHA-256 of their bytes, read-only, with one name each.
 */
#ifndef ZOO_STORE_OBJECTS_H
#define ZOO_STORE_OBJECTS_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/digest.h"
#include "zoo/store/beneath.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/*
 * Open a file of the store for reading: a regular one with one name, or STATUS_STORE; a FIFO
 * is not waited for.  `path` names it in messages, NULL: its own.  Absent: true, *fd is -1.
 */
bool object_open(int *fd, const struct beneath *beneath, const struct store_name *name,
	const char *path, struct status *st);

// SHA-256 and SHA-1 of an open file from its beginning, in pieces.
bool object_digests(
	struct digests *out, int64_t *nbytes, int fd, const char *path, struct status *st);

enum object_state { OBJECT_MISSING, OBJECT_RIGHT, OBJECT_DAMAGED };

// Is what has that name what its name says?  False, with STATUS_IO and *out OBJECT_DAMAGED: it
// is there and open, and cannot be read.
bool object_state(enum object_state *out, struct digests *found, int64_t *nbytes,
	const struct beneath *beneath, const char *sha256, struct status *st);

// Put it aside, as quarantine/<its name>.<16 hex>; nothing there any more: true.
bool object_quarantine(struct store_name *out, const struct beneath *beneath,
	const struct store_name *name, struct status *st);

/*
 * Give a file of tmp/, complete and on the disk, the name of its bytes.  If the object is
 * there already and right, the file is dropped; a damaged one goes into quarantine first.
 */
bool object_publish(const struct beneath *beneath, const struct store_name *from,
	const char *sha256, struct status *st);

#endif
