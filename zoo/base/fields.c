// SPDX-License-Identifier: Apache-2.0
/*
 * From nodes to members of structs: the generic half of every schema.  What a plain
 * scalar means follows YAML 1.2's core schema plus the booleans of YAML 1.1 (yes, no, on,
 * off), which other readers still turn into true and false: labels are full of them.
 */
#include "zoo/base/document.h"

#include "zoo/suggest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

bool node_is_nothing(const struct node *node)
{
	return node->kind == NODE_SCALAR && node->plain &&
	       (node->text[0] == '\0' || strcmp(node->text, "~") == 0 ||
		       strcasecmp(node->text, "null") == 0);
}

static bool is_boolean(const struct node *node)
{
	static const char *const words[] = {"true", "false", "yes", "no", "on", "off", NULL};
	if (!node->plain)
		return false;
	for (const char *const *word = words; *word; word++)
		if (strcasecmp(node->text, *word) == 0)
			return true;
	return false;
}

// Digits with sign, point and exponent, in any order that some reader takes for a number.
static bool is_number(const struct node *node)
{
	const char *text = node->text;
	if (!node->plain)
		return false;
	text += *text == '-' || *text == '+';
	if (strcasecmp(text, ".inf") == 0 || strcasecmp(text, ".nan") == 0)
		return true;
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'o'))
		return text[2] && text[strspn(text + 2, "0123456789abcdefABCDEF") + 2] == '\0';
	size_t whole = strspn(text, "0123456789_");
	size_t fraction = 0;
	text += whole;
	if (*text == '.')
		text += 1 + (fraction = strspn(text + 1, "0123456789_"));
	if (whole + fraction == 0)
		return false;
	if (*text == 'e' || *text == 'E') {
		text++;
		text += *text == '-' || *text == '+';
		size_t exponent = strspn(text, "0123456789");
		if (exponent == 0)
			return false;
		text += exponent;
	}
	return *text == '\0';
}

// What stands there, for messages: "a sequence", "the number 3", "\"abc\"".
static const char *node_describe(const struct node *node, struct arena *keep)
{
	if (node->kind != NODE_SCALAR)
		return node->kind == NODE_SEQUENCE ? "a sequence" : "a mapping";
	if (node_is_nothing(node))
		return "nothing";
	const char *kind = is_boolean(node)  ? "the boolean "
			   : is_number(node) ? "the number "
					     : NULL;
	if (kind)
		return arena_printf(keep, "%s%.40s", kind, node->text);
	return arena_printf(keep, "\"%.40s%s\"", node->text, strlen(node->text) > 40 ? "..." : "");
}

bool node_fail(const struct reading *reading, const struct node *node, const char *format, ...)
{
	char what[STATUS_MESSAGE_NBYTES];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	return status_fail(reading->st, STATUS_FORMAT, "%s:%d:%d: %s", reading->origin, node->line,
		node->column, what);
}

bool node_fail_expected(const struct reading *reading, const struct node *node, const char *what)
{
	return node_fail(
		reading, node, "expected %s, got %s", what, node_describe(node, reading->keep));
}

const struct node *node_expect(
	const struct node *node, enum node_kind kind, const struct reading *reading)
{
	static const char *const names[] = {"text", "a sequence", "a mapping"};
	if (node->kind == kind)
		return node;
	node_fail_expected(reading, node, names[kind]);
	return NULL;
}

static bool fail_unknown_key(const struct field *fields, int field_count, const struct node *key,
	const struct reading *reading)
{
	struct suggestion near = suggestion_begin(key->text);
	const char *known = "";
	for (int i = 0; i < field_count; i++) {
		suggestion_offer(&near, fields[i].key);
		known = arena_printf(reading->keep, "%s%s%s", known, i ? ", " : "", fields[i].key);
	}
	if (near.best)
		return node_fail(reading, key, "unknown key \"%.64s\" (did you mean \"%s\"?)",
			key->text, near.best);
	node_fail(reading, key, "unknown key \"%.64s\"", key->text);
	return status_hint(reading->st, "keys that may stand here: %s", known);
}

bool fields_read(void *target, const struct field *fields, int field_count, const struct node *node,
	const struct reading *reading)
{
	if (!node_expect(node, NODE_MAPPING, reading))
		return false;
	for (int i = 0; i < node->count; i++) {
		const struct field *field = NULL;
		for (int j = 0; j < field_count && !field; j++)
			if (strcmp(fields[j].key, node->keys[i]->text) == 0)
				field = &fields[j];
		if (!field)
			return fail_unknown_key(fields, field_count, node->keys[i], reading);
		if (!field->read((char *)target + field->offset, node->items[i], reading))
			return false;
	}
	for (int j = 0; j < field_count; j++) {
		bool there = !fields[j].required;
		for (int i = 0; i < node->count && !there; i++)
			there = strcmp(fields[j].key, node->keys[i]->text) == 0;
		if (!there)
			return node_fail(reading, node, "missing key \"%s\"", fields[j].key);
	}
	return true;
}

static bool is_edge_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

bool read_prose(void *target, const struct node *node, const struct reading *reading)
{
	const char **out = target;
	if (node->kind != NODE_SCALAR || node_is_nothing(node))
		return node_fail_expected(reading, node, "text");
	if (is_boolean(node) || is_number(node))
		return node_fail(reading, node, "expected text, got %s (put it in quotes)",
			node_describe(node, reading->keep));
	size_t nbytes = strlen(node->text);
	if (nbytes == 0)
		return node_fail(reading, node, "expected text, got an empty one");
	if (is_edge_space(node->text[0]) || is_edge_space(node->text[nbytes - 1]))
		return node_fail(
			reading, node, "text begins or ends with white space (a block needs >-)");
	if (strchr(node->text, '\r'))
		return node_fail(reading, node, "control characters are not allowed in text");
	*out = node->text;
	return true;
}

bool read_text(void *target, const struct node *node, const struct reading *reading)
{
	if (!read_prose(target, node, reading))
		return false;
	if (strpbrk(node->text, "\n\t"))
		return node_fail(reading, node, "expected one line of text");
	return true;
}

bool read_count(void *target, const struct node *node, const struct reading *reading)
{
	int64_t *out = target, value = 0;
	const char *what = "a whole number without quotes";
	if (node->kind != NODE_SCALAR || !node->plain || node->text[0] == '\0')
		return node_fail_expected(reading, node, what);
	if (node->text[0] == '0' && node->text[1] != '\0')
		return node_fail_expected(reading, node, what); // octal to some readers
	for (const char *c = node->text; *c; c++) {
		if (*c < '0' || *c > '9')
			return node_fail_expected(reading, node, what);
		if (__builtin_mul_overflow(value, 10, &value) ||
			__builtin_add_overflow(value, *c - '0', &value))
			return node_fail(
				reading, node, "the number %.40s is too large", node->text);
	}
	*out = value;
	return true;
}

bool read_sequence(
	void *target, const struct node *node, const struct reading *reading, field_reader *read)
{
	const char *const **out = target;
	if (!node_expect(node, NODE_SEQUENCE, reading))
		return false;
	const char **texts = arena_array(reading->keep, const char *, node->count + 1);
	for (int i = 0; i < node->count; i++)
		if (!read(&texts[i], node->items[i], reading))
			return false;
	*out = texts;
	return true;
}

bool read_texts(void *target, const struct node *node, const struct reading *reading)
{
	return read_sequence(target, node, reading, read_text);
}

bool read_proses(void *target, const struct node *node, const struct reading *reading)
{
	return read_sequence(target, node, reading, read_prose);
}
