// SPDX-License-Identifier: Apache-2.0
/*
 * What a card is taken to mean where it prints the name of a dataset and no more: a task, and
 * a way to measure.
 */
#ifndef ZOO_IMPORT_PROPOSAL_H
#define ZOO_IMPORT_PROPOSAL_H

#include "zoo/published.h"
#include "zoo/published/known.h"

struct proposal {
	const char *dataset; // by which it is found: struct known_dataset's
	const char *task;
	const char *doubt; // what names without the split leave open; NULL: nothing
	// How figures are made on it: a word that the card's title or description holds, and the
	// protocol that it speaks for.  The first is taken if none of the words is there.
	struct {
		const char *word, *protocol;
	} protocols[3];
};

/*
 * What is proposed for figures on a dataset that is printed so; `set` gets the dataset.  Both
 * NULL if there is nothing to propose.
 */
const struct proposal *proposal_find(const char *printed, const struct known_dataset **set);

/*
 * The protocol that is proposed for a card; `word` gets what it hangs on, or NULL if nothing
 * speaks for it but that there is no other, or that it is the usual one.
 */
const char *proposal_protocol(
	const struct proposal *proposal, const struct published *published, const char **word);

#endif
