// SPDX-License-Identifier: Apache-2.0
/*
 * Whatever says something about a model, brought into one form, so that any two can be
 * compared: a README, a definition, one of our cards, a model's file, a Git LFS pointer.
 */
#ifndef ZOO_LINT_WITNESS_H
#define ZOO_LINT_WITNESS_H

#include "engine/base/arena.h"
#include "engine/model.h"
#include "zoo/card.h"
#include "zoo/digest.h"
#include "zoo/published.h"

#include <stdbool.h>
#include <stdint.h>

// The file is believed before any text, and the definition, from which READMEs are made,
// before the README.
enum witness_kind {
	WITNESS_MODEL,
	WITNESS_POINTER,
	WITNESS_CARD,
	WITNESS_DEFINITION,
	WITNESS_README
};

struct witness {
	enum witness_kind kind;
	const char *path;   // for messages
	const char *folder; // witnesses of one folder speak of one model; "" is none
	const struct published *says;
	char sha256[SHA256_HEX_NBYTES]; // "" if not said
	int64_t nbytes;                 // -1 if not said
	const char *const *idle;        // MODEL: operators of its table that nothing uses
	bool is_parsed;                 // MODEL: inputs, outputs and operators are known
	const struct card *card;        // CARD
	bool is_background;             // from the catalogue: to compare with, not to be examined
	bool is_named;                  // given by its own name: what lies beside it was not
	const char *home;               // folder in the repository, "models/..."; "" if not known
};

// Of a text; `says` must stay.
void witness_of_text(struct witness *out, enum witness_kind kind, const char *path,
	const struct published *says, struct arena *keep);

// Of our card: its figures are those that were made for its own file.
void witness_of_card(struct witness *out, const struct card *card, struct arena *keep);

// Of a model's bytes; `model` is NULL if they could not be read.
void witness_of_model(struct witness *out, const char *path, int64_t nbytes,
	const struct digests *digests, const struct model *model, struct arena *keep);

// Of a pointer to so many bytes.
void witness_of_pointer(struct witness *out, const char *path, int64_t nbytes, const char *sha256,
	struct arena *keep);

// "the README", "our card", ...
const char *witness_noun(const struct witness *witness);

#endif
