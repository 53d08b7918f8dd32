// SPDX-License-Identifier: Apache-2.0
/*
 * What the parts of arrival share: the question under way, and the parts themselves.  Each
 * part fills in the answer and says true if the answer is its own.
 */
#ifndef ZOO_ARRIVAL_PARTS_H
#define ZOO_ARRIVAL_PARTS_H

#include "engine/base/identify.h"
#include "zoo/arrival.h"
#include "zoo/digest.h"

#include <stdbool.h>

struct question {
	struct arrival *out;
	struct bytes got;
	int64_t nbytes; // there were in all, or at least
	bool is_whole;  // `got` is all there was
	const struct card_file *expected;
	struct bytes right; // data is NULL if nobody has it
	enum look expected_look;
	struct identity identity;
	struct digests digests; // of `got`, if it is whole
	struct arena *keep;
};

// Is it the file, by every hash that is known of it?  False if none is.
bool arrival_is_expected(const struct question *q, const struct digests *digests);

// The same of bytes that have no digests yet; false without a look if the size is wrong.
bool arrival_are_expected(const struct question *q, struct bytes bytes);

// Do two paths name versions of one model?  Folders were moved between two commits.
bool known_model_same_place(const char *path, const char *other);

// The known model that a pointer points to, or NULL.
const struct known_model *known_model_find_sha256(const char *sha256);

// "models/.../x.tflite", and "at 7c32b097f7d9" behind it if it is not the head's.
const char *known_model_text(const struct known_model *model, struct arena *keep);

// documents.c: what is said in a page or an answer; "" if nothing is.
const char *arrival_html_title(struct bytes page, struct arena *keep);
const char *arrival_json_message(struct bytes document, struct arena *keep);

// undone.c: gzip or zip around it, line ends that somebody made others of.
bool arrival_wrapped(struct question *q);
bool arrival_line_endings(struct question *q);

// length.c: too short, too long, or another content of the same length.
bool arrival_length(struct question *q);

#endif
