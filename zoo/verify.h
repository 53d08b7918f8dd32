// SPDX-License-Identifier: Apache-2.0
/*
 * Is what is installed what the card says?
 */
#ifndef ZOO_VERIFY_H
#define ZOO_VERIFY_H

#include "engine/engine.h"
#include "zoo/card.h"
#include "zoo/store.h"

#include <stdbool.h>

enum verify_outcome {
	VERIFY_OK,
	VERIFY_MISSING,
	VERIFY_MISMATCH,
	VERIFY_MALFORMED,
	VERIFY_UNREADABLE, // the system refused a file
	VERIFY_UNTRUSTED   // something is in the way of a file, or a link leads elsewhere
};

// "ok", "missing", "mismatch", "malformed", "unreadable", "untrusted"
const char *verify_outcome_name(enum verify_outcome outcome);

// What came of the published vectors, if they were asked for.
enum verify_golden {
	GOLDEN_NOT_ASKED,   // or they, or the model, could not be read
	GOLDEN_UNPUBLISHED, // the card has none
	GOLDEN_ABSENT, // it has, but they are not installed: nothing is proven, nothing refuted
	GOLDEN_SAME,   // and a check says so
	GOLDEN_WRONG   // the outputs differ, or the vectors are not the card's; a check says what
};

struct verify_check {
	const char *name; // "size", "sha1", "sha256", "structure", "labels", "golden"
	bool ok;
	const char *expected, *got; // printable
};

struct verify_result {
	const char *path; // of the model in the store
	enum verify_outcome outcome;
	const struct verify_check *checks; // in the order in which they were made
	int check_count;
	enum verify_golden golden;
	const struct status *failures; // model, labels, vectors: what could not be looked at
	int failure_count;
};

/*
 * Check one card.  All checks that make sense are made, so that one run tells everything:
 * size, SHA-1, SHA-256; names, shapes and types of inputs and outputs and the operators
 * against the card; the labels file against the card's list and the outputs; with `golden`,
 * the published vectors through the engine, bit for bit, as far as they are installed, on
 * `kernels`, or the best of this CPU if that is NULL.
 *
 * True if an answer was found, whatever it is.  False if a file could not be looked at
 * (STATUS_IO, or STATUS_STORE if it is not trusted): `st` is the worst of out->failures, and
 * *out has the checks of all the others.
 */
bool verify_card(struct verify_result *out, const struct store *store, const struct card *card,
	bool golden, const struct kernels *kernels, struct arena *keep, struct status *st);

/*
 * A model's bytes are right by their hash, but have no name yet: are they a model at all
 * (engine/model.h)?  STATUS_FORMAT, naming `name`, if not.
 */
bool verify_parses(struct bytes file, const char *name, struct status *st);

#endif
