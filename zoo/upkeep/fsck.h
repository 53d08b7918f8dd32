// SPDX-License-Identifier: Apache-2.0
/*
 * What the parts of a check of the whole store share: fsck.c has the order, fsck_objects.c
 * reads objects, fsck_cards.c cards, fsck_links.c judges links.
 */
#ifndef ZOO_UPKEEP_FSCK_H
#define ZOO_UPKEEP_FSCK_H

#include "zoo/digest.h"
#include "zoo/upkeep.h"
#include "zoo/upkeep/expected.h"
#include "zoo/upkeep/growing.h"
#include "zoo/upkeep/inventory.h"
#include "zoo/upkeep/keeper.h"
#include "zoo/upkeep/needed.h"

enum object_condition {
	CONDITION_RIGHT,
	CONDITION_DAMAGED, // and still there
	CONDITION_UNREADABLE,
	CONDITION_GONE // moved to quarantine/, or removed by somebody else
};

struct object_look {
	enum object_condition condition;
	char sha1[SHA1_HEX_NBYTES]; // if it is right
	bool wanted;                // a link names it, or does now
};

struct fsck {
	struct keeper keeper;
	bool mend;
	const struct observer *observer;
	const struct catalogue *catalogue;
	struct expected expected;
	struct inventory inventory;
	struct needed needed;
	struct object_look *looks; // one for each object of the inventory
	struct growing findings;
	struct fsck_report *report;
	struct arena *keep;
	struct status *st;
};

// A finding of `kind` at `name`, as a fault; the caller adds the rest.
struct fsck_finding *fsck_add(
	struct fsck *f, enum fsck_kind kind, const struct store_name *name, const char *text);

// Is that object, as it was read, the one that a card means?
bool fsck_is_right(void *context, const struct card_file *file, int object);

bool fsck_is_vector(const struct inventory_link *link);

// Each false only if the check must end.
bool fsck_objects(struct fsck *f);
bool fsck_cards(struct fsck *f);
bool fsck_links(struct fsck *f);
void fsck_unlinked(struct fsck *f); // last: what is linked again is no longer unlinked

#endif
