// SPDX-License-Identifier: Apache-2.0
/*
 * Cards that bundles brought, with their label lists, as they lie in cards/.
 */
#ifndef ZOO_STORE_KEPT_CARD_H
#define ZOO_STORE_KEPT_CARD_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/card.h"
#include "zoo/store/beneath.h"

#include <stdbool.h>
#include <stdint.h>

enum kept_state {
	KEPT_ABSENT,
	KEPT_RIGHT,
	KEPT_DAMAGED,   // it, or its list, will never be read
	KEPT_UNREADABLE // whether it is right is not known
};

struct kept_card {
	enum kept_state state;
	const char *why; // not right: without the card's name in front
	bool opened;
	int64_t nbytes; // that were read
	bool has_list;
	struct store_name list; // that it names; or, of a card that is not right, which is why
	bool list_damaged;      // it is a file, and not what the card says
};

// Read cards/<id>.yaml, a regular file when it was looked at.
void kept_card_read(struct kept_card *out, const struct beneath *beneath,
	const struct store_name *name, struct arena *keep);

// How many cards of cards/ ...
struct kept_list_uses {
	int right;   // are right, and name the list
	int damaged; // cannot be read, since the list is not what they say
	int unread;  // cannot be read, whichever list they name: the damaged ones, too
};

// `but` is not counted; NULL: all are.  False if cards/ cannot be listed.
bool kept_list_uses(struct kept_list_uses *out, const struct beneath *beneath,
	const struct store_name *list, const struct store_name *but, struct status *st);

/*
 * Is a list of cards/ damaged: one that keeps a card there from being read, and that is right
 * for no other?  False if cards/ cannot be listed.
 */
bool kept_list_damaged(
	bool *out, const struct beneath *beneath, const struct store_name *list, struct status *st);

#endif
