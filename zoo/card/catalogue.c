// SPDX-License-Identifier: Apache-2.0
/*
 * All cards there are: those of the user's directories, in their order, then the ones inside
 * the program, then those that bundles brought.  A card that is shadowed by an earlier one is
 * not even read.
 */
#include "zoo/card.h"

#include "engine/base/file.h"
#include "engine/base/words.h"
#include "zoo/builtin.h"
#include "zoo/card/installed.h"
#include "zoo/card/values.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char suffix[] = ".yaml";

struct collection {
	const struct card **cards; // sorted by id; room for one more than `count`, and NULL
	int count, room;
	struct unread_card *unread;
	int unread_count, unread_room;
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
	if (!file_read(&text, path, CARD_MAX_NBYTES, c->keep, st) ||
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

static bool read_directory(struct collection *c, const char *directory, struct status *st)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, skip_nothing, alphasort);
	if (count < 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", directory);
	bool ok = true;
	for (int i = 0; i < count; i++) {
		ok = ok && read_card_file(c, directory, entries[i]->d_name, st);
		free(entries[i]);
	}
	free(entries);
	return ok;
}

static void add_unread(
	struct collection *c, const char *id, const char *path, const struct status *why)
{
	if (c->unread_count == c->unread_room) {
		int room = c->unread_room ? c->unread_room * 2 : 4;
		struct unread_card *larger = arena_array(c->keep, struct unread_card, room);
		if (c->unread_count > 0)
			memcpy(larger, c->unread, (size_t)c->unread_count * sizeof(*larger));
		c->unread = larger;
		c->unread_room = room;
	}
	c->unread[c->unread_count++] = (struct unread_card){id, path, *why};
}

static void read_installed(struct collection *c, const char *home)
{
	struct installed installed;
	struct status why = {.code = STATUS_OK};
	if (!installed_open(&installed, home, c->keep, &why))
		add_unread(c, NULL, installed.path, &why);
	for (const char *const *name = installed.names; *name; name++) {
		const char *id = card_id_of_name(*name, c->keep);
		struct card *card;
		why = (struct status){.code = STATUS_OK};
		if (collection_has(c, id))
			continue;
		if (!installed_read(&card, &installed, *name, c->keep, &why)) {
			add_unread(
				c, id, arena_printf(c->keep, "%s/%s", installed.path, *name), &why);
			continue;
		}
		card->brought = true;
		collection_add(c, card);
	}
	installed_close(&installed);
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
	const char *home, struct arena *keep, struct status *st)
{
	struct collection c = {.keep = keep};
	for (; directories && *directories; directories++)
		if (!read_directory(&c, *directories, st))
			return false;
	if (!read_builtin(&c, st))
		return false;
	if (home)
		read_installed(&c, home);
	if (!c.cards)
		c.cards = arena_array(keep, const struct card *, 1);
	*out = (struct catalogue){c.cards, c.count, c.unread, c.unread_count};
	return true;
}
