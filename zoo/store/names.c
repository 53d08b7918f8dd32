// SPDX-License-Identifier: Apache-2.0
/*
 * The alphabet leaves no way out of the store: without a slash and without a leading dot
 * no name can mean another directory.
 */
#include "zoo/store/names.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MAX_LENGTH = 128 };

static const char golden_prefix[] = "golden/";

static const char *const places[STORE_PLACE_COUNT] = {
	[STORE_OBJECTS] = "objects",
	[STORE_MODELS] = "models",
	[STORE_DATASETS] = "datasets",
	[STORE_TMP] = "tmp",
	[STORE_QUARANTINE] = "quarantine",
	[STORE_REJECTED] = "rejected",
	[STORE_LOCKS] = "locks",
	[STORE_CARDS] = "cards",
};

bool store_word_allowed(const char *word)
{
	size_t length = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789._-");
	return word[length] == '\0' && length > 0 && length <= WORD_MAX_LENGTH && word[0] != '.' &&
	       word[0] != '-' && word[length - 1] != '.';
}

bool store_sha256_allowed(const char *text)
{
	return strspn(text, "0123456789abcdef") == SHA256_HEX_NBYTES - 1 &&
	       text[SHA256_HEX_NBYTES - 1] == '\0';
}

static bool file_allowed(const char *name)
{
	size_t prefix = sizeof(golden_prefix) - 1;
	return store_word_allowed(strncmp(name, golden_prefix, prefix) == 0 ? name + prefix : name);
}

struct store_name store_name_place(enum store_place place)
{
	struct store_name name;
	snprintf(name.text, sizeof(name.text), "%s", places[place]);
	return name;
}

bool store_name_in(struct store_name *out, enum store_place place, const char *word)
{
	if (!store_word_allowed(word))
		return false;
	snprintf(out->text, sizeof(out->text), "%s/%s", places[place], word);
	return true;
}

bool store_name_object(struct store_name *out, const char *sha256)
{
	if (!store_sha256_allowed(sha256))
		return false;
	snprintf(out->text, sizeof(out->text), "objects/%.2s/%s", sha256, sha256);
	return true;
}

bool store_name_link(struct store_name *out, const char *card, const char *file)
{
	if (!store_word_allowed(card) || !file_allowed(file))
		return false;
	snprintf(out->text, sizeof(out->text), "models/%s/%s", card, file);
	return true;
}

bool store_name_below(struct store_name *out, const struct store_name *directory, const char *entry)
{
	struct store_name name;
	if (!entry[0] || strchr(entry, '/') || strcmp(entry, ".") == 0 || strcmp(entry, "..") == 0)
		return false;
	int length = snprintf(name.text, sizeof(name.text), "%s%s%s", directory->text,
		directory->text[0] ? "/" : "", entry);
	if (length < 0 || (size_t)length >= sizeof(name.text))
		return false;
	*out = name;
	return true;
}

struct store_name store_name_parent(const struct store_name *name)
{
	struct store_name parent = *name;
	char *slash = strrchr(parent.text, '/');
	*(slash ? slash : parent.text) = '\0';
	return parent;
}

const char *store_name_entry(const struct store_name *name)
{
	const char *slash = strrchr(name->text, '/');
	return slash ? slash + 1 : name->text;
}

const char *store_path(
	const struct store *store, const struct card *card, const char *name, struct arena *keep)
{
	struct store_name link;
	if (!store->home || !store_name_link(&link, card->id, name))
		return NULL;
	return arena_printf(keep, "%s/%s", store->home, link.text);
}

bool store_name_checked(
	struct store_name *out, const struct card *card, const char *file, struct status *st)
{
	return store_name_link(out, card->id, file) ||
	       status_fail(st, STATUS_FORMAT,
		       "card %s, file %s: only letters, digits and . _ - may stand in a name, and "
		       "neither . nor - first, nor . last",
		       card->id, file);
}

const char *store_path_checked(const struct store *store, const struct card *card, const char *file,
	struct arena *keep, struct status *st)
{
	struct store_name link;
	if (!store_name_checked(&link, card, file, st))
		return NULL;
	return arena_printf(keep, "%s/%s", store->home, link.text);
}
