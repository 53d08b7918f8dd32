// SPDX-License-Identifier: Apache-2.0
/*
 * Each directory of the store is listed once, and each entry is judged by its name and kind.
 */
#include "zoo/upkeep/inventory.h"

#include "zoo/store/links.h"
#include "zoo/upkeep/growing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CARDS_DEPTH = 8 };

struct taking {
	const struct beneath *beneath;
	struct growing objects, links, strangers, folders, card_files;
	struct arena *keep;
	struct status *st;
};

const char *inventory_kind(const struct stat *info, struct arena *keep)
{
	if (S_ISREG(info->st_mode) && info->st_nlink > 1)
		return arena_printf(keep, "a file with %llu names (hard links)",
			(unsigned long long)info->st_nlink);
	if (S_ISREG(info->st_mode))
		return "a file";
	if (S_ISDIR(info->st_mode))
		return "a directory";
	if (S_ISLNK(info->st_mode))
		return "a symbolic link";
	if (S_ISFIFO(info->st_mode))
		return "a FIFO";
	return S_ISSOCK(info->st_mode) ? "a socket" : "a device";
}

static void add_stranger(struct taking *t, const struct beneath_entry *entry, bool in_the_way)
{
	struct stranger *stranger = growing_new(&t->strangers, struct stranger, t->keep);
	stranger->name = entry->name;
	stranger->found = inventory_kind(&entry->info, t->keep);
	stranger->in_the_way = in_the_way;
}

typedef bool take(struct taking *t, const struct beneath_entry *entry);

static bool take_all(struct taking *t, const struct store_name *directory, take *one)
{
	struct arena scratch = {0};
	struct beneath_entry *entries;
	int count;
	bool ok = beneath_list(&entries, &count, t->beneath, directory, &scratch, t->st);
	for (int i = 0; ok && i < count; i++)
		ok = one(t, &entries[i]);
	arena_release(&scratch);
	return ok;
}

static bool is_object_name(const struct store_name *name)
{
	struct store_name right;
	return store_name_object(&right, store_name_entry(name)) &&
	       strcmp(right.text, name->text) == 0;
}

static bool take_object(struct taking *t, const struct beneath_entry *entry)
{
	bool named = is_object_name(&entry->name);
	if (!named || !S_ISREG(entry->info.st_mode) || entry->info.st_nlink > 1) {
		add_stranger(t, entry, named);
		return true;
	}
	struct inventory_object *object =
		growing_new(&t->objects, struct inventory_object, t->keep);
	object->name = entry->name;
	object->sha256 = arena_strdup(t->keep, store_name_entry(&entry->name));
	object->nbytes = entry->info.st_size;
	return true;
}

static bool take_fan(struct taking *t, const struct beneath_entry *entry)
{
	const char *word = store_name_entry(&entry->name);
	bool named = strspn(word, "0123456789abcdef") == 2 && word[2] == '\0';
	if (named && S_ISDIR(entry->info.st_mode))
		return take_all(t, &entry->name, take_object);
	add_stranger(t, entry, named);
	return true;
}

static const char *card_of(const struct store_name *name, struct arena *keep)
{
	const char *folder = strchr(name->text, '/') + 1;
	return arena_strndup(keep, folder, strcspn(folder, "/"));
}

// Whether it is in the way depends on the cards; who has them finds out.
static bool take_link(struct taking *t, const struct beneath_entry *entry)
{
	struct link link;
	struct store_name parent = store_name_parent(&entry->name);
	struct store_name above = store_name_parent(&parent);
	bool may_be_golden = strcmp(above.text, store_name_place(STORE_MODELS).text) == 0 &&
			     strcmp(store_name_entry(&entry->name), "golden") == 0;
	if (may_be_golden && S_ISDIR(entry->info.st_mode))
		return take_all(t, &entry->name, take_link);
	if (!link_read(&link, t->beneath, &entry->name, t->st))
		return false;
	if (link.kind == LINK_ABSENT) // gone since
		return true;
	if (link.kind != LINK_OBJECT) {
		add_stranger(t, entry, false);
		return true;
	}
	struct inventory_link *out = growing_new(&t->links, struct inventory_link, t->keep);
	out->name = entry->name;
	out->card = card_of(&entry->name, t->keep);
	memcpy(out->sha256, link.sha256, sizeof(out->sha256));
	return true;
}

static bool take_folder(struct taking *t, const struct beneath_entry *entry)
{
	if (!S_ISDIR(entry->info.st_mode)) {
		add_stranger(t, entry, false);
		return true;
	}
	const char **folder = growing_new(&t->folders, const char *, t->keep);
	*folder = arena_strdup(t->keep, store_name_entry(&entry->name));
	return take_all(t, &entry->name, take_link);
}

