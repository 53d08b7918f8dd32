// SPDX-License-Identifier: Apache-2.0
/*
 * Links against objects and cards.  Without a lock the store may change meanwhile, so a link
 * whose object is not there is looked at once more.
 */
#include "zoo/upkeep/fsck.h"

#include "zoo/store/links.h"
#include "zoo/upkeep/unknown.h"

#include <string.h>

bool fsck_is_vector(const struct inventory_link *link)
{
	struct store_name folder = store_name_parent(&link->name);
	struct store_name card = store_name_parent(&folder);
	return strchr(card.text, '/') && strcmp(store_name_entry(&folder), "golden") == 0;
}

bool fsck_is_right(void *context, const struct card_file *file, int object)
{
	const struct fsck *f = context;
	const struct object_look *look = &f->looks[object];
	return look->condition == CONDITION_RIGHT &&
	       (file->sha1[0] ? strcmp(file->sha1, look->sha1) == 0 : file->sha256[0] != '\0');
}

static bool is_there(const struct fsck *f, const struct inventory_link *link)
{
	return link->object >= 0 && f->looks[link->object].condition != CONDITION_GONE;
}

static bool agrees(
	const struct fsck *f, const struct inventory_link *link, const struct card_file *file)
{
	if (file->sha256[0])
		return strcmp(file->sha256, link->sha256) == 0;
	// of which only the SHA-1 is known, and that only if the object could be read
	if (!is_there(f, link))
		return needed_object(&f->needed, file) < 0;
	bool known = f->looks[link->object].condition == CONDITION_RIGHT;
	return !known || strcmp(file->sha1, f->looks[link->object].sha1) == 0;
}

static bool link_anew(
	struct fsck *f, const struct expected_file *file, int object, struct fsck_finding *finding)
{
	finding->mendable = object >= 0;
	if (object < 0 || !f->mend)
		return true;
	if (!link_make(&f->keeper.beneath, &file->link, f->inventory.objects[object].sha256, f->st))
		return false;
	f->looks[object].wanted = true;
	finding->mended = true;
	return true;
}

static bool add_wrong(
	struct fsck *f, const struct inventory_link *link, const struct expected_file *file)
{
	const struct card_file *wanted = &file->file;
	const char *text =
		arena_printf(f->keep, "expected a link to the object with %s %s, found %s",
			wanted->sha256[0] ? "sha256" : "sha1",
			wanted->sha256[0] ? wanted->sha256 : wanted->sha1, link->sha256);
	struct fsck_finding *finding = fsck_add(f, FSCK_WRONG, &link->name, text);
	finding->card = file->card->id;
	finding->vector = file->kind == EXPECTED_GOLDEN;
	return link_anew(f, file, needed_object(&f->needed, wanted), finding);
}

// Is there a link of that name, or something foreign there or above it?
static bool has_entry(const struct fsck *f, const struct store_name *name)
{
	return inventory_link(&f->inventory, name) || inventory_in_the_way(&f->inventory, name);
}

// Is it as it was, and its object really not there?
static bool still_dangles(const struct fsck *f, const struct inventory_link *link)
{
	struct link now;
	struct store_name object;
	struct stat info;
	struct status ignored;
	store_name_object(&object, link->sha256);
	if (has_entry(f, &object)) // something foreign, which is reported
		return false;
	if (f->keeper.alone)
		return true;
	return !(beneath_stat(&f->keeper.beneath, &object, &info) && S_ISREG(info.st_mode)) &&
	       link_read(&now, &f->keeper.beneath, &link->name, &ignored) &&
	       now.kind == LINK_OBJECT && strcmp(now.sha256, link->sha256) == 0;
}

static bool add_dangling(
	struct fsck *f, const struct inventory_link *link, const struct expected_file *file)
{
	if (!still_dangles(f, link))
		return true;
	struct fsck_finding *finding = fsck_add(f, FSCK_DANGLING, &link->name,
		arena_printf(f->keep, "expected the object %s, found none", link->sha256));
	finding->card = link->card;
	finding->vector = fsck_is_vector(link);
	// what a card may ask for can be brought, and the link says that it should be
	finding->mendable = !file && !needed_may_be_unread(f->catalogue, link->card);
	if (!f->mend || !finding->mendable)
		return true;
	if (!link_remove(&f->keeper.beneath, &link->name, f->st))
		return false;
	finding->mended = true;
	return true;
}

static bool judge(struct fsck *f, const struct inventory_link *link)
{
	const struct expected_file *file = expected_link(&f->expected, &link->name);
	if (file && !agrees(f, link, &file->file))
		return add_wrong(f, link, file);
	if (!is_there(f, link))
		return add_dangling(f, link, file);
	if (!file && expected_knows_card(&f->expected, link->card)) {
		struct fsck_finding *finding =
			fsck_add(f, FSCK_WRONG, &link->name, "its card names no file of this name");
		finding->card = link->card;
		finding->fault = false;
	}
	return true;
}

static bool look_for(struct fsck *f, const struct expected_file *file)
{
	int object = needed_object(&f->needed, &file->file);
	if (object < 0 || has_entry(f, &file->link))
		return true;
	// test vectors come only if they are asked for; another card's do not count
	if (file->kind == EXPECTED_GOLDEN && f->inventory.objects[object].link_count > 0)
		return true;
	if (!needed_card(&f->needed, file->card))
		return true;
	struct fsck_finding *finding = fsck_add(f, FSCK_LOST, &file->link,
		arena_printf(f->keep, "expected a link to the object %s, found none",
			f->inventory.objects[object].sha256));
	finding->card = file->card->id;
	finding->vector = file->kind == EXPECTED_GOLDEN;
	f->looks[object].wanted = true;
	return link_anew(f, file, object, finding);
}

// A model whose object is gone is called dangling.
static const struct inventory_link *model_there(const struct fsck *f, const char *folder)
{
	for (int i = 0; i < f->inventory.link_count; i++) {
		const struct inventory_link *link = &f->inventory.links[i];
		if (strcmp(link->card, folder) == 0 && unknown_is_model(link) && is_there(f, link))
			return link;
	}
	return NULL;
}

// No fault of the store: the card may be where nobody looks now.
static void add_unknown(struct fsck *f)
{
	const char *const *folder =
		unknown_folders(&f->inventory, f->catalogue, &f->keeper.beneath, f->keep);
	for (; *folder; folder++) {
		const struct inventory_link *link = model_there(f, *folder);
		if (!link)
			continue;
		struct store_name name = link->name;
		name.text[strlen("models/") + strlen(*folder)] = '\0';
		struct fsck_finding *finding = fsck_add(f, FSCK_UNKNOWN, &name,
			"installed, but no card that is known here says what it should be");
		finding->card = *folder;
		finding->fault = false;
	}
}

bool fsck_links(struct fsck *f)
{
	for (int i = 0; i < f->inventory.link_count; i++)
		if (!judge(f, &f->inventory.links[i]))
			return false;
	for (int i = 0; i < f->expected.file_count; i++)
		if (!look_for(f, &f->expected.files[i]))
			return false;
	add_unknown(f);
	return true;
}
