// SPDX-License-Identifier: Apache-2.0
/*
 * What is installed below models/ without a card that says what it should be.
 */
#ifndef ZOO_UPKEEP_UNKNOWN_H
#define ZOO_UPKEEP_UNKNOWN_H

#include "engine/base/arena.h"
#include "zoo/card.h"
#include "zoo/store/beneath.h"
#include "zoo/upkeep/inventory.h"

// Neither labels nor a test vector.
bool unknown_is_model(const struct inventory_link *link);

/*
 * The folders with a link to a model that no card of the catalogue is called by, nor one
 * that is listed as unread; sorted, NULL behind the last.  A card that came into cards/ since
 * the catalogue was read is not unknown; bundles bring labels and vectors first, the card then,
 * and the model last, so that folders without a model are what one left that was killed.
 */
const char *const *unknown_folders(const struct inventory *inventory,
	const struct catalogue *catalogue, const struct beneath *beneath, struct arena *keep);

#endif
