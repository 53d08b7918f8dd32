// SPDX-License-Identifier: Apache-2.0
/*
 * Tokens to values: where each stands, what a number means, and every limit.
 *
 * Pieces are put together to blocks of one size, so that nothing depends on how a document
 * was cut, not even the byte at which libyajl notices that something is wrong; and so that
 * a token that never ends is noticed before it fills the memory.  A text of the greatest
 * length can take six bytes a character (as "\u0041") and a buffer grows by doubling: more
 * than that much is held only for what would be refused anyway.
 */
#include "zoo/json_reader.h"

#include "engine/base/arena.h"
#include "engine/base/utf8.h"
#include "zoo/base/json_tokens.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_NBYTES = 64 * 1024, MAX_HELD_NBYTES = 8 * JSON_MAX_TEXT_NBYTES };

struct json_reader {
	struct arena arena; // holds this struct, too
	const char *name;
	bool (*take)(void *context, struct json_reader *reader, const struct json_event *event,
		struct status *st);
	void *context;
	struct json_tokens *tokens;
	struct status *st; // of the call that is under way

	unsigned char block[BLOCK_NBYTES]; // filled, and then read
	size_t block_nbytes;
	int64_t done_nbytes; // before it
	int64_t done_lines;

	int depth;
	int told_depth; // below it nothing is told; JSON_MAX_DEPTH: all is
	struct json_step steps[JSON_MAX_DEPTH];
	char keys[JSON_MAX_DEPTH][JSON_MAX_KEY_NBYTES + 1];
};

const char *json_kind_name(enum json_kind kind)
{
	static const char *const names[] = {
		[JSON_NULL] = "null",
		[JSON_BOOL] = "true or false",
		[JSON_INTEGER] = "a whole number",
		[JSON_NUMBER] = "a number",
		[JSON_TEXT] = "text",
		[JSON_OBJECT] = "an object",
		[JSON_OBJECT_END] = "the end of an object",
		[JSON_ARRAY] = "a list",
		[JSON_ARRAY_END] = "the end of a list",
	};
	return names[kind];
}

static int64_t count_lines(const unsigned char *data, size_t nbytes)
{
	int64_t count = 0;
	for (size_t i = 0; i < nbytes; i++)
		count += data[i] == '\n';
	return count;
}

// "images[17].width"; a container in which nothing has come yet has no step.
static void write_path(char *out, size_t out_nbytes, const struct json_reader *r)
{
	size_t used = 0;
	out[0] = '\0';
	for (int i = 0; i < r->depth && used < out_nbytes; i++) {
		const struct json_step *step = &r->steps[i];
		int length = 0;
		if (step->key)
			length = snprintf(
				out + used, out_nbytes - used, "%s%s", used ? "." : "", step->key);
		else if (step->index >= 0)
			length = snprintf(
				out + used, out_nbytes - used, "[%lld]", (long long)step->index);
		used += (size_t)length;
	}
}

// Bytes of the block up to the one that was last looked at, without it.
static size_t passed_nbytes(const struct json_reader *r)
{
	size_t consumed = json_tokens_consumed_nbytes(r->tokens);
	if (consumed > r->block_nbytes)
		consumed = r->block_nbytes;
	return consumed > 0 ? consumed - 1 : 0;
}

int64_t json_reader_byte(const struct json_reader *r)
{
	if (r->block_nbytes == 0 && r->done_nbytes > 0)
		return r->done_nbytes - 1;
	return r->done_nbytes + (int64_t)passed_nbytes(r);
}

bool json_reader_fail(const struct json_reader *r, struct status *st, const char *format, ...)
{
	char message[512], path[256];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	write_path(path, sizeof(path), r);
	long long byte = json_reader_byte(r);
	long long line = r->done_lines + count_lines(r->block, passed_nbytes(r)) + 1;
	return status_fail(st, STATUS_FORMAT, "%s: byte %lld (line %lld)%s%s: %s", r->name, byte,
		line, path[0] ? ", " : "", path, message);
}