// A place of the store that is no directory is a stranger, and not looked into.
static bool take_place(struct taking *t, const struct beneath_entry *entry)
{
	const char *word = entry->name.text;
	bool place = false, directory = S_ISDIR(entry->info.st_mode);
	for (int i = 0; i < STORE_PLACE_COUNT; i++)
		place |= strcmp(store_name_place((enum store_place)i).text, word) == 0;
	if (!place || !directory)
		add_stranger(t, entry, place);
	return true;
}

static bool take_lock(struct taking *t, const struct beneath_entry *entry)
{
	if (!S_ISREG(entry->info.st_mode))
		add_stranger(t, entry, true);
	return true;
}

static bool take_file(struct taking *t, const struct beneath_entry *entry)
{
	if (!S_ISREG(entry->info.st_mode))
		add_stranger(t, entry, false);
	return true;
}

// A card's label list may lie in a folder; what is called as a card must be a file.
static bool take_card(struct taking *t, const struct beneath_entry *entry)
{
	int depth = 0;
	for (const char *c = entry->name.text; *c; c++)
		depth += *c == '/';
	bool card = depth == 1 && card_id_of_name(store_name_entry(&entry->name), t->keep);
	if (S_ISREG(entry->info.st_mode))
		*growing_new(&t->card_files, struct store_name, t->keep) = entry->name;
	else if (S_ISDIR(entry->info.st_mode) && !card && depth < CARDS_DEPTH)
		return take_all(t, &entry->name, take_card);
	else
		add_stranger(t, entry, card);
	return true;
}

static int by_sha256(const void *a, const void *b)
{
	const struct inventory_object *left = a, *right = b;
	return strcmp(left->sha256, right->sha256);
}

static int by_name(const void *a, const void *b)
{
	const struct inventory_link *left = a, *right = b;
	return strcmp(left->name.text, right->name.text);
}

static bool is_directory(const struct beneath *beneath, enum store_place place)
{
	struct stat info;
	struct store_name name = store_name_place(place);
	return !beneath_stat(beneath, &name, &info) || S_ISDIR(info.st_mode);
}

// One that cannot be looked at fails when it is listed.
static bool take_below(struct taking *t, enum store_place place, take *one)
{
	struct store_name name = store_name_place(place);
	return !is_directory(t->beneath, place) || take_all(t, &name, one);
}

static bool take_places(struct taking *t)
{
	static take *const how[STORE_PLACE_COUNT] = {[STORE_OBJECTS] = take_fan,
		[STORE_MODELS] = take_folder,
		[STORE_DATASETS] = take_file,
		[STORE_LOCKS] = take_lock,
		[STORE_CARDS] = take_card};
	struct store_name top = {""};
	if (!take_all(t, &top, take_place))
		return false;
	for (int i = 0; i < STORE_PLACE_COUNT; i++)
		if (how[i] && !take_below(t, (enum store_place)i, how[i]))
			return false;
	return true;
}

static void relate(struct inventory *inventory)
{
	if (inventory->object_count > 0)
		qsort(inventory->objects, (size_t)inventory->object_count,
			sizeof(*inventory->objects), by_sha256);
	if (inventory->link_count > 0)
		qsort(inventory->links, (size_t)inventory->link_count, sizeof(*inventory->links),
			by_name);
	for (int i = 0; i < inventory->link_count; i++) {
		struct inventory_link *link = &inventory->links[i];
		link->object = inventory_find(inventory, link->sha256);
		if (link->object >= 0)
			inventory->objects[link->object].link_count++;
	}
}

static bool conclude(struct inventory *out, struct taking *t)
{
	struct stat info;
	struct store_name models = store_name_place(STORE_MODELS);
	bool there = beneath_stat(t->beneath, &models, &info);
	if (!there && errno != ENOENT) // it may be there, and say what is installed
		return beneath_fail(t->beneath, &models, errno, "", t->st);
	growing_new(&t->folders, const char *, t->keep); // the NULL
	*out = (struct inventory){.objects = t->objects.items,
		.links = t->links.items,
		.strangers = t->strangers.items,
		.card_files = t->card_files.items,
		.card_file_count = t->card_files.count,
		.object_count = t->objects.count,
		.link_count = t->links.count,
		.stranger_count = t->strangers.count,
		.folders = t->folders.items,
		.has_models = there && S_ISDIR(info.st_mode)};
	relate(out);
	return true;
}

bool inventory_read(
	struct inventory *out, const struct beneath *beneath, struct arena *keep, struct status *st)
{
	struct taking t = {.beneath = beneath, .keep = keep, .st = st};
	return take_places(&t) && conclude(out, &t);
}

bool inventory_read_links(
	struct inventory *out, const struct beneath *beneath, struct arena *keep, struct status *st)
{
	struct taking t = {.beneath = beneath, .keep = keep, .st = st};
	return take_below(&t, STORE_MODELS, take_folder) && conclude(out, &t);
}
