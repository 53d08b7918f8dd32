// SPDX-License-Identifier: Apache-2.0
/*
 * The reading half of libyajl's face: it only translates; json_reader.c decides.
 */
#include "zoo/base/json_tokens.h"

#include "zoo/base/json_memory.h"

#include <stdio.h>
#include <string.h>
#include <yajl/yajl_parse.h>

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
	return json_reallocate(NULL, old, nbytes);
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
	struct json_tokens *tokens = json_allocate(NULL, sizeof(*tokens));
	*tokens = (struct json_tokens){.take = take, .context = context};
	tokens->functions =
		(yajl_alloc_funcs){json_allocate, reallocate_counted, json_release, tokens};
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
