// SPDX-License-Identifier: Apache-2.0
/*
 * What a card says becomes part of paths and URLs, so whatever could lead elsewhere is
 * refused here, where line and column are still known.
 */
#include "zoo/card/values.h"

#include "engine/base/words.h"
#include "zoo/identifier.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

enum { SHAPE_MAX_COUNT = 1 << 28 };

// Only characters of `allowed`, the first one a letter or digit, so never "..", "-x" or ".x".
static bool is_word(const char *text, const char *allowed)
{
	return text[0] && strchr(LOWER UPPER DIGITS, text[0]) &&
	       text[strspn(text, allowed)] == '\0';
}

const char *card_id_of_name(const char *name, struct arena *keep)
{
	static const char suffix[] = ".yaml";
	if (!word_ends_with(name, suffix))
		return NULL;
	const char *id = arena_strndup(keep, name, strlen(name) - strlen(suffix));
	return is_identifier(id, strlen(id)) ? id : NULL;
}

bool read_identifier(void *target, const struct node *node, const struct reading *reading)
{
	if (!read_text(target, node, reading))
		return false;
	return is_identifier(node->text, strlen(node->text)) ||
	       node_fail_expected(reading, node, IDENTIFIER_FORM);
}

bool read_identifiers(void *target, const struct node *node, const struct reading *reading)
{
	if (!read_texts(target, node, reading))
		return false;
	for (int i = 0; i < node->count; i++) {
		const char *one;
		if (!read_identifier(&one, node->items[i], reading))
			return false;
		for (int j = 0; j < i; j++)
			if (strcmp(node->items[j]->text, one) == 0)
				return node_fail(
					reading, node->items[i], "\"%s\" stands twice", one);
	}
	return true;
}

bool read_file_name(void *target, const struct node *node, const struct reading *reading)
{
	if (!read_text(target, node, reading))
		return false;
	if (!is_word(node->text, LOWER UPPER DIGITS "-_.+@") || strlen(node->text) > 255)
		return node_fail_expected(reading, node,
			"a file name of letters, digits, \"-\", \"_\", \".\", \"+\" and \"@\"");
	return true;
}

bool read_path(void *target, const struct node *node, const struct reading *reading)
{
	if (!read_text(target, node, reading))
		return false;
	const char *part = node->text;
	for (;;) {
		size_t nbytes = strcspn(part, "/");
		// "", "." and ".." would leave the root or name it in two ways
		if (nbytes == 0 || (nbytes <= 2 && strspn(part, ".") >= nbytes) ||
			memchr(part, '\\', nbytes))
			return node_fail_expected(reading, node,
				"a relative path without empty parts, \".\", \"..\" and \"\\\"");
		if (part[nbytes] == '\0')
			break;
		part += nbytes + 1;
	}
	return true;
}

bool read_url(void *target, const struct node *node, const struct reading *reading)
{
	if (!read_text(target, node, reading))
		return false;
	const char *text = node->text;
	size_t scheme = strncmp(text, "https://", 8) == 0  ? 8
			: strncmp(text, "http://", 7) == 0 ? 7
							   : 0;
	if (scheme == 0 || text[scheme] == '\0' || strpbrk(text, " \"<>\\"))
		return node_fail_expected(reading, node, "an http:// or https:// URL");
	return true;
}

bool read_repository(void *target, const struct node *node, const struct reading *reading)
{
	if (!read_text(target, node, reading))
		return false;
	const char *slash = strchr(node->text, '/');
	if (!slash || slash == node->text || !is_word(node->text, LOWER UPPER DIGITS "-_./") ||
		!is_word(slash + 1, LOWER UPPER DIGITS "-_."))
		return node_fail_expected(reading, node, "\"owner/name\"");
	return true;
}

static bool read_hex(char *out, size_t digit_count, const char *what, const struct node *node,
	const struct reading *reading)
{
	if (node->kind != NODE_SCALAR || strlen(node->text) != digit_count ||
		node->text[strspn(node->text, DIGITS "abcdefABCDEF")] != '\0')
		return node_fail_expected(reading, node, what);
	for (size_t i = 0; i < digit_count; i++) {
		char c = node->text[i];
		out[i] = (char)(c >= 'A' ? c | 0x20 : c);
	}
	out[digit_count] = '\0';
	return true;
}

