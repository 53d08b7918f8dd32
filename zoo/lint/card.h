// SPDX-License-Identifier: Apache-2.0
/*
 * Our cards: each by itself, and against each other.
 */
#ifndef ZOO_LINT_CARD_H
#define ZOO_LINT_CARD_H

#include "engine/base/arena.h"
#include "zoo/card.h"
#include "zoo/lint.h"
#include "zoo/lint/findings.h"

#include <stdbool.h>

void card_check(struct findings *findings, const struct card *card, struct arena *keep);

// Aliases that clash, the same file twice, and what could be taken for the same.
void card_check_pair(struct findings *findings, const struct card *card, const struct card *other);

// How the card's figures are measured: dataset, split, number of items, protocol.
void card_check_evaluation(struct findings *findings, const struct card *card);

// The installed model against its card; nothing if none is.  False if it could not be read.
bool card_check_installed(struct findings *findings, const struct card *card,
	const struct lint_setting *setting, struct status *st);

#endif
