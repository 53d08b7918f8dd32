// SPDX-License-Identifier: Apache-2.0
/*
 * Models, labels, test vectors and cards in one file, for a machine without a network.
 *
 * A bundle is a tar archive (ustar), in this order:
 *
 *	zoo-bundle.json        for each card: id, size and SHA-256 of its text and of its label
 *	                       list, and name, size, SHA-1 and SHA-256 of each of its files
 *	cards/<id>.yaml        the card, as it was read; a label list that stands in a file of its
 *	                       own lies where the card names it, below cards/
 *	objects/<sha256>       each file once
 *
 * The same cards and files give the same bytes, on any machine: members are sorted by name,
 * times and owners are zero, and the tar headers are our own (zoo/bundle/ustar.h).  So there
 * is one right bundle for a manifest, and reading is comparing: whatever is not in its place,
 * down to the padding, is refused.
 *
 * A bundle is foreign text: names are checked as everywhere, sizes are bounded before memory
 * is taken or the store is touched, and nothing reaches the store that was not hashed, nor a
 * model that does not parse as one, as with fetching.  Memory is that of the largest model, of
 * MODEL_MAX_FILE_NBYTES at most, and of cards and label lists, 16 MiB of them at most.
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
	int file_count;   // model and test vectors
	int64_t nbytes;   // of these
	bool known;       // this program has the same card already
	bool unread;      // the store has one of that id which cannot be read, so not compared
	bool present;     // bundle_install(): all of it was in the store
};

struct bundle_report {
	const struct bundle_item *items;
	int item_count;
	int64_t nbytes; // of the bundle
	// bundle_install(): the card that could not be finished, whose the error is, be it that it
	// was interrupted; NULL: none
	const struct bundle_item *failed;
};

/*
 * Write the cards' files, as far as they are installed, to `path`, which must not exist
 * (STATUS_IO); it appears under that name when it is complete and on the disk.  A model that
 * is not installed is STATUS_UNMEASURABLE, a file that is wrong STATUS_NO, a model that is none
 * STATUS_FORMAT.  `cards`: NULL behind the last, any order, one named twice counts once.
 */
bool bundle_create(struct bundle_report *out, const char *path, const struct store *store,
	const struct card *const *cards, const struct observer *observer, struct arena *keep,
	struct status *st);

/*
 * Check every byte of it: STATUS_FORMAT if it is no bundle or one that was cut or changed, or
 * if a model in it is none (verify_parses()), STATUS_NO if a file is not what the manifest or
 * its card says, or if a card differs from the one of the same id in `catalogue`; the message
 * says in which line.
 */
bool bundle_verify(struct bundle_report *out, const char *path, const struct catalogue *catalogue,
	const struct observer *observer, struct arena *keep, struct status *st);

/*
 * The same, to its end, and then into the store.  Cards that `catalogue` does not know go to
 * ZOO_HOME/cards/, where the catalogue looks last, with their label lists.  What has that name
 * there and is damaged, as fsck would say at that moment, goes to quarantine/, for which the
 * store's lock is taken alone; what is right, and other, is STATUS_NO and stays; what cannot be
 * opened or read is STATUS_IO and stays, too, as it may be right.  All or nothing per card, and
 * what was put aside comes back with nothing, but where another process brings the same card:
 * it keeps what it found.  With nothing there is no folder either, or the card would count as
 * installed, but one that was there and empty.  `out` holds those that were finished, also
 * after a failure; cards behind the one that failed are not tried.
 */
bool bundle_install(struct bundle_report *out, const char *path, const struct store *store,
	const struct catalogue *catalogue, const struct observer *observer, struct arena *keep,
	struct status *st);

#endif
