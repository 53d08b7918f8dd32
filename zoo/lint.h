// SPDX-License-Identifier: Apache-2.0
/*
 * What is odd about a card that reads well: figures that no count gives, labels that do
 * not fit the outputs, claims without a source.  What is plainly wrong, card_parse()
 * refuses; whether an installed file is what the card says, verify.h tells.
 */
#ifndef ZOO_LINT_H
#define ZOO_LINT_H

#include "engine/base/arena.h"
#include "zoo/card.h"

enum lint_severity {
	LINT_NOTE,    // odd, and the card explains it, or it is how things were published
	LINT_WARNING, // odd, and the card is silent about it
	LINT_ERROR    // cannot be right
};

// "note", "warning", "error"
const char *lint_severity_name(enum lint_severity severity);

struct lint_finding {
	enum lint_severity severity;
	const char *file;    // the card's origin
	const char *message; // one printable line
};

struct lint_report {
	const struct lint_finding *findings; // of one card after the other
	int finding_count;
	int counts[LINT_ERROR + 1]; // by severity
};

// Look at one card.
void lint_card(struct lint_report *out, const struct card *card, struct arena *keep);

// Look at every card, and at what they are to each other: names that clash, one file in two cards.
void lint_catalogue(struct lint_report *out, const struct catalogue *catalogue, struct arena *keep);

#endif
