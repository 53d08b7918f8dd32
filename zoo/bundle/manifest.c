// SPDX-License-Identifier: Apache-2.0
/*
 * Out as JSON, and back by events: a value is put where its path says, and the whole is
 * written again to see whether the text was all of it and nothing else.
 */
#include "zoo/bundle/manifest.h"

#include "zoo/json.h"
#include "zoo/json_reader.h"

#include <string.h>

#define SCHEMA "zoo.bundle-manifest/1"

enum hashes { HASH_SHA256, HASH_BOTH };

static void write_file(
	struct json *json, const char *key, const struct manifest_file *file, enum hashes hashes)
{
	json_object_open(json, key);
	json_text(json, "name", file->name);
	json_int(json, "size", file->nbytes);
	if (hashes == HASH_BOTH)
		json_text(json, "sha1", file->sha1);
	json_text(json, "sha256", file->sha256);
	json_object_close(json);
}

static void write_card(struct json *json, const struct manifest_card *card)
{
	json_object_open(json, NULL);
	json_text(json, "id", card->id);
	json_int(json, "size", card->text.nbytes);
	json_text(json, "sha256", card->text.sha256);
	if (card->labels.name)
		write_file(json, "labels", &card->labels, HASH_SHA256);
	else
		json_null(json, "labels");
	json_array_open(json, "files");
	for (int i = 0; i < card->file_count; i++)
		write_file(json, NULL, &card->files[i], HASH_BOTH);
	json_array_close(json);
	json_object_close(json);
}

struct bytes manifest_text(const struct manifest *manifest, struct arena *keep)
{
	struct json *json = json_create();
	json_object_open(json, NULL);
	json_text(json, "schema", SCHEMA);
	json_array_open(json, "cards");
	for (int i = 0; i < manifest->card_count; i++)
		write_card(json, &manifest->cards[i]);
	json_array_close(json);
	json_object_close(json);
	struct bytes text = json_bytes(json);
	unsigned char *copy = arena_alloc(keep, text.nbytes + 1, 1, 1);
	memcpy(copy, text.data, text.nbytes);
	copy[text.nbytes] = '\n';
	json_free(json);
	return (struct bytes){copy, text.nbytes + 1};
}

struct parsing {
	struct manifest *out;
	struct manifest_file *files; // of all cards
	int file_count, file_room, card_room;
	struct arena *keep;
	struct json_reader *reader;
};

static bool fail(const struct parsing *p, const struct json_event *event, const char *expected,
	struct status *st)
{
	return json_reader_fail(
		p->reader, st, "expected %s, found %s", expected, json_kind_name(event->kind));
}

static bool take_text(const char **out, const struct parsing *p, const struct json_event *event,
	struct status *st)
{
	if (event->kind != JSON_TEXT)
		return fail(p, event, "text", st);
	*out = arena_strndup(p->keep, (const char *)event->text.data, event->text.nbytes);
	return true;
}

static bool take_size(
	int64_t *out, const struct parsing *p, const struct json_event *event, struct status *st)
{
	if (event->kind != JSON_INTEGER || event->integer < 0)
		return fail(p, event, "a size", st);
	*out = event->integer;
	return true;
}

static bool take_hex(char *out, size_t hex_nbytes, const struct parsing *p,
	const struct json_event *event, struct status *st)
{
	if (event->kind != JSON_TEXT || event->text.nbytes != hex_nbytes - 1)
		return json_reader_fail(p->reader, st,
			"expected %zu hexadecimal digits in lower case", hex_nbytes - 1);
	memcpy(out, event->text.data, hex_nbytes - 1);
	out[hex_nbytes - 1] = '\0';
	if (strspn(out, "0123456789abcdef") == hex_nbytes - 1)
		return true;
	return json_reader_fail(p->reader, st, "expected hexadecimal digits in lower case");
}

static bool take_file(struct manifest_file *file, const char *key, const struct parsing *p,
	const struct json_event *event, struct status *st)
{
	if (strcmp(key, "name") == 0)
		return take_text(&file->name, p, event, st);
	if (strcmp(key, "size") == 0)
		return take_size(&file->nbytes, p, event, st);
	if (strcmp(key, "sha1") == 0)
		return take_hex(file->sha1, sizeof(file->sha1), p, event, st);
	if (strcmp(key, "sha256") == 0)
		return take_hex(file->sha256, sizeof(file->sha256), p, event, st);
	return json_reader_fail(p->reader, st, "this version knows no such key");
}

// Room for one more: a larger copy whenever `items` is full.
static void *make_room(void *items, int count, int *room, size_t element_nbytes, struct arena *keep)
{
	if (count < *room)
		return items;
	*room = *room ? 2 * *room : 16;
	void *larger = arena_alloc(keep, (size_t)*room, element_nbytes, _Alignof(int64_t));
	if (count)
		memcpy(larger, items, (size_t)count * element_nbytes);
	return larger;
}