static bool is_utf8(struct bytes text)
{
	for (size_t at = 0; at < text.nbytes;) {
		const unsigned char *s = text.data + at;
		unsigned char last[4] = {0};
		if (text.nbytes - at < sizeof(last))
			s = memcpy(last, s, text.nbytes - at);
		size_t nbytes = utf8_character_nbytes(s);
		if (nbytes == 0)
			return false;
		at += nbytes;
	}
	return true;
}

static bool take_key(struct json_reader *r, struct bytes text)
{
	if (text.nbytes > JSON_MAX_KEY_NBYTES)
		return json_reader_fail(r, r->st,
			"expected a key of at most %d bytes, found one of %zu", JSON_MAX_KEY_NBYTES,
			text.nbytes);
	if (memchr(text.data, '\0', text.nbytes))
		return json_reader_fail(r, r->st, "expected a key, found one with a zero byte");
	char *key = r->keys[r->depth - 1];
	memcpy(key, text.data, text.nbytes);
	key[text.nbytes] = '\0';
	r->steps[r->depth - 1].key = key;
	return true;
}

static bool read_number(struct json_reader *r, struct json_event *event, struct bytes text)
{
	char digits[JSON_MAX_NUMBER_NBYTES + 1];
	if (text.nbytes > JSON_MAX_NUMBER_NBYTES)
		return json_reader_fail(r, r->st,
			"expected a number of at most %d bytes, found one of %zu",
			JSON_MAX_NUMBER_NBYTES, text.nbytes);
	memcpy(digits, text.data, text.nbytes);
	digits[text.nbytes] = '\0';
	event->number = strtod(digits, NULL);
	event->kind = JSON_NUMBER;
	if (!isfinite(event->number))
		return json_reader_fail(
			r, r->st, "expected a number that a double can hold, found %s", digits);
	if (!strpbrk(digits, ".eE")) {
		errno = 0;
		event->integer = strtoll(digits, NULL, 10);
		if (errno == 0)
			event->kind = JSON_INTEGER;
	}
	return true;
}

static bool read_text(struct json_reader *r, struct json_event *event, struct bytes text)
{
	if (text.nbytes > JSON_MAX_TEXT_NBYTES)
		return json_reader_fail(r, r->st, "expected text of at most %d bytes, found %zu",
			JSON_MAX_TEXT_NBYTES, text.nbytes);
	event->kind = JSON_TEXT;
	event->text = text;
	return true;
}

static bool tell(struct json_reader *r, struct json_event *event)
{
	event->depth = r->depth;
	event->path = r->steps;
	return r->depth > r->told_depth || r->take(r->context, r, event, r->st);
}

static bool open_container(struct json_reader *r, enum json_kind kind)
{
	if (!tell(r, &(struct json_event){.kind = kind}))
		return false;
	if (r->depth == JSON_MAX_DEPTH)
		return json_reader_fail(r, r->st,
			"expected at most %d objects and lists in each other, found more",
			JSON_MAX_DEPTH);
	r->steps[r->depth++] = (struct json_step){NULL, -1};
	return true;
}

static bool close_container(struct json_reader *r, enum json_kind kind)
{
	r->depth--;
	if (r->depth == r->told_depth) { // what was skipped ends here
		r->told_depth = JSON_MAX_DEPTH;
		return true;
	}
	return tell(r, &(struct json_event){.kind = kind});
}

// A value begins: the next one of the list that it is in, if it is in a list.
static void step_on(struct json_reader *r, enum json_token_kind kind)
{
	if (r->depth == 0 || kind == JSON_TOKEN_KEY || kind == JSON_TOKEN_OBJECT_END ||
		kind == JSON_TOKEN_ARRAY_END)
		return;
	struct json_step *step = &r->steps[r->depth - 1];
	if (!step->key)
		step->index++;
}

