// SPDX-License-Identifier: Apache-2.0
/*
 * A JSON document, written piece by piece into memory.  libyajl is behind it.
 *
 *	struct json *json = json_create();
 *	json_object_open(json, NULL);
 *	json_text(json, "schema", "zoo.list/1");
 *	json_array_open(json, "results");
 *	...
 *	json_array_close(json);
 *	json_object_close(json);
 *	struct bytes text = json_bytes(json);
 *
 * Each call takes the key under which the value goes, or NULL within an array and at the
 * top.  Nothing can fail: each byte that is not UTF-8 becomes U+FFFD, NaN and infinities
 * become null, other doubles are printed with as few digits as read back to the same value,
 * whatever the locale.  Out of memory ends the process, as in arena.h.
 *
 * The document is one line of valid UTF-8 that can be shown: C0, DEL, C1 and the marks that
 * turn or hide text (engine/base/utf8.h) are written as \uNNNN, which reads back as they are.
 *
 * A document belongs to one thread at a time.
 */
#ifndef ZOO_JSON_H
#define ZOO_JSON_H

#include "engine/base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

struct json;

struct json *json_create(void);
void json_free(struct json *json); // NULL is allowed

void json_object_open(struct json *json, const char *key);
void json_object_close(struct json *json);
void json_array_open(struct json *json, const char *key);
void json_array_close(struct json *json);

void json_text(struct json *json, const char *key, const char *value); // NULL: null
// An array: the words before the NULL; empty if `words` is NULL.
void json_texts(struct json *json, const char *key, const char *const *words);
void json_int(struct json *json, const char *key, int64_t value);
void json_count(struct json *json, const char *key, int64_t value); // below 0, not known: null
void json_double(struct json *json, const char *key, double value);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);

// What was written so far, without a newline anywhere; holds until the next call.
struct bytes json_bytes(struct json *json);

#endif
