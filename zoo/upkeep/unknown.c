// SPDX-License-Identifier: Apache-2.0
/*
 * A card may be gone while its model stays: it was put aside as damaged, or it lies in a
 * directory of cards that is not set now.
 */
#include "zoo/upkeep/unknown.h"

#include "zoo/store/kept_card.h"
#include "zoo/upkeep.h"
#include "zoo/upkeep/growing.h"
#include "zoo/upkeep/keeper.h"

#include <string.h>

static bool is_known(const struct catalogue *catalogue, const char *id)
{
	return catalogue_find_id(catalogue, id) || catalogue_is_unread(catalogue, id);
}

bool unknown_is_model(const struct inventory_link *link)
{
	const char *file = link->name.text + strlen("models/") + strlen(link->card) + 1;
	return !strchr(file, '/') && strcmp(file, "labels.txt") != 0;
}

static bool has_model(const struct inventory *inventory, const char *id)
{
	for (int i = 0; i < inventory->link_count; i++)
		if (strcmp(inventory->links[i].card, id) == 0 &&
			unknown_is_model(&inventory->links[i]))
			return true;
	return false;
}

static bool has_arrived(const struct beneath *beneath, const char *id)
{
	struct arena scratch = {0};
	struct store_name name;
	struct stat info;
	struct kept_card card = {.state = KEPT_ABSENT};
	const char *file = arena_printf(&scratch, "%s.yaml", id);
	if (card_id_of_name(file, &scratch) && store_name_in(&name, STORE_CARDS, file) &&
		beneath_stat(beneath, &name, &info) && S_ISREG(info.st_mode))
		kept_card_read(&card, beneath, &name, &scratch);
	arena_release(&scratch);
	return card.state == KEPT_RIGHT;
}

const char *const *unknown_folders(const struct inventory *inventory,
	const struct catalogue *catalogue, const struct beneath *beneath, struct arena *keep)
{
	struct growing unknown = {NULL, 0, 0};
	for (const char *const *folder = inventory->folders; *folder; folder++)
		if (!is_known(catalogue, *folder) && has_model(inventory, *folder) &&
			!has_arrived(beneath, *folder))
			*growing_new(&unknown, const char *, keep) = *folder;
	growing_new(&unknown, const char *, keep); // the NULL
	return unknown.items;
}

bool store_unknown(const char *const **out, const struct store *store,
	const struct catalogue *catalogue, struct arena *keep, struct status *st)
{
	static const char *const none[] = {NULL};
	struct keeper keeper;
	struct inventory inventory;
	*out = none;
	if (!keeper_begin(&keeper, store, KEEPER_LOOK, NULL, st))
		return false;
	bool ok = inventory_read_links(&inventory, &keeper.beneath, keep, st);
	if (ok)
		*out = unknown_folders(&inventory, catalogue, &keeper.beneath, keep);
	keeper_end(&keeper);
	return ok;
}
