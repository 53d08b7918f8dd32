// SPDX-License-Identifier: Apache-2.0
/*
 * A unit is everything that is at hand about one model: the files of its folder, or one of
 * our cards, or a card that lies by itself.
 */
#ifndef ZOO_LINT_UNIT_H
#define ZOO_LINT_UNIT_H

#include "engine/base/arena.h"
#include "zoo/lint/binary.h"
#include "zoo/lint/findings.h"
#include "zoo/lint/label_list.h"
#include "zoo/lint/script.h"
#include "zoo/lint/witness.h"

#include <stdbool.h>

// Everything that was read, before it is put into units.
struct material {
	struct witness *witnesses;
	struct script *scripts;
	struct label_list *lists;
	struct vector *vectors;
	int witness_count, script_count, list_count, vector_count;
};

struct unit {
	const char *folder;               // its own path for what lies by itself
	bool is_folder;                   // of which all was looked at
	const struct witness **witnesses; // those to be believed most first
	int witness_count;
	const struct witness *file;              // MODEL or POINTER, or NULL
	const struct published_tensors *outputs; // of the best witness that names some, or NULL
	const char *const *operators;            // of the best witness, or NULL
	const struct card *card;                 // of ours, for the same bytes, or NULL
	bool is_background;

	// What is known of its file, from the best witness that says it; "" and -1 if none does.
	const char *sha1, *sha256, *name, *home;
	int64_t nbytes;
};

struct units {
	struct unit *list;
	int count;
};

// Do both have the same bytes, as far as that is known?
bool units_same_bytes(const struct unit *a, const struct unit *b);

// Witnesses of one folder together; of several models in a folder each text has its own.
void units_collect(struct units *out, struct material *material, struct arena *keep);

// What the parts of a unit are to each other.
void unit_check(struct findings *findings, const struct unit *unit, const struct material *material,
	struct arena *keep);

/*
 * What units are to each other: the same bytes, or only the same name or size.  Units of the
 * background are not compared among themselves.
 */
void units_relate(struct findings *findings, const struct units *units, struct arena *keep);

// The test vectors of a unit; and all of them against our cards.
void unit_check_vectors(
	struct findings *findings, const struct unit *unit, const struct material *material);
void vectors_check(
	struct findings *findings, const struct units *units, const struct material *material);

// The labels of a unit, wherever they come from.
void unit_check_labels(struct findings *findings, const struct unit *unit,
	const struct material *material, struct arena *keep);

#endif
