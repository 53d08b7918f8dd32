// SPDX-License-Identifier: Apache-2.0
/*
 * Is this the file that the card names?  One comparison and one wording for everything
 * that comes in and everything that is read again.
 */
#ifndef ZOO_STORE_CONTENT_H
#define ZOO_STORE_CONTENT_H

#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "zoo/card.h"
#include "zoo/digest.h"

#include <stdbool.h>
#include <stdint.h>

struct content {
	int64_t nbytes;
	struct digests digests;
	struct bytes head; // first bytes, for messages: IDENTIFY_HEAD_NBYTES or all there are
};

// What a whole file in memory is.
struct content content_of(struct bytes file);

/*
 * Size, SHA-256 and SHA-1 against what is known of them.  Different: false and STATUS_NO,
 * "size: expected N bytes, got M (what it looks like)"; the caller puts the name in front.
 */
bool content_check(
	const struct content *content, const struct card_file *expected, struct status *st);

// " (a Git LFS pointer to ...)", or "" if the content looks like nothing in particular.
const char *content_look(
	const struct content *content, const struct card_file *expected, struct arena *keep);

#endif
