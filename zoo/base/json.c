// SPDX-License-Identifier: Apache-2.0
/*
 * The writing half of libyajl's face: a thin layer over yajl_gen decides what yajl leaves to
 * its caller: broken UTF-8, characters that drive a terminal, numbers that JSON does not
 * know, the shortest digits of a double, no memory.
 */
#include "zoo/json.h"

#include "engine/base/utf8.h"
#include "zoo/base/json_memory.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

struct json {
	yajl_gen generator;
	unsigned char *shown; // what json_bytes() gave
};

struct json *json_create(void)
{
	static yajl_alloc_funcs functions = {json_allocate, json_reallocate, json_release, NULL};
	struct json *json = json_allocate(NULL, sizeof(*json));
	json->shown = NULL;
	json->generator = yajl_gen_alloc(&functions);
	if (!json->generator)
		arena_out_of_memory(0);
	return json;
}

void json_free(struct json *json)
{
	if (!json)
		return;
	yajl_gen_free(json->generator);
	free(json->shown);
	free(json);
}

static void string(struct json *json, const char *text)
{
	static const char replacement[] = "\xef\xbf\xbd"; // U+FFFD
	const unsigned char *in = (const unsigned char *)text;
	unsigned char *clean = json_allocate(NULL, strlen(text) * (sizeof(replacement) - 1) + 1);
	size_t used = 0;
	while (*in) {
		size_t nbytes = utf8_character_nbytes(in);
		size_t kept = nbytes ? nbytes : sizeof(replacement) - 1;
		memcpy(clean + used, nbytes ? in : (const unsigned char *)replacement, kept);
		used += kept;
		in += nbytes ? nbytes : 1;
	}
	yajl_gen_string(json->generator, clean, used);
	free(clean);
}

static void write_key(struct json *json, const char *key)
{
	if (key)
		string(json, key);
}

void json_object_open(struct json *json, const char *key)
{
	write_key(json, key);
	yajl_gen_map_open(json->generator);
}

void json_object_close(struct json *json)
{
	yajl_gen_map_close(json->generator);
}

void json_array_open(struct json *json, const char *key)
{
	write_key(json, key);
	yajl_gen_array_open(json->generator);
}

void json_array_close(struct json *json)
{
	yajl_gen_array_close(json->generator);
}

void json_text(struct json *json, const char *key, const char *value)
{
	write_key(json, key);
	if (value)
		string(json, value);
	else
		yajl_gen_null(json->generator);
}

void json_texts(struct json *json, const char *key, const char *const *words)
{
	json_array_open(json, key);
	for (; words && *words; words++)
		json_text(json, NULL, *words);
	json_array_close(json);
}

void json_int(struct json *json, const char *key, int64_t value)
{
	write_key(json, key);
	yajl_gen_integer(json->generator, value);
}

void json_count(struct json *json, const char *key, int64_t value)
{
	if (value < 0)
		json_null(json, key);
	else
		json_int(json, key, value);
}

void json_double(struct json *json, const char *key, double value)
{
	write_key(json, key);
	if (!isfinite(value)) {
		yajl_gen_null(json->generator);
		return;
	}
	// 17 significant digits always read back to the same double; most need fewer.
	char digits[64];
	for (int precision = 1; precision <= 17; precision++) {
		snprintf(digits, sizeof(digits), "%.*g", precision, value);
		if (strtod(digits, NULL) == value)
			break;
	}
	char *point = strstr(digits, localeconv()->decimal_point);
	if (point)
		*point = '.';
	yajl_gen_number(json->generator, digits, strlen(digits));
}

void json_bool(struct json *json, const char *key, bool value)
{
	write_key(json, key);
	yajl_gen_bool(json->generator, value);
}

void json_null(struct json *json, const char *key)
{
	write_key(json, key);
	yajl_gen_null(json->generator);
}

// Is this character one that JSON lets stand, and a terminal does not?
static bool must_escape(const unsigned char *in)
{
	uint32_t character = utf8_character(in);
	return utf8_is_control(character) || utf8_is_deceptive(character);
}

/*
 * A document is one line and yajl has escaped C0, so that what is left of such characters
 * stands in a string or a key, where \uNNNN means the same.
 */
struct bytes json_bytes(struct json *json)
{
	const unsigned char *text = NULL;
	size_t nbytes = 0, used = 0;
	yajl_gen_get_buf(json->generator, &text, &nbytes);
	if (!text)
		return (struct bytes){NULL, 0};
	free(json->shown);
	json->shown = json_allocate(NULL, 6 * nbytes + 1);
	for (const unsigned char *in = text; in < text + nbytes;) {
		size_t in_nbytes = utf8_character_nbytes(in);
		if (must_escape(in)) {
			used += (size_t)sprintf(
				(char *)json->shown + used, "\\u%04" PRIX32, utf8_character(in));
		} else {
			memcpy(json->shown + used, in, in_nbytes);
			used += in_nbytes;
		}
		in += in_nbytes;
	}
	return (struct bytes){json->shown, used};
}
