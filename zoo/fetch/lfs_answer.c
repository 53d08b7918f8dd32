// SPDX-License-Identifier: Apache-2.0
/*
 * What the protocol does not name is passed over; what it names has to be of its type.
 */
#include "zoo/fetch/lfs_answer.h"

#include <string.h>
#include <strings.h>

enum { HEADER_MAX_NBYTES = 8 << 10, TEXT_MAX_NBYTES = 16 << 10 };

void lfs_answer_init(struct lfs_answer *out, struct arena *keep)
{
	*out = (struct lfs_answer){.keep = keep, .nbytes = -1, .error_code = -1};
}

// Is it this place?  `path`: keys, NULL for any place in an array.
static bool is_at(const struct json_event *event, const char *const *path, int depth)
{
	if (event->depth != depth)
		return false;
	for (int i = 0; i < depth; i++) {
		const char *key = event->path[i].key;
		if (path[i] ? !key || strcmp(key, path[i]) != 0 : key != NULL)
			return false;
	}
	return true;
}

#define IS_AT(event, ...)                                \
	is_at(event, (const char *const[]){__VA_ARGS__}, \
		(int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *)))

static bool take_text(const char **out, struct lfs_answer *answer, struct json_reader *reader,
	const struct json_event *event, struct status *st)
{
	const char *text = (const char *)event->text.data;
	size_t nbytes = event->text.nbytes;
	if (event->kind != JSON_TEXT)
		return json_reader_fail(
			reader, st, "expected a text, found %s", json_kind_name(event->kind));
	if (nbytes > TEXT_MAX_NBYTES || memchr(text, '\0', nbytes))
		return json_reader_fail(reader, st, "expected a text of at most %d bytes, no zeros",
			TEXT_MAX_NBYTES);
	*out = arena_strndup(answer->keep, text, nbytes);
	return true;
}

static bool take_number(int64_t *out, const struct json_reader *reader,
	const struct json_event *event, struct status *st)
{
	if (event->kind != JSON_INTEGER)
		return json_reader_fail(reader, st, "expected a whole number, found %s",
			json_kind_name(event->kind));
	*out = event->integer;
	return true;
}

/*
 * A client's own headers, and those that carry a key.  A server could otherwise have us speak
 * to somebody else in its name: Host, Cookie, X-Forwarded-For of another's network, ...
 */
static bool may_be_sent(const char *name)
{
	static const char *const names[] = {"Authorization", "Accept", "Content-Type", NULL};
	for (const char *const *known = names; *known; known++)
		if (strcasecmp(name, *known) == 0)
			return true;
	bool plain =
		strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") ==
		strlen(name);
	return plain && strncasecmp(name, "X-", 2) == 0 &&
	       strncasecmp(name, "X-Forwarded", 11) != 0;
}

static bool has_control(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c < ' ' || *c == 0x7f)
			return true;
	return false;
}

static bool take_header(struct lfs_answer *answer, struct json_reader *reader,
	const struct json_event *event, struct status *st)
{
	const char *name = event->path[event->depth - 1].key, *value = "";
	if (!take_text(&value, answer, reader, event, st))
		return false;
	if (!may_be_sent(name) || has_control(value) || strlen(value) > HEADER_MAX_NBYTES)
		return json_reader_fail(
			reader, st, "the header \"%s\" is not one to be sent", name);
	if (answer->header_count == LFS_HEADERS_MAX)
		return json_reader_fail(
			reader, st, "expected at most %d headers, found more", LFS_HEADERS_MAX);
	answer->headers[answer->header_count++] = arena_printf(answer->keep, "%s: %s", name, value);
	return true;
}

static bool take_object(struct lfs_answer *answer, struct json_reader *reader,
	const struct json_event *event, struct status *st)
{
	if (IS_AT(event, "objects", NULL)) {
		if (event->kind != JSON_OBJECT && event->kind != JSON_OBJECT_END)
			return json_reader_fail(reader, st, "expected an object, found %s",
				json_kind_name(event->kind));
		answer->object_count += event->kind == JSON_OBJECT;
		return answer->object_count <= 1 ||
		       json_reader_fail(reader, st, "one object was asked for, found more");
	}
	if (IS_AT(event, "objects", NULL, "oid"))
		return take_text(&answer->oid, answer, reader, event, st);
	if (IS_AT(event, "objects", NULL, "size"))
		return take_number(&answer->nbytes, reader, event, st);
	if (IS_AT(event, "objects", NULL, "error", "code"))
		return take_number(&answer->error_code, reader, event, st);
	if (IS_AT(event, "objects", NULL, "error", "message"))
		return take_text(&answer->error_message, answer, reader, event, st);
	if (IS_AT(event, "objects", NULL, "actions", "download", "href"))
		return take_text(&answer->href, answer, reader, event, st);
	if (event->depth == 6 && event->path[4].key && strcmp(event->path[4].key, "header") == 0 &&
		event->path[3].key && strcmp(event->path[3].key, "download") == 0 &&
		event->path[5].key)
		return take_header(answer, reader, event, st);
	return true;
}

bool lfs_answer_take(void *context, struct json_reader *reader, const struct json_event *event,
	struct status *st)
{
	struct lfs_answer *answer = context;
	if (event->depth == 0 && event->kind != JSON_OBJECT && event->kind != JSON_OBJECT_END)
		return json_reader_fail(
			reader, st, "expected an object, found %s", json_kind_name(event->kind));
	if (IS_AT(event, "transfer"))
		return take_text(&answer->transfer, answer, reader, event, st);
	if (event->depth > 0 && event->path[0].key && strcmp(event->path[0].key, "objects") == 0)
		return take_object(answer, reader, event, st);
	return true;
}
