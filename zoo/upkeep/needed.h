// SPDX-License-Identifier: Apache-2.0
/*
 * Which cards should be installed, and what they need of the store although no link says so:
 * the one rule by which fsck makes links again, and gc leaves objects for it.
 */
#ifndef ZOO_UPKEEP_NEEDED_H
#define ZOO_UPKEEP_NEEDED_H

#include "engine/base/arena.h"
#include "zoo/card.h"
#include "zoo/upkeep/expected.h"
#include "zoo/upkeep/inventory.h"

#include <stdbool.h>

/*
 * Is that object of the inventory the one that the card means?  Its name is the SHA-256 of the
 * card, if that has one.
 */
typedef bool needed_is(void *context, const struct card_file *file, int object);

struct needed {
	const struct inventory *inventory;
	const struct expected *expected;
	const struct catalogue *catalogue;
	needed_is *is;
	void *context; // of is()
};

// Why an object without links is needed.
struct need {
	const struct expected_file *file;  // whose link should name it; or NULL, and
	const struct unread_card *unread;  // installed, and what it needs nobody knows
	const struct stranger *in_the_way; // of the link, else NULL
};

// The index of the object for `file`; -1: it is not there.
int needed_object(const struct needed *needed, const struct card_file *file);

/*
 * "zoo remove" takes the folder of a card away: where it is, and not only with what zoo did
 * not make and so did not remove, the card should be.  Without any folder it is the objects
 * that tell, and labels alone say little: cards share them.
 */
bool needed_card(const struct needed *needed, const struct card *card);

// Is an object that no link names needed?  By anybody, if an installed card cannot be read.
bool needed_find(struct need *out, const struct needed *needed, int object);

const char *need_text(const struct need *need, struct arena *keep); // why, and what to do
const char *need_card(const struct need *need);                     // id, or NULL

// May a card of that id be one that cannot be read?
bool needed_may_be_unread(const struct catalogue *catalogue, const char *id);

#endif
