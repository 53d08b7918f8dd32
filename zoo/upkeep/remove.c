// SPDX-License-Identifier: Apache-2.0
/*
 * Links of zoo's own making go, and the folders if nothing else is in them; then the card, if
 * a bundle brought it.  It is the last to go, so that what was left by a process that was
 * killed still has its name.
 */
#include "zoo/upkeep.h"

#include "zoo/store/kept_card.h"
#include "zoo/store/links.h"
#include "zoo/upkeep/growing.h"
#include "zoo/upkeep/keeper.h"

#include <errno.h>
#include <string.h>

struct removal {
	struct keeper keeper;
	struct remove_report *report;
	struct growing left;
	struct arena *keep;
	struct status *st;
};

static bool folder_name(struct store_name *out, const char *card_id)
{
	return store_name_in(out, STORE_MODELS, card_id);
}

static void leave(struct removal *r, const struct store_name *name)
{
	const char **left = growing_new(&r->left, const char *, r->keep);
	*left = arena_strdup(r->keep, name->text);
}

static bool remove_entry(struct removal *r, const struct store_name *name)
{
	struct link link;
	const struct beneath *beneath = &r->keeper.beneath;
	if (!link_read(&link, beneath, name, r->st))
		return false;
	if (link.kind == LINK_ABSENT)
		return true;
	if (link.kind != LINK_OBJECT) {
		leave(r, name);
		return true;
	}
	if (!beneath_unlink(beneath, name))
		return beneath_fail(beneath, name, errno, "cannot be removed", r->st);
	r->report->link_count++;
	return true;
}

// "models/<card>/golden", a directory: not deeper, so that nothing recurses further.
static bool is_golden(const struct store_name *folder, const struct beneath_entry *entry)
{
	const char *slash = strchr(folder->text, '/');
	return slash && !strchr(slash + 1, '/') && S_ISDIR(entry->info.st_mode) &&
	       strcmp(store_name_entry(&entry->name), "golden") == 0;
}

/*
 * The directory is synced: the links must not come back, after a power failure, when their
 * objects have been removed.
 */
static bool remove_in(struct removal *r, const struct store_name *folder)
{
	struct arena scratch = {0};
	struct beneath_entry *entries;
	int count;
	bool ok = beneath_list(&entries, &count, &r->keeper.beneath, folder, &scratch, r->st);
	for (int i = 0; ok && i < count; i++)
		ok = is_golden(folder, &entries[i]) ? remove_in(r, &entries[i].name)
						    : remove_entry(r, &entries[i].name);
	arena_release(&scratch);
	if (!ok || !beneath_sync(&r->keeper.beneath, folder, r->st))
		return false;
	beneath_remove_empty(&r->keeper.beneath, folder);
	return true;
}

// False, with errno: why not.
static bool is_there(const struct keeper *keeper, const struct store_name *folder)
{
	struct stat info;
	if (!beneath_stat(&keeper->beneath, folder, &info))
		return false;
	errno = ENOTDIR;
	return S_ISDIR(info.st_mode);
}

// May another card there need the list?  One that cannot be read may.
static bool is_shared(bool *out, const struct removal *r, const struct store_name *list,
	const struct store_name *card)
{
	struct kept_list_uses uses;
	*out = false;
	if (!kept_list_uses(&uses, &r->keeper.beneath, list, card, r->st))
		return false;
	*out = uses.right > 0 || uses.unread > 0;
	return true;
}

static bool remove_file(const struct removal *r, const struct store_name *name)
{
	return beneath_unlink(&r->keeper.beneath, name) || errno == ENOENT ||
	       beneath_fail(&r->keeper.beneath, name, errno, "cannot be removed", r->st);
}

// The list of the card, and the folders that it was in.
static bool remove_list(struct removal *r, const struct store_name *list)
{
	const struct beneath *beneath = &r->keeper.beneath;
	struct store_name folder = store_name_parent(list);
	if (!remove_file(r, list) || !beneath_sync(beneath, &folder, r->st))
		return false;
	for (; strchr(folder.text, '/'); folder = store_name_parent(&folder))
		beneath_remove_empty(&r->keeper.beneath, &folder);
	return true;
}

