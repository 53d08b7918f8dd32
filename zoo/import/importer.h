// SPDX-License-Identifier: Apache-2.0
/*
 * A card of ours while it is written, from the first key to the last.  Private to this folder,
 * each of whose files writes some of the keys.
 */
#ifndef ZOO_IMPORT_IMPORTER_H
#define ZOO_IMPORT_IMPORTER_H

#include "zoo/import/layout.h"
#include "zoo/import/proposal.h"
#include "zoo/import.h"

struct importer {
	const struct published *published;
	const struct import_options *options;
	const struct known_dataset *set; // the card's dataset; NULL: nothing to propose
	const struct proposal *proposal; // for it; NULL if `set` is
	struct arena *keep;
	struct layout layout;
	struct imported *out;
	struct import_finding *findings;
};

// A finding, and the comment that says it, before the line of its key.
__attribute__((format(printf, 5, 6))) void importer_doubt(
	struct importer *i, int indent, const char *key, int line, const char *format, ...);
__attribute__((format(printf, 5, 6))) void importer_to_add(
	struct importer *i, int indent, const char *key, int line, const char *format, ...);

// What was found doubtful about a member of struct published when it was read.
void importer_doubts_about(struct importer *i, const char *member, const char *key);

// The copy of the model's file, if it is the file that the card describes; else NULL.
const struct import_copy *importer_copy(const struct importer *i);

/*
 * A link as it stands in the card to an address: relative ones begin at the card's place.
 * NULL if that is not known or left.
 */
const char *importer_resolve(const struct importer *i, const char *link);

// The parts, in their order.
void import_identity(struct importer *i); // id to paper
void import_files(struct importer *i);    // upstream, file
void import_network(struct importer *i);  // inputs to optimizations
void import_figures(struct importer *i);  // labels to notes

#endif
