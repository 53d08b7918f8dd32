// SPDX-License-Identifier: Apache-2.0
/*
 * A JSON document that is an object with lists of records: which lists and which of their
 * fields count, of which type, is a table; each record is told when it is whole.
 *
 * STATUS_FORMAT, with byte, line and place, and the record's own number if it is known by
 * then: a list that is there twice or is none, a record that is no object, a field that is
 * missing, doubled or of another type.  What the table does not name is passed over.
 * Memory does not grow with the document.
 */
#ifndef ZOO_DATASETS_RECORDS_H
#define ZOO_DATASETS_RECORDS_H

#include "engine/base/status.h"
#include "zoo/datasets/source.h"
#include "zoo/json_reader.h"

#include <stdbool.h>
#include <stdint.h>

enum { RECORD_MAX_FIELDS = 16, RECORD_MAX_TEXT_NBYTES = 1023 };

struct record_list {
	const char *key;  // "images"
	const char *noun; // one of them: "image"
	int id;           // the field that is its number
};

enum record_type { RECORD_WHOLE, RECORD_NUMBER, RECORD_TEXT };

struct record_field {
	int list; // into the table of lists
	const char *key;
	enum record_type type;
	bool optional; // may lack or be null
};

struct record_tables {
	const struct record_list *lists;
	int list_count;
	const struct record_field *fields;
	int field_count;
};

struct record_value {
	bool given;
	int64_t whole;                         // RECORD_WHOLE
	double number;                         // RECORD_NUMBER
	char text[RECORD_MAX_TEXT_NBYTES + 1]; // RECORD_TEXT, without zero bytes
};

struct record {
	int list;
	int64_t byte;                      // of the document, where the record ends
	const struct record_value *values; // [field], of this list's fields
};

struct records;

/*
 * `take` is called with each record, and ends it by returning false with `st` set.
 * `seen[list]` says at the end which lists there were.  `name` stands in front of messages.
 */
bool records_read(const struct record_tables *tables, bool *seen, const char *name,
	const struct dataset_source *source, const char *path,
	bool (*take)(void *context, struct records *records, const struct record *record,
		struct status *st),
	void *context, struct status *st);

// From `take`: STATUS_FORMAT with file, place and the record's number.  Returns false.
__attribute__((format(printf, 3, 4))) bool records_fail(
	const struct records *records, struct status *st, const char *format, ...);

#endif
