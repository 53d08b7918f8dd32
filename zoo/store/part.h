// SPDX-License-Identifier: Apache-2.0
/*
 * A file in tmp/ that bytes are written to: "<key>.part" with "<key>.note", which says where
 * the bytes come from and can be gone on with; or "<16 hex>.incoming", which cannot.
 */
#ifndef ZOO_STORE_PART_H
#define ZOO_STORE_PART_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/store/beneath.h"

#include <stdbool.h>
#include <stdint.h>

struct part_note {
	// NULL: there is no note, or it is damaged.  Of the URL only its SHA-256: it may hold a
	// password, and others may read the note.
	const char *url_sha256, *validator;
};

struct part {
	struct store_name name, note_name; // note_name.text "": cannot be gone on with
	int fd;                            // read and write; -1: closed
	int64_t nbytes;                    // that the file has when it is opened
	struct part_note note;
};

/*
 * Open the part of `key`, or with NULL a new one.  What is in the way and is no file of ours
 * is STATUS_STORE.
 */
bool part_open(struct part *out, const struct beneath *beneath, const char *key, struct arena *keep,
	struct status *st);

// Empty it and forget its note; with a note for `url`, if that can be kept.
bool part_begin(struct part *part, const struct beneath *beneath, const char *url,
	const char *validator, struct arena *keep, struct status *st);

// Room for `nbytes` in all, taken now: STATUS_IO, "needs N bytes, has M", if there is none.
bool part_reserve(
	const struct part *part, const struct beneath *beneath, int64_t nbytes, struct status *st);

void part_drop(struct part *part, const struct beneath *beneath);        // both files
void part_forget_note(struct part *part, const struct beneath *beneath); // the note alone

// As a note holds it.
void part_hash_url(char hex[SHA256_HEX_NBYTES], const char *url);

// The note of a key; its parts are NULL if there is none that is whole.
void part_note_read(struct part_note *out, const struct beneath *beneath,
	const struct store_name *name, struct arena *keep);

#endif
