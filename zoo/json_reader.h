// SPDX-License-Identifier: Apache-2.0
/*
 * A JSON document of any size, read in pieces of any size: each value is told as it comes,
 * with where it stands.  Memory does not grow with the document.
 *
 *	struct json_reader *reader = json_reader_create(path, take, &context);
 *	ok = json_reader_feed(reader, piece, &st) && ... && json_reader_finish(reader, &st);
 *	json_reader_free(reader);
 *
 * STATUS_FORMAT for all that is not JSON (RFC 8259), for bytes that are not UTF-8, and for
 * what is more than the limits below; always as
 *
 *	NAME: byte 4711 (line 3), images[17].width: expected ..., found ...
 *
 * where the byte counts from 0 and is the last one that was looked at.  Doubled keys are
 * not noticed.  Half a surrogate pair in an escape ("\ud800") may read as "?".
 *
 * A reader belongs to one thread at a time.
 */
#ifndef ZOO_JSON_READER_H
#define ZOO_JSON_READER_H

#include "engine/base/bytes.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	JSON_MAX_DEPTH = 32,       // of containers in each other
	JSON_MAX_KEY_NBYTES = 127, // without a zero byte
	JSON_MAX_TEXT_NBYTES = 1 << 16,
	JSON_MAX_NUMBER_NBYTES = 255 // as it is written
};

enum json_kind {
	JSON_NULL,
	JSON_BOOL,
	JSON_INTEGER, // written without point and exponent, and fits
	JSON_NUMBER,  // any other; finite
	JSON_TEXT,
	JSON_OBJECT, // opens
	JSON_OBJECT_END,
	JSON_ARRAY, // opens
	JSON_ARRAY_END
};

// A place within one container.
struct json_step {
	const char *key; // in an object; NULL in an array
	int64_t index;   // in an array, from 0
};

struct json_event {
	enum json_kind kind;
	int depth;                    // containers around it; 0: the document itself
	const struct json_step *path; // `depth` steps, from the outside
	bool boolean;                 // JSON_BOOL
	int64_t integer;              // JSON_INTEGER
	double number;                // JSON_INTEGER and JSON_NUMBER, the nearest double
	struct bytes text;            // JSON_TEXT: UTF-8, not terminated, may hold zero bytes
};

struct json_reader;

/*
 * `name` is put in front of messages.  `take` is called, from json_reader_feed() and
 * json_reader_finish(), with each value; the event holds until it returns, and returning
 * false with `st` set ends it all.
 */
struct json_reader *json_reader_create(const char *name,
	bool (*take)(void *context, struct json_reader *reader, const struct json_event *event,
		struct status *st),
	void *context);
void json_reader_free(struct json_reader *reader); // NULL is allowed

// The next piece.  After a failure only json_reader_free() is left.
bool json_reader_feed(struct json_reader *reader, struct bytes piece, struct status *st);

// That was all: fails unless the document is whole.
bool json_reader_finish(struct json_reader *reader, struct status *st);

// From `take`, at JSON_OBJECT or JSON_ARRAY: nothing of what is in it, nor its end, is told.
void json_reader_skip(struct json_reader *reader);

// From `take`: the byte that a message would name.
int64_t json_reader_byte(const struct json_reader *reader);

// From `take`: what a value is, for "found ...": "a number", "a list".
const char *json_kind_name(enum json_kind kind);

// From `take`: STATUS_FORMAT with name and place in front of the message.  Returns false.
__attribute__((format(printf, 3, 4))) bool json_reader_fail(
	const struct json_reader *reader, struct status *st, const char *format, ...);

#endif
