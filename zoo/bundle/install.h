// SPDX-License-Identifier: Apache-2.0
/*
 * A card of a bundle on its way into the store, and what has been done for it so far.
 */
#ifndef ZOO_BUNDLE_INSTALL_H
#define ZOO_BUNDLE_INSTALL_H

#include "zoo/bundle/opened.h"
#include "zoo/store/beneath.h"

// Something that has been made: to be removed, or what was there to be put back.
struct undo {
	struct store_name name;
	bool is_link;                   // below models/, not a file of cards/
	char sha256[SHA256_HEX_NBYTES]; // of a link: where it pointed; "": there was none
	struct store_name aside; // of a file: where what was damaged went; "": there was none
};

struct installing {
	const struct opened *opened;
	const struct manifest_card *entry;
	const struct store *store;
	struct beneath beneath;
	const struct observer *observer;
	bool was_linked;   // the model had its name before anything was done
	bool was_empty;    // the card's folder was there, and nothing in it: it stays
	struct undo *undo; // room for every file, the labels, the card and its list
	int undo_count;
	struct arena *keep;
};

/*
 * Put the card and its label list into cards/ (install_text.c), unless the catalogue knows it.
 * What is there and damaged, as fsck judges it now, goes to quarantine/.  What is there, right
 * and other is STATUS_NO; what cannot be opened or read is STATUS_IO; both stay.
 */
bool install_card_text(struct installing *in, struct status *st);

#endif
