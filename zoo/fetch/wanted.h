// SPDX-License-Identifier: Apache-2.0
/*
 * One file that is to be brought into the store, and whose it is.
 */
#ifndef ZOO_FETCH_WANTED_H
#define ZOO_FETCH_WANTED_H

#include "zoo/card.h"
#include "zoo/store.h"

#include <stdbool.h>

enum wanted_use { WANTED_MODEL, WANTED_VECTOR, WANTED_ARCHIVE };

struct wanted {
	const struct store *store;
	const struct card *card;      // NULL: an archive, which has none
	const struct card_file *file; // its name as in the store
	enum wanted_use use;
	const char *owner; // id of the card, or the dataset's name
	const char *what;  // for progress: no other transfer has this name
};

#endif
