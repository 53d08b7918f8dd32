// SPDX-License-Identifier: Apache-2.0
/*
 * Names become paths here and nowhere else.
 *
 * A checked path below the store is a type of its own, so that text from a card, a server or
 * a directory does not compile where a path is wanted.  It has no "..", no empty part and
 * does not begin with a slash; that none of its parts is a link is beneath.h's business.
 */
#ifndef ZOO_STORE_NAMES_H
#define ZOO_STORE_NAMES_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/store.h"

#include <stdbool.h>

// "models/", a card, "golden/", a file: each as long as a file system allows.
enum { STORE_NAME_NBYTES = 800 };

struct store_name {
	char text[STORE_NAME_NBYTES]; // "objects/ab/<sha256>"; "" is the store itself
};

enum store_place {
	STORE_OBJECTS,
	STORE_MODELS,
	STORE_DATASETS,
	STORE_TMP,
	STORE_QUARANTINE,
	STORE_REJECTED,
	STORE_LOCKS,
	STORE_CARDS,
	STORE_PLACE_COUNT
};

/*
 * May this be part of a path?  1 to 128 characters of A-Z a-z 0-9 . _ - with neither a dot
 * nor a minus first, nor a dot last.
 */
bool store_word_allowed(const char *word);

// 64 digits of hexadecimal, lower case: what may name an object.
bool store_sha256_allowed(const char *text);

struct store_name store_name_place(enum store_place place); // the directory itself

// Each says false, with *out untouched, if a word may not become part of a path.
bool store_name_in(struct store_name *out, enum store_place place, const char *word);
bool store_name_object(struct store_name *out, const char *sha256);
bool store_name_link(struct store_name *out, const char *card, const char *file); // models/...

/*
 * What readdir() found in a directory of the store, whatever it is called; false for "." and
 * "..", and if there is no room.
 */
bool store_name_below(
	struct store_name *out, const struct store_name *directory, const char *entry);

// The directory that it is in: "" behind the last.
struct store_name store_name_parent(const struct store_name *name);
const char *store_name_entry(const struct store_name *name); // its last part

/*
 * The link of a card's file, and its whole path, for messages.  A word that may not become
 * part of a path is STATUS_FORMAT.
 */
bool store_name_checked(
	struct store_name *out, const struct card *card, const char *file, struct status *st);
const char *store_path_checked(const struct store *store, const struct card *card, const char *file,
	struct arena *keep, struct status *st);

#endif
