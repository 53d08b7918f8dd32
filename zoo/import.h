// SPDX-License-Identifier: Apache-2.0
/*
 * From a published model card to one of ours (metadata/README.md).
 *
 * Nothing is made up: what was not printed is left out, with a comment that says what is to be
 * added; what is proposed, or was printed and does not hold together, stands below a comment
 * that begins with "doubtful".  Each comment is a finding, too.
 */
#ifndef ZOO_IMPORT_H
#define ZOO_IMPORT_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "engine/model.h"
#include "zoo/digest.h"
#include "zoo/published.h"

#include <stdbool.h>
#include <stdint.h>

// A path in a repository at a commit: "ARM-software/ML-zoo@aec70be:models/x/README.md".
struct import_place {
	const char *whole;      // all of it; NULL: not known
	const char *repository; // "owner/name"
	const char *commit;     // 7 to 40 hexadecimal digits
	const char *path;
};

// STATUS_USAGE if it is none.
bool import_place_parse(
	struct import_place *out, const char *text, struct arena *keep, struct status *st);

// A copy of the model's file that is at hand.
struct import_copy {
	const char *name; // without directories
	int64_t nbytes;
	struct digests digests;
	const struct model *model;
};

// What a card cannot know of itself.
struct import_options {
	const char *id, *task;          // NULL: proposed after the card
	struct import_place card, file; // where its text is, and where the model's file
	const struct import_copy *copy; // NULL: none
};

enum import_kind { IMPORT_DOUBTFUL, IMPORT_TO_ADD };

// "doubtful", "to add"
const char *import_kind_name(enum import_kind kind);

struct import_finding {
	enum import_kind kind;
	const char *key;     // of our schema: "claims", "inputs[0].shape"
	int line;            // in the published card; 0: not about a line of it
	const char *message; // one printable line
};

struct imported {
	const char *id; // "" if none can be proposed
	struct bytes yaml;
	const struct import_finding *findings; // in the order of the YAML
	int finding_count;
	int counts[IMPORT_TO_ADD + 1]; // by kind
	const char *refusal;           // why card_parse() does not take it yet; NULL: it does
};

void import_card(struct imported *out, const struct published *published,
	const struct import_options *options, struct arena *keep);

#endif
