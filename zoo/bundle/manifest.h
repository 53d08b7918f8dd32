// SPDX-License-Identifier: Apache-2.0
/*
 * What a bundle says about itself, in zoo-bundle.json, its first member:
 *
 *	{"schema":"zoo.bundle-manifest/1","cards":[{
 *		"id":"...","size":N,"sha256":"...",                      the card's text
 *		"labels":{"name":"labels/x.txt","size":N,"sha256":"..."},   or null
 *		"files":[{"name":"...","size":N,"sha1":"...","sha256":"..."},...]},...]}
 *
 * Cards stand in the order of their ids, files in that of store.h: the model, then the test
 * vectors.  There is one way to write it, so that everything else is refused by comparing:
 * doubled, missing and unknown keys, other orders, other white space.
 *
 * From it follows every byte of the bundle that is not the content of a member: which
 * members there are, sorted by name, where each begins, and how long the file is.
 */
#ifndef ZOO_BUNDLE_MANIFEST_H
#define ZOO_BUNDLE_MANIFEST_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "zoo/card.h"
#include "zoo/digest.h"

#include <stdbool.h>
#include <stdint.h>

#define MANIFEST_NAME "zoo-bundle.json"

enum {
	MANIFEST_MAX_NBYTES = 4 << 20,
	MANIFEST_MAX_CARDS = 1000,
	MANIFEST_MAX_TEXTS_NBYTES = 16 * (1 << 20) // of all cards and lists together
};

struct manifest_file {
	const char *name; // NULL: there is none
	int64_t nbytes;
	char sha1[SHA1_HEX_NBYTES]; // "" of cards and label lists
	char sha256[SHA256_HEX_NBYTES];
};

struct manifest_card {
	const char *id;
	struct manifest_file text;   // "x.yaml"
	struct manifest_file labels; // "labels/x.txt"
	const struct manifest_file *files;
	int file_count;
	const struct card *card; // once it has been read
	bool known;              // the catalogue has the same
	bool unread;             // the store has one of that id, which cannot be read
};

struct manifest_member {
	const char *name; // "objects/<sha256>"
	int64_t nbytes;
	const char *sha1, *sha256;
	int64_t offset;       // of its content; its header stands before it
	struct bytes content; // of cards and label lists, once it has been read
};

struct manifest {
	struct manifest_card *cards;
	int card_count;
	struct manifest_member *members; // without the manifest
	int member_count;
	int64_t nbytes; // of the bundle
};

// As it is written, with a newline behind it.
struct bytes manifest_text(const struct manifest *manifest, struct arena *keep);

// Read it strictly.  `path` is the bundle's, for messages; all that is wrong is STATUS_FORMAT.
bool manifest_parse(struct manifest *out, struct bytes text, const char *path, struct arena *keep,
	struct status *st);

/*
 * Names, orders, sizes: may a bundle say this?  Then members and offsets are filled in,
 * for a manifest of `text_nbytes`.
 */
bool manifest_lay_out(struct manifest *manifest, int64_t text_nbytes, const char *path,
	struct arena *keep, struct status *st);

// The member of that name, or NULL.
struct manifest_member *manifest_find(const struct manifest *manifest, const char *name);

#endif
