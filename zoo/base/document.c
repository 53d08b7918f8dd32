// SPDX-License-Identifier: Apache-2.0
/*
 * Events of libyaml to a tree, with everything refused that is no plain data.
 *
 * libyaml and not libcyaml, which maps YAML onto C structs by a schema: its errors are
 * codes without a place (only its log of text holds lines, and the schema cannot name the
 * key that was meant), a doubled key overwrites silently, and it allocates each value.
 */
#include "zoo/base/document.h"

#include "engine/base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

struct builder {
	yaml_parser_t *parser;
	const char *origin;
	struct arena *keep;
	struct status *st;
};

// Entries of a node while they are collected.
struct entry {
	const struct node *key, *item;
	struct entry *next;
};

static bool fail_at(const struct builder *b, size_t line, size_t column, const char *what)
{
	return status_fail(b->st, STATUS_FORMAT, "%s:%zu:%zu: %s", b->origin, line, column, what);
}

static bool fail_at_event(const struct builder *b, const yaml_event_t *event, const char *what)
{
	return fail_at(b, event->start_mark.line + 1, event->start_mark.column + 1, what);
}

static bool fail_in_parser(const struct builder *b)
{
	const yaml_parser_t *parser = b->parser;
	if (parser->error == YAML_MEMORY_ERROR)
		arena_out_of_memory(0);
	const yaml_mark_t *mark = &parser->problem_mark;
	return fail_at(b, mark->line + 1, mark->column + 1,
		parser->problem ? parser->problem : "malformed YAML");
}

static bool next_event(yaml_event_t *event, const struct builder *b)
{
	return yaml_parser_parse(b->parser, event) || fail_in_parser(b);
}

// A control character is never meant, and would reach the user's terminal.  A line's end
// as Windows writes it is how upstream's texts came to be; the readers of text refuse it.
static bool has_control(const char *text, size_t nbytes)
{
	for (size_t i = 0; i < nbytes; i++) {
		unsigned char c = (unsigned char)text[i];
		if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f)
			return true;
		if (c == 0xc2 && i + 1 < nbytes && (unsigned char)text[i + 1] < 0xa0)
			return true; // C1
	}
	return false;
}

static bool refuse_extras(const struct builder *b, const yaml_event_t *event)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;
	if (event->type == YAML_SCALAR_EVENT) {
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
	} else if (event->type == YAML_SEQUENCE_START_EVENT) {
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
	} else if (event->type == YAML_MAPPING_START_EVENT) {
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
	} else {
		return fail_at_event(b, event, "aliases (*name) are not allowed here");
	}
	if (anchor)
		return fail_at_event(b, event, "anchors (&name) are not allowed here");
	if (tag)
		return fail_at_event(b, event, "tags (!name) are not allowed here");
	return true;
}

static bool build_scalar(struct node *node, const struct builder *b, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t nbytes = event->data.scalar.length;
	if (has_control(text, nbytes))
		return fail_at_event(b, event, "control characters are not allowed in text");
	node->kind = NODE_SCALAR;
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->text = arena_strndup(b->keep, text, nbytes);
	return true;
}

static bool check_key(
	const struct builder *b, const struct entry *entries, int count, const struct node *key)
{
	char what[160];
	if (key->kind != NODE_SCALAR)
		return fail_at(b, (size_t)key->line, (size_t)key->column, "a key must be text");
	if (count >= DOCUMENT_MAX_KEYS) {
		snprintf(what, sizeof(what), "more than %d keys in a mapping", DOCUMENT_MAX_KEYS);
		return fail_at(b, (size_t)key->line, (size_t)key->column, what);
	}
	for (const struct entry *e = entries; e; e = e->next) {
		if (strcmp(e->key->text, key->text) != 0)
			continue;
		snprintf(what, sizeof(what), "key \"%.64s\" stands twice (first in line %d)",
			key->text, e->key->line);
		return fail_at(b, (size_t)key->line, (size_t)key->column, what);
	}
	return true;
}

static bool build_node(
	const struct node **out, const struct builder *b, yaml_event_t *event, int depth);

