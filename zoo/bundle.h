// SPDX-License-Identifier: Apache-2.0
/*
 * Models, labels, test vectors and cards in one file, for a machine without a network.
 *
 * A bundle is a tar archive, in this order:
 *
 *	zoo-bundle.json        format, and for each card: id, SHA-256 of its text, and name, size,
 *	                       SHA-1 and SHA-256 of each of its files
 *	cards/<id>.yaml        the card, as it was read, with its label list beside it
 *	objects/<sha256>       each file once
 *
 * The same cards give the same bytes: members are sorted, times and owners are zero.
 * A bundle is foreign text: names are checked as everywhere, sizes are bounded, and nothing
 * reaches the store that was not hashed.
 */
#ifndef ZOO_BUNDLE_H
#define ZOO_BUNDLE_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/card.h"
#include "zoo/observer.h"
#include "zoo/store.h"

#include <stdbool.h>
#include <stdint.h>

struct bundle_item {
	const char *card; // id
	int file_count;
	int64_t nbytes;
	bool known;   // this program has the same card already
	bool present; // bundle_install(): was in the store
};

struct bundle_report {
	const struct bundle_item *items;
	int item_count;
	int64_t nbytes; // of the bundle
};

/*
 * Write the cards' files, as far as they are installed, to `path`, which must not exist
 * (STATUS_IO); it appears under that name when it is complete.  A model that is not installed
 * is STATUS_UNMEASURABLE, one that is wrong STATUS_NO.
 */
bool bundle_create(struct bundle_report *out, const char *path, const struct store *store,
	const struct card *const *cards, const struct observer *observer, struct arena *keep,
	struct status *st);

/*
 * Check every byte of it: STATUS_NO if a file is not what its manifest says, STATUS_FORMAT if
 * it is no bundle, STATUS_NO if a card differs from the one of the same id in `catalogue`.
 */
bool bundle_verify(struct bundle_report *out, const char *path, const struct catalogue *catalogue,
	const struct observer *observer, struct arena *keep, struct status *st);

/*
 * The same, and into the store.  Cards that `catalogue` does not know go to
 * ZOO_HOME/cards/, where the catalogue looks last.  All or nothing per card.
 */
bool bundle_install(struct bundle_report *out, const char *path, const struct store *store,
	const struct catalogue *catalogue, const struct observer *observer, struct arena *keep,
	struct status *st);

#endif
