// SPDX-License-Identifier: Apache-2.0
/*
 * A thin layer over yajl_gen that decides what yajl leaves to its caller: broken UTF-8,
 * numbers that JSON does not know, the shortest digits of a double, no memory.
 */
#include "zoo/json.h"

#include "engine/base/arena.h"
#include "engine/base/utf8.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

struct json {
	yajl_gen generator;
};

static void *allocate(void *context, size_t nbytes)
{
	(void)context;
	void *memory = malloc(nbytes);
	if (!memory)
		arena_out_of_memory(nbytes);
	return memory;
}

static void *reallocate(void *context, void *old, size_t nbytes)
{
	(void)context;
	void *memory = realloc(old, nbytes);
	if (!memory)
		arena_out_of_memory(nbytes);
	return memory;
}

static void release(void *context, void *memory)
{
	(void)context;
	free(memory);
}

struct json *json_create(void)
{
	static yajl_alloc_funcs functions = {allocate, reallocate, release, NULL};
	struct json *json = allocate(NULL, sizeof(*json));
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
	free(json);
}

static void string(struct json *json, const char *text)
{
	static const char hex[] = "0123456789abcdef";
	const unsigned char *in = (const unsigned char *)text;
	unsigned char *clean = allocate(NULL, strlen(text) * 4 + 1);
	size_t used = 0;
	while (*in) {
		size_t nbytes = utf8_character_nbytes(in);
		if (nbytes) {
			memcpy(clean + used, in, nbytes);
			used += nbytes;
			in += nbytes;
		} else {
			clean[used++] = '\\';
			clean[used++] = 'x';
			clean[used++] = (unsigned char)hex[*in >> 4];
			clean[used++] = (unsigned char)hex[*in & 15];
			in++;
		}
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

struct bytes json_bytes(const struct json *json)
{
	const unsigned char *data = NULL;
	size_t nbytes = 0;
	yajl_gen_get_buf(json->generator, &data, &nbytes);
	return (struct bytes){data, nbytes};
}