static bool take_token(void *context, enum json_token_kind kind, struct bytes text)
{
	struct json_reader *r = context;
	struct json_event event = {0};
	step_on(r, kind);
	if ((kind == JSON_TOKEN_TEXT || kind == JSON_TOKEN_KEY) && !is_utf8(text))
		return json_reader_fail(r, r->st, "expected UTF-8, found bytes that are not");
	switch (kind) {
	case JSON_TOKEN_NULL:
		event.kind = JSON_NULL;
		return tell(r, &event);
	case JSON_TOKEN_FALSE:
	case JSON_TOKEN_TRUE:
		event.kind = JSON_BOOL;
		event.boolean = kind == JSON_TOKEN_TRUE;
		return tell(r, &event);
	case JSON_TOKEN_NUMBER:
		return read_number(r, &event, text) && tell(r, &event);
	case JSON_TOKEN_TEXT:
		return read_text(r, &event, text) && tell(r, &event);
	case JSON_TOKEN_KEY:
		return take_key(r, text);
	case JSON_TOKEN_OBJECT:
		return open_container(r, JSON_OBJECT);
	case JSON_TOKEN_ARRAY:
		return open_container(r, JSON_ARRAY);
	case JSON_TOKEN_OBJECT_END:
		return close_container(r, JSON_OBJECT_END);
	case JSON_TOKEN_ARRAY_END:
		return close_container(r, JSON_ARRAY_END);
	}
	return true;
}

void json_reader_skip(struct json_reader *r)
{
	r->told_depth = r->depth;
}

struct json_reader *json_reader_create(const char *name,
	bool (*take)(void *context, struct json_reader *reader, const struct json_event *event,
		struct status *st),
	void *context)
{
	struct arena arena = {0};
	struct json_reader *r = arena_new(&arena, struct json_reader);
	r->name = arena_strdup(&arena, name);
	r->take = take;
	r->context = context;
	r->told_depth = JSON_MAX_DEPTH;
	r->tokens = json_tokens_create(take_token, r);
	r->arena = arena;
	return r;
}

void json_reader_free(struct json_reader *r)
{
	if (!r)
		return;
	json_tokens_free(r->tokens);
	struct arena arena = r->arena;
	arena_release(&arena);
}

static bool judge(struct json_reader *r, enum json_tokens_result result, struct status *st)
{
	if (result == JSON_TOKENS_OK)
		return true;
	if (result == JSON_TOKENS_STOPPED)
		return false; // and whoever stopped it has said why
	char what[128];
	json_tokens_explain(r->tokens, what, sizeof(what));
	return json_reader_fail(r, st, "expected JSON, found none: %s", what);
}

static bool read_block(struct json_reader *r, struct status *st)
{
	if (!judge(r, json_tokens_feed(r->tokens, (struct bytes){r->block, r->block_nbytes}), st))
		return false;
	if (json_tokens_held_nbytes(r->tokens) > MAX_HELD_NBYTES)
		return json_reader_fail(r, st,
			"expected text of at most %d bytes, found some that does not end",
			JSON_MAX_TEXT_NBYTES);
	r->done_nbytes += (int64_t)r->block_nbytes;
	r->done_lines += count_lines(r->block, r->block_nbytes);
	r->block_nbytes = 0;
	return true;
}

bool json_reader_feed(struct json_reader *r, struct bytes piece, struct status *st)
{
	r->st = st;
	while (piece.nbytes > 0) {
		size_t room = BLOCK_NBYTES - r->block_nbytes;
		size_t nbytes = piece.nbytes < room ? piece.nbytes : room;
		memcpy(r->block + r->block_nbytes, piece.data, nbytes);
		r->block_nbytes += nbytes;
		if (r->block_nbytes == BLOCK_NBYTES && !read_block(r, st))
			return false;
		piece.data += nbytes;
		piece.nbytes -= nbytes;
	}
	return true;
}

bool json_reader_finish(struct json_reader *r, struct status *st)
{
	r->st = st;
	return (r->block_nbytes == 0 || read_block(r, st)) &&
	       judge(r, json_tokens_finish(r->tokens), st);
}
