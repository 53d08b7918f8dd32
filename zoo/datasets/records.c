// SPDX-License-Identifier: Apache-2.0
/*
 * The events of a document, by how deep they are: 0 is its object, 1 the lists in it, 2
 * their records, 3 the records' fields.
 */
#include "zoo/datasets/records.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NO_LIST = -1 };

struct records {
	const struct record_tables *tables;
	bool *seen;
	bool (*take)(void *context, struct records *records, const struct record *record,
		struct status *st);
	void *context;
	struct json_reader *reader;

	int list; // that is being read
	struct record_value values[RECORD_MAX_FIELDS];
};

bool records_fail(const struct records *r, struct status *st, const char *format, ...)
{
	char message[512];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	const struct record_list *list = r->list == NO_LIST ? NULL : &r->tables->lists[r->list];
	if (!list || !r->values[list->id].given)
		return json_reader_fail(r->reader, st, "%s", message);
	return json_reader_fail(r->reader, st, "%s %lld: %s", list->noun,
		(long long)r->values[list->id].whole, message);
}

static bool is_container(enum json_kind kind)
{
	return kind == JSON_OBJECT || kind == JSON_ARRAY;
}

static bool suits(enum record_type type, enum json_kind kind)
{
	switch (type) {
	case RECORD_WHOLE:
		return kind == JSON_INTEGER;
	case RECORD_NUMBER:
		return kind == JSON_INTEGER || kind == JSON_NUMBER;
	case RECORD_TEXT:
		return kind == JSON_TEXT;
	}
	return false;
}

static bool take_text(
	struct records *r, struct record_value *value, struct bytes text, struct status *st)
{
	if (text.nbytes > RECORD_MAX_TEXT_NBYTES)
		return records_fail(r, st, "expected at most %d bytes, found %zu",
			(int)RECORD_MAX_TEXT_NBYTES, text.nbytes);
	if (memchr(text.data, '\0', text.nbytes))
		return records_fail(r, st, "expected text, found some with a zero byte");
	memcpy(value->text, text.data, text.nbytes);
	value->text[text.nbytes] = '\0';
	return true;
}

static bool take_field(
	struct records *r, int index, const struct json_event *event, struct status *st)
{
	static const char *const type_names[] = {"a whole number", "a number", "text"};
	const struct record_field *field = &r->tables->fields[index];
	struct record_value *value = &r->values[index];
	if (field->optional && event->kind == JSON_NULL)
		return true;
	if (!suits(field->type, event->kind))
		return records_fail(r, st, "expected %s, found %s", type_names[field->type],
			json_kind_name(event->kind));
	if (value->given)
		return records_fail(r, st, "expected %s once, found it twice", field->key);
	value->given = true;
	value->whole = event->integer;
	value->number = event->number;
	return field->type != RECORD_TEXT || take_text(r, value, event->text, st);
}

static bool take_value(struct records *r, const struct json_event *event, struct status *st)
{
	const struct record_tables *t = r->tables;
	for (int i = 0; i < t->field_count; i++)
		if (t->fields[i].list == r->list &&
			strcmp(t->fields[i].key, event->path[2].key) == 0)
			return take_field(r, i, event, st);
	if (is_container(event->kind))
		json_reader_skip(r->reader);
	return true;
}

static bool finish_record(struct records *r, struct status *st)
{
	const struct record_tables *t = r->tables;
	for (int i = 0; i < t->field_count; i++) {
		const struct record_field *field = &t->fields[i];
		if (field->list == r->list && !field->optional && !r->values[i].given)
			return records_fail(r, st, "expected %s, found none", field->key);
	}
	struct record record = {r->list, json_reader_byte(r->reader), r->values};
	return r->take(r->context, r, &record, st);
}

static bool take_record(struct records *r, const struct json_event *event, struct status *st)
{
	if (event->kind == JSON_OBJECT_END)
		return finish_record(r, st);
	for (int i = 0; i < r->tables->field_count; i++)
		r->values[i].given = false;
	return event->kind == JSON_OBJECT ||
	       records_fail(r, st, "expected an object, found %s", json_kind_name(event->kind));
}

static bool take_list(struct records *r, const struct json_event *event, struct status *st)
{
	if (event->kind == JSON_ARRAY_END) {
		r->list = NO_LIST;
		return true;
	}
	for (int i = 0; i < r->tables->list_count; i++) {
		const char *key = r->tables->lists[i].key;
		if (strcmp(event->path[0].key, key) != 0)
			continue;
		if (event->kind != JSON_ARRAY)
			return records_fail(
				r, st, "expected a list, found %s", json_kind_name(event->kind));
		if (r->seen[i])
			return records_fail(r, st, "expected one list of %s, found two", key);
		r->seen[i] = true;
		r->list = i;
		return true;
	}
	if (is_container(event->kind))
		json_reader_skip(r->reader);
	return true;
}

static bool take_event(void *context, struct json_reader *reader, const struct json_event *event,
	struct status *st)
{
	struct records *r = context;
	r->reader = reader;
	switch (event->depth) {
	case 0:
		return event->kind == JSON_OBJECT || event->kind == JSON_OBJECT_END ||
		       records_fail(
			       r, st, "expected an object, found %s", json_kind_name(event->kind));
	case 1:
		return take_list(r, event, st);
	case 2:
		return take_record(r, event, st);
	default: // 3: what is below is skipped
		return take_value(r, event, st);
	}
}

static bool take_piece(void *context, struct bytes piece, struct status *st)
{
	return json_reader_feed(context, piece, st);
}

bool records_read(const struct record_tables *tables, bool *seen, const char *name,
	const struct dataset_source *source, const char *path,
	bool (*take)(void *context, struct records *records, const struct record *record,
		struct status *st),
	void *context, struct status *st)
{
	struct arena scratch = {0};
	struct records *r = arena_new(&scratch, struct records);
	r->tables = tables;
	r->seen = seen;
	r->take = take;
	r->context = context;
	r->list = NO_LIST;
	struct json_reader *reader = json_reader_create(name, take_event, r);
	bool ok = dataset_source_stream(source, path, take_piece, reader, st) &&
		  json_reader_finish(reader, st);
	json_reader_free(reader);
	arena_release(&scratch);
	return ok;
}
