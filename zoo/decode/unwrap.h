// SPDX-License-Identifier: Apache-2.0
/*
 * What is inside bytes at hand that somebody has put into gzip, xz, a tar or a zip: for
 * looking, not for reading sets (zoo/decode/archive.h does that).
 *
 * Bounded whatever the bytes are: at most UNWRAP_MEMBERS members of at most `limit_nbytes`
 * are unpacked, and nothing that is larger, not even to pass it over.
 */
#ifndef ZOO_DECODE_UNWRAP_H
#define ZOO_DECODE_UNWRAP_H

#include "engine/base/bytes.h"

#include <stdbool.h>
#include <stddef.h>

enum { UNWRAP_MEMBERS = 64 };

/*
 * Call `take` with each content, all of it, until it says true; what it is given holds until
 * it returns.  A compressed file that is no archive has one member without a name ("");
 * a name that cannot be told is "?".
 * True if `take` said so; false if it never did, also where the bytes are damaged.
 */
bool unwrap(struct bytes packed, size_t limit_nbytes,
	bool (*take)(void *context, const char *name, struct bytes content), void *context);

#endif
