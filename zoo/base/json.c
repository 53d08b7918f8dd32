// SPDX-License-Identifier: Apache-2.0
/*
 * The one face of libyajl: a document out, tokens in.
 *
 * On the way out a thin layer over yajl_gen decides what yajl leaves to its caller: broken
 * UTF-8, numbers that JSON does not know, the shortest digits of a double, no memory.  On
 * the way in it only translates; json_reader.c decides.
 */
#include "zoo/json.h"

#include "engine/base/arena.h"
#include "engine/base/utf8.h"
#include "zoo/base/json_tokens.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>
#include <yajl/yajl_parse.h>

struct json {
	yajl_gen generator;
	unsigned char *shown; // what json_bytes() gave
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
	unsigned char *clean = allocate(NULL, strlen(text) * (sizeof(replacement) - 1) + 1);
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
	json->shown = allocate(NULL, 6 * nbytes + 1);
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

struct json_tokens {
	yajl_handle parser;
	yajl_alloc_funcs functions;
	bool (*take)(void *context, enum json_token_kind kind, struct bytes text);
	void *context;
	size_t held_nbytes;
};

// Buffers only ever grow, so that the largest request is the largest buffer.
static void *reallocate_counted(void *context, void *old, size_t nbytes)
{
	struct json_tokens *tokens = context;
	if (nbytes > tokens->held_nbytes)
		tokens->held_nbytes = nbytes;
	return reallocate(NULL, old, nbytes);
}

static int take_token(void *context, enum json_token_kind kind, const void *text, size_t nbytes)
{
	struct json_tokens *tokens = context;
	return tokens->take(tokens->context, kind, (struct bytes){text, nbytes});
}

static int take_null(void *context)
{
	return take_token(context, JSON_TOKEN_NULL, NULL, 0);
}

static int take_bool(void *context, int value)
{
	return take_token(context, value ? JSON_TOKEN_TRUE : JSON_TOKEN_FALSE, NULL, 0);
}

static int take_number(void *context, const char *digits, size_t nbytes)
{
	return take_token(context, JSON_TOKEN_NUMBER, digits, nbytes);
}

static int take_text(void *context, const unsigned char *text, size_t nbytes)
{
	return take_token(context, JSON_TOKEN_TEXT, text, nbytes);
}

static int take_key(void *context, const unsigned char *text, size_t nbytes)
{
	return take_token(context, JSON_TOKEN_KEY, text, nbytes);
}

static int take_object(void *context)
{
	return take_token(context, JSON_TOKEN_OBJECT, NULL, 0);
}

static int take_object_end(void *context)
{
	return take_token(context, JSON_TOKEN_OBJECT_END, NULL, 0);
}

static int take_array(void *context)
{
	return take_token(context, JSON_TOKEN_ARRAY, NULL, 0);
}

static int take_array_end(void *context)
{
	return take_token(context, JSON_TOKEN_ARRAY_END, NULL, 0);
}

struct json_tokens *json_tokens_create(
	bool (*take)(void *context, enum json_token_kind kind, struct bytes text), void *context)
{
	static const yajl_callbacks callbacks = {
		.yajl_null = take_null,
		.yajl_boolean = take_bool,
		.yajl_number = take_number,
		.yajl_string = take_text,
		.yajl_start_map = take_object,
		.yajl_map_key = take_key,
		.yajl_end_map = take_object_end,
		.yajl_start_array = take_array,
		.yajl_end_array = take_array_end,
	};
	struct json_tokens *tokens = allocate(NULL, sizeof(*tokens));
	*tokens = (struct json_tokens){.take = take, .context = context};
	tokens->functions = (yajl_alloc_funcs){allocate, reallocate_counted, release, tokens};
	tokens->parser = yajl_alloc(&callbacks, &tokens->functions, tokens);
	if (!tokens->parser)
		arena_out_of_memory(0);
	return tokens;
}

void json_tokens_free(struct json_tokens *tokens)
{
	if (!tokens)
		return;
	yajl_free(tokens->parser);
	free(tokens);
}

static enum json_tokens_result translate(yajl_status status)
{
	return status == yajl_status_ok                ? JSON_TOKENS_OK
	       : status == yajl_status_client_canceled ? JSON_TOKENS_STOPPED
						       : JSON_TOKENS_BROKEN;
}

enum json_tokens_result json_tokens_feed(struct json_tokens *tokens, struct bytes piece)
{
	return translate(yajl_parse(tokens->parser, piece.data, piece.nbytes));
}

enum json_tokens_result json_tokens_finish(struct json_tokens *tokens)
{
	return translate(yajl_complete_parse(tokens->parser));
}

size_t json_tokens_consumed_nbytes(const struct json_tokens *tokens)
{
	return yajl_get_bytes_consumed(tokens->parser);
}

size_t json_tokens_held_nbytes(const struct json_tokens *tokens)
{
	return tokens->held_nbytes;
}

// yajl writes "parse error: PHRASE\n".
void json_tokens_explain(struct json_tokens *tokens, char *out, size_t out_nbytes)
{
	unsigned char *line = yajl_get_error(tokens->parser, 0, NULL, 0);
	const char *phrase = strstr((const char *)line, ": ");
	phrase = phrase ? phrase + 2 : (const char *)line;
	snprintf(out, out_nbytes, "%.*s", (int)strcspn(phrase, "\n"), phrase);
	yajl_free_error(tokens->parser, line);
}
