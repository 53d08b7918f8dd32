// SPDX-License-Identifier: Apache-2.0
/*
 * All cards there are: those of the user's directories, in their order, then the ones inside
 * the program, then those that bundles brought.  A card that is shadowed by an earlier one is not even read.
 */
#include "zoo/card.h"

#include "engine/base/file.h"
#include "engine/base/words.h"
#include "zoo/base/document.h"
#include "zoo/builtin.h"
#include "zoo/card/values.h"
#include "zoo/suggest.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static const char suffix[] = ".yaml";

struct collection {
	const struct card **cards; // sorted by id; room for one more than `count`, and NULL
	int count, room;
	struct arena *keep;
};

static void collection_add(struct collection *c, const struct card *card)
{
	if (c->count + 2 > c->room) {
		int room = c->room ? c->room * 2 : 16;
		const struct card **larger = arena_array(c->keep, const struct card *, room);
		for (int i = 0; i < c->count; i++)
			larger[i] = c->cards[i];
		c->cards = larger;
		c->room = room;
	}
	int at = c->count++;
	for (; at > 0 && strcmp(c->cards[at - 1]->id, card->id) > 0; at--)
		c->cards[at] = c->cards[at - 1];
	c->cards[at] = card;
}

// The id that a file of this name would have to hold, or NULL if it is no card's name.
static const char *id_of_name(const char *name, struct arena *keep)
{
	if (name[0] == '.' || !word_ends_with(name, suffix))
		return NULL;
	return arena_strndup(keep, name, strlen(name) - strlen(suffix));
}

static bool collection_has(const struct collection *c, const char *id)
{
	for (int i = 0; i < c->count; i++)
		if (strcmp(c->cards[i]->id, id) == 0)
			return true;
	return false;
}

static bool read_card_file(
	struct collection *c, const char *directory, const char *name, struct status *st)
{
	const char *id = id_of_name(name, c->keep);
	if (!id || collection_has(c, id))
		return true;
	const char *path = arena_printf(c->keep, "%s/%s", directory, name);
	struct bytes text;
	struct card *card;
	if (!file_read(&text, path, DOCUMENT_MAX_NBYTES, c->keep, st) ||
		!card_parse(&card, text, path, c->keep, st))
		return false;
	collection_add(c, card);
	return true;
}

static int skip_nothing(const struct dirent *entry)
{
	(void)entry;
	return 1;
}

static bool check_no_link(const char *path, struct status *st)
{
	struct stat info;
	if (lstat(path, &info) != 0 || !S_ISLNK(info.st_mode))
		return true;
	status_fail(
		st, STATUS_STORE, "%s: there is a symbolic link where the store has none", path);
	return status_hint(st, "nothing was followed; look at it, and remove it");
}

enum place { PLACE_USER, PLACE_STORE };

static bool read_directory(
	struct collection *c, const char *directory, enum place place, struct status *st)
{
	struct dirent **entries;
	if (place == PLACE_STORE && !check_no_link(directory, st))
		return false;
	int count = scandir(directory, &entries, skip_nothing, alphasort);
	if (count < 0 && place == PLACE_STORE && errno == ENOENT)
		return true;
	if (count < 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", directory);
	bool ok = true;
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		if (place == PLACE_STORE)
			ok = ok &&
			     check_no_link(arena_printf(c->keep, "%s/%s", directory, name), st);
		ok = ok && read_card_file(c, directory, name, st);
		if (!ok && place == PLACE_STORE && st->code == STATUS_FORMAT)
			status_hint(st,
				"it came with a bundle: remove it, and unbundle the card again");
		free(entries[i]);
	}
	free(entries);
	return ok;
}

static bool read_builtin(struct collection *c, struct status *st)
{
	static const char folder[] = "metadata/";
	for (int i = 0; i < builtin_file_count; i++) {
		const struct builtin_file *file = &builtin_files[i];
		if (strncmp(file->path, folder, sizeof(folder) - 1) != 0)
			continue;
		const char *name = file->path + sizeof(folder) - 1;
		const char *id = id_of_name(name, c->keep);
		if (!id || strchr(id, '/') || collection_has(c, id))
			continue;
		struct bytes text = {file->begin, (size_t)(file->end - file->begin)};
		const char *origin = arena_printf(c->keep, CARD_BUILTIN_PREFIX "%s", file->path);
		struct card *card;
		if (!card_parse(&card, text, origin, c->keep, st))
			return false;
		collection_add(c, card);
	}
	return true;
}

