// SPDX-License-Identifier: Apache-2.0
/*
 * SHA-1 (what the cards print) and SHA-256 (what Git LFS knows) of the same bytes, in
 * one pass; MD5 on request, for archives of which nobody has published anything better: it
 * tells damage, not forgery.  The one face of libcrypto.
 */
#ifndef ZOO_DIGEST_H
#define ZOO_DIGEST_H

#include "engine/base/bytes.h"

#include <stdbool.h>

// With the terminating zero.
enum { MD5_HEX_NBYTES = 33, SHA1_HEX_NBYTES = 41, SHA256_HEX_NBYTES = 65 };

struct digests {
	char sha1[SHA1_HEX_NBYTES]; // lower case
	char sha256[SHA256_HEX_NBYTES];
	char md5[MD5_HEX_NBYTES]; // "" unless it was asked for
};

struct digest; // a computation under way; one thread at a time

struct digest *digest_create(void); // out of memory ends the process, as in arena.h
struct digest *digest_create_with_md5(void);
void digest_add(struct digest *digest, const void *data, size_t nbytes);
// Finish, write the result and free the computation.
void digest_finish(struct digest *digest, struct digests *out);
void digest_free(struct digest *digest); // abandon it; NULL is allowed

// All of it at once.
struct digests digest_bytes(struct bytes bytes);

// One of the two alone, in half the time.
void digest_sha1(char hex[SHA1_HEX_NBYTES], struct bytes bytes);
void digest_sha256(char hex[SHA256_HEX_NBYTES], struct bytes bytes);

/*
 * Is the text a digest in hexadecimal, in either case?  `hex_nbytes` is SHA1_HEX_NBYTES or
 * SHA256_HEX_NBYTES.
 */
bool digest_is_hex(const char *text, size_t hex_nbytes);

#endif