static bool remove_card(struct removal *r, const struct store_name *name)
{
	struct kept_card card;
	struct stat info;
	const struct store_name cards = store_name_place(STORE_CARDS);
	const struct beneath *beneath = &r->keeper.beneath;
	bool shared = false;
	kept_card_read(&card, beneath, name, r->keep);
	bool list = card.has_list && !card_id_of_name(store_name_entry(&card.list), r->keep) &&
		    beneath_stat(beneath, &card.list, &info) && S_ISREG(info.st_mode);
	if (list && !is_shared(&shared, r, &card.list, name))
		return false;
	if (list && !shared && !remove_list(r, &card.list))
		return false;
	r->report->card = remove_file(r, name) && beneath_sync(beneath, &cards, r->st);
	return r->report->card;
}

// Is there a card of a bundle?  What zoo did not make is left, and nothing followed.
static bool find_card(bool *out, struct store_name *name, struct removal *r, const char *card_id)
{
	struct stat info;
	const char *file = arena_printf(r->keep, "%s.yaml", card_id);
	*out = false;
	if (!card_id_of_name(file, r->keep) || !store_name_in(name, STORE_CARDS, file))
		return true;
	if (!beneath_stat(&r->keeper.beneath, name, &info))
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == EXDEV ||
		       beneath_fail(&r->keeper.beneath, name, errno, "", r->st);
	*out = S_ISREG(info.st_mode);
	if (!*out)
		leave(r, name);
	return true;
}

static bool remove_all(struct removal *r, const char *card_id)
{
	struct store_name folder, card;
	const struct store_name models = store_name_place(STORE_MODELS);
	errno = ENOENT;
	bool has_folder = folder_name(&folder, card_id) && is_there(&r->keeper, &folder), has_card;
	if (!has_folder && errno != ENOENT)
		return beneath_fail(&r->keeper.beneath, &folder, errno, "", r->st);
	if (!find_card(&has_card, &card, r, card_id))
		return false;
	if (!has_folder && !has_card) {
		status_fail(r->st, STATUS_UNKNOWN, "%s: nothing of it is in the store %s", card_id,
			r->keeper.beneath.home);
		return status_hint(r->st, "zoo du shows what is");
	}
	if (has_folder &&
		(!remove_in(r, &folder) || !beneath_sync(&r->keeper.beneath, &models, r->st)))
		return false;
	return !has_card || remove_card(r, &card);
}

bool store_remove(struct remove_report *out, const struct store *store, const char *card_id,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	struct removal r = {.report = out, .keep = keep, .st = st};
	*out = (struct remove_report){.link_count = 0};
	bool ok = keeper_begin(&r.keeper, store, KEEPER_CHANGE, observer, st);
	if (ok) {
		ok = remove_all(&r, card_id);
		keeper_end(&r.keeper);
	}
	growing_new(&r.left, const char *, keep); // the NULL
	out->left = r.left.items;
	return ok;
}

// How many links of zoo's making are below, and how much else.
static bool count_links(int *links, int *others, const struct beneath *beneath,
	const struct store_name *folder, struct arena *scratch, struct status *st)
{
	struct beneath_entry *entries;
	struct link link;
	int count;
	bool ok = beneath_list(&entries, &count, beneath, folder, scratch, st);
	for (int i = 0; ok && i < count; i++) {
		bool golden = is_golden(folder, &entries[i]);
		if (golden) {
			ok = count_links(links, others, beneath, &entries[i].name, scratch, st);
			continue;
		}
		ok = link_read(&link, beneath, &entries[i].name, st);
		*links += ok && link.kind == LINK_OBJECT;
		*others += ok && link.kind != LINK_OBJECT && link.kind != LINK_ABSENT;
	}
	return ok;
}

bool store_remembers(const struct store *store, const struct card *card)
{
	struct arena scratch = {0};
	struct keeper keeper;
	struct store_name folder;
	struct status ignored;
	int links = 0, others = 0;
	if (!store->home || !folder_name(&folder, card->id))
		return false;
	// what cannot be looked at is not taken for absent
	if (!keeper_begin(&keeper, store, KEEPER_LOOK, NULL, &ignored))
		return true;
	bool is = is_there(&keeper, &folder) &&
		  (!count_links(&links, &others, &keeper.beneath, &folder, &scratch, &ignored) ||
			  links > 0 || others == 0);
	keeper_end(&keeper);
	arena_release(&scratch);
	return is;
}
