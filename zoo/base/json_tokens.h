// SPDX-License-Identifier: Apache-2.0
/*
 * JSON cut into its tokens: what json_reader.c builds on, and json_tokens.c has libyajl do.  The
 * grammar is checked, that text is nearly UTF-8, too; depth, lengths and the meaning of
 * numbers are the caller's.
 *
 * Half a surrogate pair in an escape ("\ud800") comes out as "?" or as bytes that are not
 * UTF-8.
 */
#ifndef ZOO_BASE_JSON_TOKENS_H
#define ZOO_BASE_JSON_TOKENS_H

#include "engine/base/bytes.h"

#include <stdbool.h>
#include <stddef.h>

enum json_token_kind {
	JSON_TOKEN_NULL,
	JSON_TOKEN_FALSE,
	JSON_TOKEN_TRUE,
	JSON_TOKEN_NUMBER,
	JSON_TOKEN_TEXT,
	JSON_TOKEN_KEY,
	JSON_TOKEN_OBJECT,
	JSON_TOKEN_OBJECT_END,
	JSON_TOKEN_ARRAY,
	JSON_TOKEN_ARRAY_END
};

struct json_tokens;

// `take` gets each token; of numbers as they are written, of text and keys without quotes
// and escapes, not terminated.  It ends it all by returning false.
struct json_tokens *json_tokens_create(
	bool (*take)(void *context, enum json_token_kind kind, struct bytes text), void *context);
void json_tokens_free(struct json_tokens *tokens); // NULL is allowed

enum json_tokens_result { JSON_TOKENS_OK, JSON_TOKENS_STOPPED, JSON_TOKENS_BROKEN };

// Not after a result that was not OK.
enum json_tokens_result json_tokens_feed(struct json_tokens *tokens, struct bytes piece);
enum json_tokens_result json_tokens_finish(struct json_tokens *tokens); // nothing more comes

// Bytes of the latest piece up to the end of the latest token, or up to what is broken.
size_t json_tokens_consumed_nbytes(const struct json_tokens *tokens);

// The largest buffer in use: grows with a token that began in an earlier piece.
size_t json_tokens_held_nbytes(const struct json_tokens *tokens);

// What is broken, as a phrase of libyajl's.
void json_tokens_explain(struct json_tokens *tokens, char *out, size_t out_nbytes);

#endif