// The entries up to the end of the collection that `node` begins.
static bool build_entries(struct node *node, const struct builder *b, int depth)
{
	yaml_event_type_t end =
		node->kind == NODE_MAPPING ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
	struct entry *first = NULL, **link = &first;
	for (;;) {
		yaml_event_t event;
		if (!next_event(&event, b))
			return false;
		if (event.type == end) {
			yaml_event_delete(&event);
			break;
		}
		struct entry *entry = arena_new(b->keep, struct entry);
		if (node->kind == NODE_MAPPING) {
			if (!build_node(&entry->key, b, &event, depth) ||
				!check_key(b, first, node->count, entry->key) ||
				!next_event(&event, b))
				return false;
		}
		if (!build_node(&entry->item, b, &event, depth))
			return false;
		*link = entry;
		link = &entry->next;
		node->count++;
	}
	const struct node **keys = arena_array(b->keep, const struct node *, node->count);
	const struct node **items = arena_array(b->keep, const struct node *, node->count);
	int i = 0;
	for (const struct entry *e = first; e; e = e->next, i++) {
		keys[i] = e->key;
		items[i] = e->item;
	}
	node->keys = keys;
	node->items = items;
	return true;
}

// Takes `event` over.
static bool build_node(
	const struct node **out, const struct builder *b, yaml_event_t *event, int depth)
{
	struct node *node = arena_new(b->keep, struct node);
	node->line = (int)event->start_mark.line + 1;
	node->column = (int)event->start_mark.column + 1;
	*out = node;
	bool ok = refuse_extras(b, event);
	if (ok && event->type == YAML_SCALAR_EVENT)
		ok = build_scalar(node, b, event);
	else if (ok && depth >= DOCUMENT_MAX_DEPTH)
		ok = fail_at_event(b, event, "nested too deeply");
	yaml_event_type_t type = event->type;
	yaml_event_delete(event);
	if (!ok || type == YAML_SCALAR_EVENT)
		return ok;
	node->kind = type == YAML_MAPPING_START_EVENT ? NODE_MAPPING : NODE_SEQUENCE;
	return build_entries(node, b, depth + 1);
}

static bool skip_event(const struct builder *b)
{
	yaml_event_t event;
	if (!next_event(&event, b))
		return false;
	yaml_event_delete(&event);
	return true;
}

static bool build_document(const struct node **out, const struct builder *b)
{
	yaml_event_t event;
	if (!skip_event(b) || !next_event(&event, b)) // STREAM-START, then DOCUMENT-START
		return false;
	bool empty = event.type == YAML_STREAM_END_EVENT;
	yaml_event_delete(&event);
	if (empty) {
		struct node *nothing = arena_new(b->keep, struct node);
		*nothing = (struct node){
			.kind = NODE_SCALAR, .plain = true, .line = 1, .column = 1, .text = ""};
		*out = nothing;
		return true;
	}
	if (!next_event(&event, b) || !build_node(out, b, &event, 0) || !skip_event(b) ||
		!next_event(&event, b))
		return false;
	bool ok = event.type == YAML_STREAM_END_EVENT ||
		  fail_at_event(b, &event, "a second document begins");
	yaml_event_delete(&event);
	return ok;
}

/*
 * libyaml gives the place of such a byte as an offset, and lets C1 controls through; people
 * look for lines.  So the bytes are checked before it sees them.
 */
bool document_check_bytes(struct bytes text, const char *origin, struct status *st)
{
	const struct builder b = {.origin = origin, .st = st};
	size_t line = 1, column = 1;
	for (size_t i = 0; i < text.nbytes; i++, column++) {
		unsigned char c = text.data[i];
		if (c == '\n') {
			line++;
			column = 0;
		} else if ((c < 0x20 && c != '\t' && c != '\r') || c == 0x7f) {
			return fail_at(&b, line, column, "a control character");
		} else if (c >= 0x80) {
			unsigned char one[5] = {0};
			memcpy(one, text.data + i, text.nbytes - i < 4 ? text.nbytes - i : 4);
			size_t nbytes = utf8_character_nbytes(one);
			if (!nbytes || (c == 0xc2 && one[1] < 0xa0))
				return fail_at(&b, line, column,
					"bytes that are not UTF-8, or a control character");
			i += nbytes - 1;
		}
	}
	return true;
}

bool document_parse(const struct node **out, struct bytes text, const char *origin,
	struct arena *keep, struct status *st)
{
	yaml_parser_t parser;
	struct builder b = {&parser, origin, keep, st};
	if (text.nbytes > DOCUMENT_MAX_NBYTES)
		return status_fail(st, STATUS_FORMAT, "%s: %zu bytes, at most %d are allowed here",
			origin, text.nbytes, DOCUMENT_MAX_NBYTES);
	if (!document_check_bytes(text, origin, st))
		return false;
	if (!yaml_parser_initialize(&parser))
		arena_out_of_memory(sizeof(parser));
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
		&parser, text.data ? text.data : (const unsigned char *)"", text.nbytes);
	bool ok = build_document(out, &b);
	yaml_parser_delete(&parser);
	return ok;
}
