// SPDX-License-Identifier: Apache-2.0
/*
 * What is known about the datasets that cards of ML-zoo name: a card prints the name of a set
 * and no more.
 */
#ifndef ZOO_IMPORT_KNOWN_H
#define ZOO_IMPORT_KNOWN_H

#include "zoo/published.h"

#include <stdint.h>

struct known_dataset {
	const char *name; // as printed, but for case and punctuation
	const char *dataset, *split, *task;
	int64_t sample_count; // of that split
	const char *doubt;    // what the name leaves open about the split; NULL: nothing
	// How figures are made on it: a word that the card's title or description holds, and the
	// protocol that it speaks for.  The first is taken if none of the words is there.
	struct {
		const char *word, *protocol;
	} protocols[3];
};

// NULL: not known.
const struct known_dataset *known_dataset_find(const char *printed);

/*
 * The protocol that is proposed for a card; `word` gets what it hangs on, or NULL if nothing
 * speaks for it but that there is no other, or that it is the usual one.
 */
const char *known_protocol(
	const struct known_dataset *known, const struct published *published, const char **word);

#endif
