// SPDX-License-Identifier: Apache-2.0
/*
 * Bring a card's files into the store.
 *
 * Sources are tried in order until one gives the right bytes: the mirrors (each a
 * directory or a base URL below which the upstream repository's own paths are found),
 * then upstream at the pinned commit.  A model that travels inside the program needs
 * neither.  What is already there and right is not transferred again.
 */
#ifndef ZOO_FETCH_H
#define ZOO_FETCH_H

#include "zoo/card.h"
#include "zoo/observer.h"
#include "zoo/store.h"

#include <stdbool.h>
#include <stdint.h>

struct fetch_options {
	const char *const *mirrors; // NULL behind the last; may be NULL
	bool offline;               // open no socket: directories and builtin files only
	bool force;                 // transfer even what is there and right
	bool golden;                // the published test vectors, too
};

enum fetch_outcome { FETCH_FETCHED, FETCH_PRESENT, FETCH_FAILED };

struct fetch_result {
	enum fetch_outcome outcome;
	int64_t transferred_nbytes;
	const char *source;  // where the model came from: URL, path, "builtin" or "store"
	bool vectors_failed; // model and labels are there, only a test vector is not
};

/*
 * Fetch model, labels and, if asked, test vectors.  False if anything of it could not be
 * had or was wrong (out->outcome is that of model and labels): STATUS_NETWORK if no source gave an answer, STATUS_NO if the answers
 * were wrong; the message names each source, what was expected and what came.
 */
bool fetch_card(struct fetch_result *out, const struct store *store, const struct card *card,
	const struct fetch_options *options, const struct observer *observer, struct arena *keep,
	struct status *st);

/*
 * Install a file that the user got by hand, if it is the card's model, with the labels.
 * STATUS_NO if it is another file.
 */
bool fetch_from_file(const struct store *store, const struct card *card, const char *path,
	struct arena *scratch, struct status *st);

#endif