static bool begin_card(struct parsing *p, const struct json_event *event, struct status *st)
{
	struct manifest *m = p->out;
	if (event->kind == JSON_OBJECT_END)
		return true;
	if (event->kind != JSON_OBJECT)
		return fail(p, event, "an object", st);
	if (m->card_count == MANIFEST_MAX_CARDS)
		return json_reader_fail(p->reader, st, "expected at most %d cards, found more",
			(int)MANIFEST_MAX_CARDS);
	m->cards = make_room(m->cards, m->card_count, &p->card_room, sizeof(*m->cards), p->keep);
	m->cards[m->card_count++] = (struct manifest_card){.id = NULL};
	return true;
}

static bool begin_file(struct parsing *p, const struct json_event *event, struct status *st)
{
	if (event->kind == JSON_OBJECT_END)
		return true;
	if (event->kind != JSON_OBJECT)
		return fail(p, event, "an object", st);
	p->files = make_room(p->files, p->file_count, &p->file_room, sizeof(*p->files), p->keep);
	p->files[p->file_count++] = (struct manifest_file){.name = NULL};
	p->out->cards[p->out->card_count - 1].file_count++;
	return true;
}

static bool take_card_key(
	struct parsing *p, const char *key, const struct json_event *event, struct status *st)
{
	struct manifest_card *card = &p->out->cards[p->out->card_count - 1];
	if (strcmp(key, "id") == 0)
		return take_text(&card->id, p, event, st);
	if (strcmp(key, "labels") == 0)
		return event->kind == JSON_OBJECT || event->kind == JSON_OBJECT_END ||
		       event->kind == JSON_NULL || fail(p, event, "an object or null", st);
	if (strcmp(key, "files") == 0)
		return event->kind == JSON_ARRAY || event->kind == JSON_ARRAY_END ||
		       fail(p, event, "a list", st);
	if (strcmp(key, "name") == 0 || strcmp(key, "sha1") == 0)
		return json_reader_fail(p->reader, st, "this version knows no such key");
	return take_file(&card->text, key, p, event, st);
}

static bool take_key(
	struct parsing *p, const char *key, const struct json_event *event, struct status *st)
{
	const char *schema = "";
	if (strcmp(key, "cards") == 0)
		return event->kind == JSON_ARRAY || event->kind == JSON_ARRAY_END ||
		       fail(p, event, "a list", st);
	if (strcmp(key, "schema") != 0)
		return json_reader_fail(p->reader, st, "this version knows no such key");
	return take_text(&schema, p, event, st) &&
	       (strcmp(schema, SCHEMA) == 0 ||
		       json_reader_fail(
			       p->reader, st, "expected \"" SCHEMA "\", found \"%.64s\"", schema));
}

static bool take_event(void *context, struct json_reader *reader, const struct json_event *event,
	struct status *st)
{
	struct parsing *p = context;
	const struct json_step *path = event->path;
	p->reader = reader;
	switch (event->depth) {
	case 0:
		return event->kind == JSON_OBJECT || event->kind == JSON_OBJECT_END ||
		       fail(p, event, "an object", st);
	case 1:
		return take_key(p, path[0].key, event, st);
	case 2:
		return begin_card(p, event, st);
	case 3:
		return take_card_key(p, path[2].key, event, st);
	case 4:
		if (strcmp(path[2].key, "files") == 0)
			return begin_file(p, event, st);
		return take_file(
			&p->out->cards[p->out->card_count - 1].labels, path[3].key, p, event, st);
	default: // 5
		return take_file(&p->files[p->file_count - 1], path[4].key, p, event, st);
	}
}

static bool check_form(
	const struct manifest *manifest, struct bytes text, const char *name, struct status *st)
{
	struct arena scratch = {0};
	struct bytes again = manifest_text(manifest, &scratch);
	size_t at = 0;
	while (at < again.nbytes && at < text.nbytes && again.data[at] == text.data[at])
		at++;
	bool same = at == again.nbytes && at == text.nbytes;
	arena_release(&scratch);
	return same ||
	       status_fail(st, STATUS_FORMAT,
		       "%s: byte %zu: expected it in the form, with the keys and in the order "
		       "in which zoo bundle create writes it",
		       name, at);
}

bool manifest_parse(struct manifest *out, struct bytes text, const char *path, struct arena *keep,
	struct status *st)
{
	*out = (struct manifest){.cards = NULL};
	struct parsing parsing = {.out = out, .keep = keep};
	const char *name = arena_printf(keep, "%s: " MANIFEST_NAME, path);
	struct json_reader *reader = json_reader_create(name, take_event, &parsing);
	bool ok = json_reader_feed(reader, text, st) && json_reader_finish(reader, st);
	json_reader_free(reader);
	if (!ok)
		return false;
	static const struct manifest_file none;
	const struct manifest_file *files = parsing.files ? parsing.files : &none;
	for (int i = 0; i < out->card_count; i++) {
		out->cards[i].files = files;
		files += out->cards[i].file_count;
	}
	return check_form(out, text, name, st);
}
