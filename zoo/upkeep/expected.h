// SPDX-License-Identifier: Apache-2.0
/*
 * The files that the cards of a catalogue want in the store, under the links they want.
 */
#ifndef ZOO_UPKEEP_EXPECTED_H
#define ZOO_UPKEEP_EXPECTED_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/card.h"
#include "zoo/store/names.h"

#include <stdbool.h>

enum expected_kind { EXPECTED_MODEL, EXPECTED_LABELS, EXPECTED_GOLDEN };

struct expected_file {
	const struct card *card;
	enum expected_kind kind;
	struct card_file file;
	struct store_name link;
};

struct expected {
	const struct expected_file *files; // each card's model first, card by card
	int file_count;
};

bool expected_read(struct expected *out, const struct catalogue *catalogue, struct arena *keep,
	struct status *st);

// NULL: no card wants a link of that name.
const struct expected_file *expected_link(
	const struct expected *expected, const struct store_name *name);
// NULL: no card wants an object of that name.
const struct expected_file *expected_object(const struct expected *expected, const char *sha256);
// Does a card want a link there, or below?
bool expected_below(const struct expected *expected, const struct store_name *name);
bool expected_knows_card(const struct expected *expected, const char *id);

#endif
