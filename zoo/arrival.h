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
#include "zoo/digest.h"

#include <stdbool.h>
#include <stdint.h>

// What is larger is not read to find out what it is.
enum { ARRIVAL_LOOK_NBYTES = 64 << 20 };

enum arrival_kind {
	ARRIVAL_UNKNOWN, // `same`: it is the file after all, by its hashes
	ARRIVAL_EMPTY,
	ARRIVAL_LFS_POINTER,   // pointer_sha256, pointer_nbytes; `same`: it points to the file
	ARRIVAL_HTML,          // a page: login, quota, error
	ARRIVAL_JSON,          // an API's answer
	ARRIVAL_TRUNCATED,     // shorter, and begins like such a file; `same`: `right` begins so
	ARRIVAL_OVERSIZED,     // larger; `same`: the file itself, and then more
	ARRIVAL_WRAPPED,       // gzip or zip; `same`: the file is inside
	ARRIVAL_LINE_ENDINGS,  // LF made CR LF or the reverse; `same`: undone, it is the file
	ARRIVAL_KNOWN_MODEL,   // another model of the catalogue, `where` its path
	ARRIVAL_OTHER_VERSION, // of this very card: older or newer, `where` tells which
	ARRIVAL_DAMAGED        // right size, wrong bytes
};

struct arrival {
	enum arrival_kind kind;
	bool same;     // see above: proven by hash
	bool lasting;  // trying again at the same place will not help
	bool collides; // of the file's size and SHA-1, but not its SHA-256: somebody made it so
	// "another known model: models/.../x.tflite": one printable line, a phrase without a verb
	const char *what;
	const char
		*where; // path and commit of the known model that it is, holds or points to; NULL
	// wrapped, and the file itself is inside: as which member; "" of what is only compressed,
	// "?" of one whose name cannot be told
	const char *member;
	char pointer_sha256[SHA256_HEX_NBYTES]; // or ""
	int64_t pointer_nbytes;                 // or -1
	int64_t differs_at; // first byte that differs, where that can be told; else -1
};

/*
 * Look at all of `got` (the first bytes of it if it is oversized; `got_nbytes` is what there
 * was in all, -1: at least that).  Unwrapping is bounded by the expected size.
 * `right` may hold the right bytes, if the caller has them after all: then the first
 * difference is told.  What the file should begin like is told from `expected->name`.
 *
 * Text of pages and answers (a title, a message) is quoted in `what`, escaped and cut.  May
 * be called from several threads with different arenas.
 */
void arrival_classify(struct arrival *out, struct bytes got, int64_t got_nbytes,
	const struct card_file *expected, struct bytes right, struct arena *keep);

const char *arrival_kind_name(enum arrival_kind kind); // "lfs-pointer", ...: for --json

/*
 * Every model file of Arm's ML-zoo that is known by hash, the cards' own and all others of
 * the repository, also of earlier commits (metadata/known_models.tsv); a path of NULL behind
 * the last.
 */
struct known_model {
	const char *path;   // "models/.../x.tflite"
	const char *commit; // in which it stood; "head"; "zoo": it is inside this program
	int64_t size_nbytes;
	const char *sha1, *sha256; // "" if not known
};

const struct known_model *known_models(int *count); // `count` may be NULL

// By SHA-256, or by SHA-1 where the table has no SHA-256; NULL: unknown.
const struct known_model *known_model_find(const struct digests *digests);

#endif
