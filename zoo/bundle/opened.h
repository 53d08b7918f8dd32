// SPDX-License-Identifier: Apache-2.0
/*
 * A bundle that is read: opened, it has a manifest and the length that follows from it;
 * checked, every byte of it is right.
 */
#ifndef ZOO_BUNDLE_OPENED_H
#define ZOO_BUNDLE_OPENED_H

#include "zoo/bundle.h"
#include "zoo/bundle/manifest.h"

struct opened {
	int fd; // -1: closed
	const char *path;
	struct manifest manifest;
};

// No regular file is STATUS_IO; no bundle, or one that was cut, STATUS_FORMAT.
bool opened_open(struct opened *out, const char *path, struct arena *keep, struct status *st);
void opened_close(struct opened *opened);

/*
 * Read it to its end: headers and padding have to be ours (STATUS_FORMAT), contents to have
 * the hashes of the manifest (STATUS_NO), models to be some (STATUS_FORMAT).  The cards are
 * read, compared with the manifest and with those of the catalogue; manifest.cards say
 * afterwards what they are.
 */
bool opened_check(struct opened *opened, const struct catalogue *catalogue,
	const struct observer *observer, struct arena *keep, struct status *st);

/*
 * The content of a member, piece by piece; `take` ends it by returning false with `st` set.
 * STATUS_INTERRUPTED if the observer says stop.
 */
bool opened_stream(const struct opened *opened, const struct manifest_member *member,
	bool (*take)(void *context, struct bytes piece, struct status *st), void *context,
	const struct observer *observer, struct status *st);

// What is to be said of the cards (cards.c), after opened_check().
bool opened_read_cards(struct opened *opened, const struct catalogue *catalogue, struct arena *keep,
	struct status *st);

// The card's own description of its i-th file in the manifest, with all that the manifest knows.
bool opened_card_file(
	struct card_file *out, const struct manifest_card *entry, int i, struct arena *keep);

// bundle_report of a manifest, `known` taken over and nothing present.
void opened_report(struct bundle_report *out, const struct manifest *manifest, struct arena *keep);

#endif
