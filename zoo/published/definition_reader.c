// SPDX-License-Identifier: Apache-2.0
/*
 * Nodes as facts: what is not of the expected kind becomes a doubt, and nothing a failure.
 */
#include "zoo/published/definition_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 4, 5))) void definition_doubt(struct definition_reader *r,
	const struct node *node, const char *about, const char *format, ...)
{
	char shown[256];
	va_list arguments;
	if (r->doubt_count == DEFINITION_MAX_DOUBTS)
		return;
	if (r->doubt_count == DEFINITION_MAX_DOUBTS - 1)
		format = "and more like this, which is not listed";
	va_start(arguments, format);
	status_vprintable(shown, sizeof(shown), format, arguments);
	va_end(arguments);
	r->doubts[r->doubt_count++] =
		(struct published_doubt){node->line, about, arena_strdup(r->keep, shown)};
}

// The value of a key, or NULL; nothing at all is no value.
const struct node *definition_value(const struct node *mapping, const char *key)
{
	if (!mapping || mapping->kind != NODE_MAPPING)
		return NULL;
	for (int i = 0; i < mapping->count; i++)
		if (strcmp(mapping->keys[i]->text, key) == 0)
			return node_is_nothing(mapping->items[i]) ? NULL : mapping->items[i];
	return NULL;
}

static bool is_one_of(const char *const *words, const char *text)
{
	for (; *words; words++)
		if (strcmp(*words, text) == 0)
			return true;
	return false;
}

void definition_check_keys(struct definition_reader *r, const struct node *mapping,
	const char *where, const char *const *known)
{
	if (!mapping || mapping->kind != NODE_MAPPING)
		return;
	for (int i = 0; i < mapping->count; i++)
		if (!is_one_of(known, mapping->keys[i]->text))
			definition_doubt(r, mapping->keys[i], where,
				"key \"%.64s\" is not known here", mapping->keys[i]->text);
}

// Text without control characters and without white space at its ends.
static const char *clean(struct arena *keep, const char *text, bool several_lines)
{
	char *out = arena_strdup(keep, text + strspn(text, " \t\r\n"));
	size_t used = 0;
	for (const char *c = out; *c; c++) {
		if (*c == '\r')
			continue;
		bool blank = *c == '\t' || (*c == '\n' && !several_lines);
		out[used++] = blank ? ' ' : *c;
	}
	while (used > 0 && strchr(" \n", out[used - 1]))
		used--;
	out[used] = '\0';
	return out;
}

struct published_text definition_text(
	struct definition_reader *r, const struct node *node, const char *about, bool several_lines)
{
	if (!node)
		return (struct published_text){"", 0};
	if (node->kind != NODE_SCALAR) {
		definition_doubt(r, node, about, "%s: expected text or a number, got a %s", about,
			node->kind == NODE_SEQUENCE ? "list" : "mapping");
		return (struct published_text){"", 0};
	}
	return (struct published_text){clean(r->keep, node->text, several_lines), node->line};
}

struct published_text definition_text_of(
	struct definition_reader *r, const struct node *mapping, const char *key)
{
	return definition_text(r, definition_value(mapping, key), key, false);
}

// The scalars of a mapping as rows, those keys left out that have a place of their own.
struct published_rows definition_rows(struct definition_reader *r, const struct node *mapping,
	const char *about, const char *const *elsewhere)
{
	struct published_rows rows = {NULL, 0};
	if (!mapping)
		return rows;
	if (mapping->kind != NODE_MAPPING) {
		definition_doubt(r, mapping, about, "%s: expected a mapping", about);
		return rows;
	}
	int count = mapping->count < PUBLISHED_MAX_ROWS ? mapping->count : PUBLISHED_MAX_ROWS;
	if (count < mapping->count)
		definition_doubt(r, mapping, about, "%s: more than %d rows are not read", about,
			PUBLISHED_MAX_ROWS);
	struct published_row *row = arena_array(r->keep, struct published_row, count);
	for (int i = 0; i < count; i++) {
		const char *key = mapping->keys[i]->text;
		if (is_one_of(elsewhere, key) || node_is_nothing(mapping->items[i]))
			continue;
		struct published_text value = definition_text(r, mapping->items[i], about, false);
		row[rows.count++] = (struct published_row){
			clean(r->keep, key, false), value.text, mapping->keys[i]->line};
	}
	rows.row = row;
	return rows;
}
