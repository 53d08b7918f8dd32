// SPDX-License-Identifier: Apache-2.0
/*
 * Whose bytes are they?  An object counts once for each card that links it, once for the
 * store, and as a card's alone if no other card does.
 */
#include "zoo/upkeep.h"

#include "zoo/upkeep/growing.h"
#include "zoo/upkeep/inventory.h"
#include "zoo/upkeep/keeper.h"

#include <string.h>

const char *du_kind_name(enum du_kind kind)
{
	static const char *const names[] = {[DU_CARD] = "card",
		[DU_DATASET] = "dataset",
		[DU_PLACE] = "place",
		[DU_UNLINKED] = "unlinked"};
	return names[kind];
}

enum { CARDS_DEPTH = 8 };

struct counting {
	const struct beneath *beneath;
	struct inventory inventory;
	struct growing items;
	int64_t nbytes;
	struct arena *keep;
};

static struct du_item *add(struct counting *c, enum du_kind kind, const char *name)
{
	struct du_item *item = growing_new(&c->items, struct du_item, c->keep);
	*item = (struct du_item){.kind = kind, .name = name};
	return item;
}

// Links of a card are neighbours, as they are sorted by name; several may be to one object.
static bool is_first_of_card(const struct counting *c, int link)
{
	const struct inventory_link *links = c->inventory.links;
	for (int i = link - 1; i >= 0 && strcmp(links[i].card, links[link].card) == 0; i--)
		if (links[i].object == links[link].object)
			return false;
	return true;
}

// For each object: how many cards link it.
static int *count_cards(struct counting *c)
{
	int *cards = arena_array(c->keep, int, c->inventory.object_count);
	for (int i = 0; i < c->inventory.link_count; i++) {
		int object = c->inventory.links[i].object;
		if (object >= 0 && is_first_of_card(c, i))
			cards[object]++;
	}
	return cards;
}

static void add_cards(struct counting *c, const int *cards)
{
	const struct inventory *inventory = &c->inventory;
	for (const char *const *folder = inventory->folders; *folder; folder++) {
		struct du_item *item = add(c, DU_CARD, *folder);
		for (int i = 0; i < inventory->link_count; i++) {
			int object = inventory->links[i].object;
			if (strcmp(inventory->links[i].card, *folder) != 0 || object < 0 ||
				!is_first_of_card(c, i))
				continue;
			item->nbytes += inventory->objects[object].nbytes;
			if (cards[object] == 1)
				item->alone_nbytes += inventory->objects[object].nbytes;
		}
	}
}

static void add_objects(struct counting *c)
{
	int64_t unlinked = 0;
	int unlinked_count = 0;
	for (int i = 0; i < c->inventory.object_count; i++) {
		const struct inventory_object *object = &c->inventory.objects[i];
		c->nbytes += object->nbytes;
		if (object->link_count > 0)
			continue;
		unlinked += object->nbytes;
		unlinked_count++;
	}
	if (unlinked_count > 0) {
		struct du_item *item = add(c, DU_UNLINKED, "objects");
		item->nbytes = item->alone_nbytes = unlinked;
	}
}

static bool list(struct beneath_entry **entries, int *count, const struct counting *c,
	enum store_place place, struct arena *scratch, struct status *st)
{
	struct stat info;
	struct store_name directory = store_name_place(place);
	*entries = NULL;
	*count = 0;
	if (beneath_stat(c->beneath, &directory, &info) && !S_ISDIR(info.st_mode))
		return true;
	return beneath_list(entries, count, c->beneath, &directory, scratch, st);
}

static bool add_datasets(struct counting *c, struct status *st)
{
	struct arena scratch = {0};
	struct beneath_entry *entries;
	int count;
	bool ok = list(&entries, &count, c, STORE_DATASETS, &scratch, st);
	for (int i = 0; ok && i < count; i++) {
		if (!S_ISREG(entries[i].info.st_mode))
			continue;
		const char *word = store_name_entry(&entries[i].name);
		struct du_item *item = add(c, DU_DATASET, arena_strdup(c->keep, word));
		item->nbytes = item->alone_nbytes = entries[i].info.st_size;
		c->nbytes += item->nbytes;
	}
	arena_release(&scratch);
	return ok;
}

// Folders are entered so many levels deep: cards/ has some.
static bool sum(int64_t *nbytes, int *file_count, const struct counting *c,
	const struct store_name *directory, int depth, struct status *st)
{
	struct arena scratch = {0};
	struct beneath_entry *entries;
	int count;
	bool ok = beneath_list(&entries, &count, c->beneath, directory, &scratch, st);
	for (int i = 0; ok && i < count; i++) {
		if (S_ISREG(entries[i].info.st_mode)) {
			*nbytes += entries[i].info.st_size;
			++*file_count;
		} else if (S_ISDIR(entries[i].info.st_mode) && depth > 0) {
			ok = sum(nbytes, file_count, c, &entries[i].name, depth - 1, st);
		}
	}
	arena_release(&scratch);
	return ok;
}

static bool add_place(struct counting *c, enum store_place place, struct status *st)
{
	struct stat info;
	struct store_name name = store_name_place(place);
	int64_t nbytes = 0;
	int file_count = 0;
	if (beneath_stat(c->beneath, &name, &info) && !S_ISDIR(info.st_mode))
		return true;
	if (!sum(&nbytes, &file_count, c, &name, place == STORE_CARDS ? CARDS_DEPTH : 0, st))
		return false;
	if (file_count > 0) {
		struct du_item *item = add(c, DU_PLACE, arena_strdup(c->keep, name.text));
		item->nbytes = item->alone_nbytes = nbytes;
		c->nbytes += nbytes;
	}
	return true;
}

static bool count_all(struct counting *c, struct status *st)
{
	if (!inventory_read(&c->inventory, c->beneath, c->keep, st))
		return false;
	add_cards(c, count_cards(c));
	if (!add_datasets(c, st) || !add_place(c, STORE_CARDS, st) ||
		!add_place(c, STORE_QUARANTINE, st) || !add_place(c, STORE_REJECTED, st) ||
		!add_place(c, STORE_TMP, st))
		return false;
	add_objects(c);
	return true;
}

bool store_du(
	struct du_report *out, const struct store *store, struct arena *keep, struct status *st)
{
	struct keeper keeper;
	*out = (struct du_report){.items = NULL};
	if (!keeper_begin(&keeper, store, KEEPER_LOOK, NULL, st))
		return false;
	struct counting c = {.beneath = &keeper.beneath, .keep = keep};
	bool ok = count_all(&c, st);
	*out = (struct du_report){c.items.items, c.items.count, c.nbytes};
	keeper_end(&keeper);
	return ok;
}
