// SPDX-License-Identifier: Apache-2.0
/*
 * An object that an installed card expects is what its link is made again from, without a
 * transfer: that the link is wrong now does not make it waste.
 */
#include "zoo/upkeep/needed.h"

#include <string.h>

int needed_object(const struct needed *needed, const struct card_file *file)
{
	if (file->sha256[0]) {
		int found = inventory_find(needed->inventory, file->sha256);
		return found >= 0 && needed->is(needed->context, file, found) ? found : -1;
	}
	for (int i = 0; i < needed->inventory->object_count; i++)
		if (needed->is(needed->context, file, i))
			return i;
	return -1;
}

static bool has_folder(const struct inventory *inventory, const char *id)
{
	const char *const *folder = inventory->folders;
	while (*folder && strcmp(*folder, id) != 0)
		folder++;
	if (!*folder)
		return false;
	for (int i = 0; i < inventory->link_count; i++)
		if (strcmp(inventory->links[i].card, id) == 0)
			return true;
	size_t length = strlen(id);
	for (int i = 0; i < inventory->stranger_count; i++) {
		const char *path = inventory->strangers[i].name.text;
		if (strncmp(path, "models/", 7) == 0 && strncmp(path + 7, id, length) == 0 &&
			path[7 + length] == '/')
			return false;
	}
	return true;
}

bool needed_card(const struct needed *needed, const struct card *card)
{
	return has_folder(needed->inventory, card->id) ||
	       (!needed->inventory->has_models && needed_object(needed, &card->file) >= 0);
}

bool needed_may_be_unread(const struct catalogue *catalogue, const char *id)
{
	for (int i = 0; i < catalogue->unread_count; i++) {
		const char *unread = catalogue->unread[i].id;
		if (!unread || strcmp(unread, id) == 0)
			return true;
	}
	return false;
}

// One that is all of cards/ may be any that is not known otherwise.
static bool may_be_installed(const struct needed *needed, const struct unread_card *unread)
{
	const struct inventory *inventory = needed->inventory;
	if (!inventory->has_models || unread->id)
		return !inventory->has_models || has_folder(inventory, unread->id);
	for (const char *const *folder = inventory->folders; *folder; folder++)
		if (!expected_knows_card(needed->expected, *folder) &&
			has_folder(inventory, *folder))
			return true;
	return false;
}

static bool is_wanted(const struct needed *needed, const struct expected_file *file, int object)
{
	const char *sha256 = needed->inventory->objects[object].sha256;
	// the card first: what only a SHA-1 tells may have to be read
	if (file->file.sha256[0] && strcmp(file->file.sha256, sha256) != 0)
		return false;
	return needed_card(needed, file->card) && needed->is(needed->context, &file->file, object);
}

bool needed_find(struct need *out, const struct needed *needed, int object)
{
	const struct catalogue *catalogue = needed->catalogue;
	*out = (struct need){.file = NULL};
	for (int i = 0; i < needed->expected->file_count; i++) {
		const struct expected_file *file = &needed->expected->files[i];
		if (!is_wanted(needed, file, object))
			continue;
		out->file = file;
		out->in_the_way = inventory_in_the_way(needed->inventory, &file->link);
		return true;
	}
	for (int i = 0; i < catalogue->unread_count; i++) {
		if (!may_be_installed(needed, &catalogue->unread[i]))
			continue;
		out->unread = &catalogue->unread[i];
		return true;
	}
	return false;
}

const char *need_text(const struct need *need, struct arena *keep)
{
	if (!need->file && need->unread->id)
		return arena_printf(keep,
			"cards/%s.yaml cannot be read, and may be a card that needs it; zoo fsck "
			"says more",
			need->unread->id);
	if (!need->file)
		return "cards/ cannot be read, and may have a card that needs it; zoo fsck says "
		       "more";
	const char *link = need->file->link.text;
	if (need->in_the_way)
		return arena_printf(keep,
			"%s should be a link to it; remove %s, which zoo did not make, and zoo "
			"fsck --repair links it again",
			link, need->in_the_way->name.text);
	return arena_printf(
		keep, "%s should be a link to it; zoo fsck --repair links it again", link);
}

const char *need_card(const struct need *need)
{
	return need->file ? need->file->card->id : need->unread->id;
}