bool catalogue_read(struct catalogue *out, const char *const *directories, struct arena *keep,
	struct status *st)
{
	return catalogue_read_installed(out, directories, NULL, keep, st);
}

bool catalogue_read_installed(struct catalogue *out, const char *const *directories,
	const char *installed, struct arena *keep, struct status *st)
{
	struct collection c = {.keep = keep};
	for (; directories && *directories; directories++)
		if (!read_directory(&c, *directories, PLACE_USER, st))
			return false;
	if (!read_builtin(&c, st) || (installed && !read_directory(&c, installed, PLACE_STORE, st)))
		return false;
	if (!c.cards)
		c.cards = arena_array(keep, const struct card *, 1);
	out->cards = c.cards;
	out->card_count = c.count;
	return true;
}

static bool begins_with(const char *text, const char *prefix)
{
	return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

enum match { MATCH_NONE, MATCH_PREFIX, MATCH_ALIAS, MATCH_ID };

static enum match match_card(const struct card *card, const char *name)
{
	if (strcasecmp(card->id, name) == 0)
		return MATCH_ID;
	enum match best = begins_with(card->id, name) ? MATCH_PREFIX : MATCH_NONE;
	for (const char *const *alias = card->aliases; *alias; alias++) {
		if (strcasecmp(*alias, name) == 0)
			return MATCH_ALIAS;
		if (begins_with(*alias, name))
			best = MATCH_PREFIX;
	}
	return best;
}

static const struct card *fail_unknown(
	const struct catalogue *catalogue, const char *name, struct status *st)
{
	struct suggestion near = suggestion_begin(name);
	for (int i = 0; i < catalogue->card_count; i++) {
		const struct card *card = catalogue->cards[i];
		suggestion_offer(&near, card->id);
		for (const char *const *alias = card->aliases; *alias; alias++)
			suggestion_offer(&near, *alias);
	}
	status_fail(st, STATUS_UNKNOWN, "no card is called \"%.64s\"", name);
	if (near.best)
		status_hint(st, "did you mean %s?", near.best);
	else
		status_hint(st, "zoo list shows the cards that there are");
	return NULL;
}

static const struct card *fail_ambiguous(
	const struct catalogue *catalogue, const char *name, enum match match, struct status *st)
{
	char candidates[STATUS_HINT_NBYTES] = "";
	int count = 0;
	for (int i = 0; i < catalogue->card_count; i++) {
		const struct card *card = catalogue->cards[i];
		if (match_card(card, name) != match)
			continue;
		words_add(candidates, sizeof(candidates), card->id);
		count++;
	}
	status_fail(st, STATUS_UNKNOWN, "\"%.64s\" may mean %d cards", name, count);
	status_hint(st, "it could be: %s", candidates);
	return NULL;
}

const struct card *catalogue_find(
	const struct catalogue *catalogue, const char *name, struct status *st)
{
	const struct card *found = NULL;
	enum match best = MATCH_NONE;
	int count = 0;
	for (int i = 0; i < catalogue->card_count && name[0]; i++) {
		enum match match = match_card(catalogue->cards[i], name);
		if (match == MATCH_NONE || match < best)
			continue;
		count = match > best ? 1 : count + 1;
		best = match;
		found = catalogue->cards[i];
	}
	if (count == 0)
		return fail_unknown(catalogue, name, st);
	if (count > 1)
		return fail_ambiguous(catalogue, name, best, st);
	return found;
}

const struct card *catalogue_find_sha1(const struct catalogue *catalogue, const char *sha1)
{
	for (int i = 0; i < catalogue->card_count; i++)
		if (strcmp(catalogue->cards[i]->file.sha1, sha1) == 0)
			return catalogue->cards[i];
	return NULL;
}
