// SPDX-License-Identifier: Apache-2.0
/*
 * "What did I actually get?"  When bytes are not the file that they should be, say what they
 * are: for people, and for the choice of what to try next.
 *
 * Guesses (by the first bytes) and proofs (by hashes) are told apart: "another known model"
 * and "the file itself, wrapped in gzip" are only said when a hash says so.
 */
#ifndef ZOO_ARRIVAL_H
#define ZOO_ARRIVAL_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "zoo/card.h"

#include <stdbool.h>
#include <stdint.h>

enum arrival_kind {
	ARRIVAL_UNKNOWN,
	ARRIVAL_EMPTY,
	ARRIVAL_LFS_POINTER, // pointer_sha256, pointer_nbytes; `same`: it points to the file
	ARRIVAL_HTML,        // a page: login, quota, error
	ARRIVAL_JSON,        // an API's answer
	ARRIVAL_TRUNCATED, // shorter, and begins like such a file; `same`: hash of the prefix known
	ARRIVAL_OVERSIZED, // begins like the file and goes on
	ARRIVAL_WRAPPED,   // gzip or zip; `same`: the file is inside
	ARRIVAL_LINE_ENDINGS,  // LF made CR LF or the reverse; `same`: undone, it is the file
	ARRIVAL_KNOWN_MODEL,   // `what` is another model of the catalogue, `where` its path
	ARRIVAL_OTHER_VERSION, // of this very card: older or newer, `where` tells which
	ARRIVAL_DAMAGED        // right size, wrong bytes
};

struct arrival {
	enum arrival_kind kind;
	bool same;         // see above: proven by hash
	bool lasting;      // trying again at the same place will not help
	const char *what;  // "a Git LFS pointer to 181968 bytes, sha256 c1feed3a...": one line
	const char *where; // path and commit of the known model, or NULL
	char pointer_sha256[SHA256_HEX_NBYTES]; // or ""
	int64_t pointer_nbytes;                 // or -1
	int64_t differs_at; // first byte that differs, where that can be told; else -1
};

/*
 * Look at all of `got` (the first bytes of it if it is oversized; `got_nbytes` is what there
 * was in all, -1: at least that).  Unwrapping is bounded by the expected size.
 * `right` may hold the right bytes, if the caller has them after all: then the first
 * difference is told.
 */
void arrival_classify(struct arrival *out, struct bytes got, int64_t got_nbytes,
	const struct card_file *expected, struct bytes right, struct arena *keep);

const char *arrival_kind_name(enum arrival_kind kind); // "lfs-pointer", ...: for --json

/*
 * Every model file of Arm's ML-zoo that is known by hash, the cards' own and all others of
 * the repository, also of earlier commits; NULL behind the last.
 */
struct known_model {
	const char *path, *commit; // "models/.../x.tflite"; commit in which it stood, or "head"
	int64_t size_nbytes;
	const char *sha1, *sha256; // "" if not known
};

const struct known_model *known_models(int *count);
const struct known_model *known_model_find(const struct digests *digests); // NULL: unknown

#endif
