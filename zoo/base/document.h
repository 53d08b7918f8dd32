// SPDX-License-Identifier: Apache-2.0
/*
 * A YAML file as a tree, read strictly; and a schema as a list of fields.
 *
 * document_parse() takes the part of YAML that data needs: mappings with text keys,
 * sequences, scalars.  Aliases, anchors, tags, doubled keys, a second document, control
 * characters, bytes that are not UTF-8, a depth above DOCUMENT_MAX_DEPTH and more than
 * DOCUMENT_MAX_NBYTES are STATUS_FORMAT, as "FILE:LINE:COLUMN: what".  The one face of
 * libyaml.
 *
 * Then a schema reads like a list, and reading it reports unknown keys in the order of
 * the file, with "did you mean":
 *
 *	static const struct field fields[] = {
 *		FIELD_REQUIRED("name", struct file, name, read_text),
 *		FIELD_OPTIONAL("size_bytes", struct file, nbytes, read_count),
 *	};
 *	fields_read(&file, fields, FIELD_COUNT(fields), node, &reading)
 */
#ifndef ZOO_BASE_DOCUMENT_H
#define ZOO_BASE_DOCUMENT_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	DOCUMENT_MAX_NBYTES = 1 << 20,
	DOCUMENT_MAX_DEPTH = 16,
	DOCUMENT_MAX_KEYS = 1024 // of one mapping: each is compared with all others
};

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

struct node {
	enum node_kind kind;
	bool plain;       // a scalar without quotes, so that 1, true and null mean what they say
	int line, column; // from 1; columns count characters
	const char *text; // scalar: UTF-8, no control characters but newline, tab, CR
	int count;        // entries of a sequence or mapping
	const struct node *const *keys; // mapping: scalars
	const struct node *const *items;
};

/*
 * Text from outside: valid UTF-8 without control characters but newline, return and tab.
 * STATUS_FORMAT "ORIGIN:LINE:COLUMN: ..." otherwise.
 */
bool document_check_bytes(struct bytes text, const char *origin, struct status *st);

/*
 * `origin` is put in front of every message.  An empty file gives an empty plain scalar
 * (node_is_nothing()).  The tree lives in `keep` and does not point into `text`.
 */
bool document_parse(const struct node **out, struct bytes text, const char *origin,
	struct arena *keep, struct status *st);

// Nothing stands there: an empty file, or a key without a value.
bool node_is_nothing(const struct node *node);

// The file that a document names.
struct beside {
	struct bytes content; // data not NULL: this is it
	int directory;     // otherwise it is opened beneath this one, which is open, without links
	const char *wrong; // set to its name if it is why the document cannot be read
};

// What the readers of fields need beside node and target.
struct reading {
	const char *origin;
	struct arena *keep;
	struct status *st;
	struct beside *beside; // NULL: it is looked for by path
};

// STATUS_FORMAT "ORIGIN:LINE:COLUMN: ...".  Returns false.
__attribute__((format(printf, 3, 4))) bool node_fail(
	const struct reading *reading, const struct node *node, const char *format, ...);

// The same in its usual form: "KEY: expected WHAT, got ..." (no "KEY: " if key is NULL).
bool node_fail_expected(const struct reading *reading, const struct node *node, const char *what);

// Check a node and store its value at `target`.
typedef bool field_reader(void *target, const struct node *node, const struct reading *reading);

struct field {
	const char *key;
	bool required;
	size_t offset; // of the member in the target of fields_read()
	field_reader *read;
};

#define FIELD_REQUIRED(key, type, member, read)             \
	{                                                   \
		(key), true, offsetof(type, member), (read) \
	}
#define FIELD_OPTIONAL(key, type, member, read)              \
	{                                                    \
		(key), false, offsetof(type, member), (read) \
	}
// A field whose reader takes the whole target, because it fills several members.
#define FIELD_REQUIRED_WHOLE(key, read) \
	{                               \
		(key), true, 0, (read)  \
	}
#define FIELD_OPTIONAL_WHOLE(key, read) \
	{                               \
		(key), false, 0, (read) \
	}
#define FIELD_COUNT(fields) ((int)(sizeof(fields) / sizeof((fields)[0])))

// Read a mapping by its schema.  Members of optional keys that are absent stay as they are.
bool fields_read(void *target, const struct field *fields, int field_count, const struct node *node,
	const struct reading *reading);

/*
 * Readers of single values.  Text must be one line, not empty, without white space at its
 * ends, without a carriage return, and not look like a number, a boolean or null unless it
 * is quoted, so that every YAML reader sees the same.  Prose is the same of any number of
 * lines.  Counts are whole numbers, 0 and up.
 */
// const char *
bool read_text(void *target, const struct node *node, const struct reading *reading);
bool read_prose(void *target, const struct node *node, const struct reading *reading);
// int64_t
bool read_count(void *target, const struct node *node, const struct reading *reading);
// const char *const *, NULL behind the last
bool read_texts(void *target, const struct node *node, const struct reading *reading);
bool read_proses(void *target, const struct node *node, const struct reading *reading);
// The same, with each text read by `read`.
bool read_sequence(
	void *target, const struct node *node, const struct reading *reading, field_reader *read);

// The node if it is a mapping or sequence; else NULL, and the failure is in the status.
const struct node *node_expect(
	const struct node *node, enum node_kind kind, const struct reading *reading);

#endif