bool read_sha1(void *target, const struct node *node, const struct reading *reading)
{
	return read_hex(target, SHA1_HEX_NBYTES - 1, "40 hexadecimal digits", node, reading);
}

bool read_sha256(void *target, const struct node *node, const struct reading *reading)
{
	return read_hex(target, SHA256_HEX_NBYTES - 1, "64 hexadecimal digits", node, reading);
}

bool read_sha1_text(void *target, const struct node *node, const struct reading *reading)
{
	const char **out = target;
	char *digits = arena_array(reading->keep, char, SHA1_HEX_NBYTES);
	*out = digits;
	return read_sha1(digits, node, reading);
}

bool read_commit(void *target, const struct node *node, const struct reading *reading)
{
	return read_sha1_text(target, node, reading); // git's names are SHA-1 as well
}

bool read_tensor_type(void *target, const struct node *node, const struct reading *reading)
{
	static const struct {
		const char *name;
		enum tensor_type type;
	} types[] = {{"int8", TENSOR_INT8}, {"uint8", TENSOR_UINT8}, {"int16", TENSOR_INT16},
		{"int32", TENSOR_INT32}, {"int64", TENSOR_INT64}, {"bool", TENSOR_BOOL},
		{"float32", TENSOR_FLOAT32}};
	enum tensor_type *out = target;
	const char *name;
	if (!read_text(&name, node, reading))
		return false;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(types[i].name, name) == 0) {
			*out = types[i].type;
			return true;
		}
	}
	return node_fail_expected(
		reading, node, "int8, uint8, int16, int32, int64, bool or float32");
}

bool read_shape(void *target, const struct node *node, const struct reading *reading)
{
	struct card_tensor *tensor = target;
	if (!node_expect(node, NODE_SEQUENCE, reading))
		return false;
	if (node->count < 1 || node->count > MODEL_MAX_RANK)
		return node_fail(reading, node, "expected 1 to %d dimensions, got %d",
			MODEL_MAX_RANK, node->count);
	int64_t product = 1;
	for (int i = 0; i < node->count; i++) {
		int64_t size;
		if (!read_count(&size, node->items[i], reading))
			return false;
		if (size < 1 || size > SHAPE_MAX_COUNT || (product *= size) > SHAPE_MAX_COUNT)
			return node_fail(reading, node->items[i],
				"expected a dimension of at least 1, and at most %d elements in all",
				SHAPE_MAX_COUNT);
		tensor->shape[i] = (int32_t)size;
	}
	tensor->rank = node->count;
	return true;
}

bool read_pairs(const struct card_pair **out, int *count, const struct node *node,
	const struct reading *reading)
{
	if (!node_expect(node, NODE_MAPPING, reading))
		return false;
	struct card_pair *pairs = arena_array(reading->keep, struct card_pair, node->count);
	for (int i = 0; i < node->count; i++) {
		if (!read_text(&pairs[i].key, node->keys[i], reading) ||
			!read_text(&pairs[i].value, node->items[i], reading))
			return false;
	}
	*out = pairs;
	*count = node->count;
	return true;
}

bool read_elements(void **out, int *count, size_t element_nbytes, const void *initial,
	const struct field *fields, int field_count, const struct node *node,
	const struct reading *reading)
{
	if (!node_expect(node, NODE_SEQUENCE, reading))
		return false;
	if (node->count == 0)
		return node_fail(reading, node, "expected at least one entry");
	char *elements = arena_alloc(
		reading->keep, (size_t)node->count, element_nbytes, _Alignof(max_align_t));
	for (int i = 0; i < node->count; i++) {
		char *element = elements + (size_t)i * element_nbytes;
		if (initial)
			memcpy(element, initial, element_nbytes);
		if (!fields_read(element, fields, field_count, node->items[i], reading))
			return false;
	}
	*out = elements;
	*count = node->count;
	return true;
}
