// SPDX-License-Identifier: Apache-2.0
/*
 * Every card that a bundle brought is read as the catalogue reads it, also one that another
 * card hides.
 */
#include "zoo/upkeep/fsck.h"

#include "zoo/store/kept_card.h"
#include "zoo/store/objects.h"

#include <errno.h>
#include <string.h>

struct looking {
	struct fsck *fsck;
	struct kept_card *cards; // one for each file below cards/: ABSENT of what is no card
	int count;
};

static bool is_card(const struct looking *looking, const struct store_name *name)
{
	struct store_name directory = store_name_parent(name);
	return strcmp(directory.text, store_name_place(STORE_CARDS).text) == 0 &&
	       card_id_of_name(store_name_entry(name), looking->fsck->keep);
}

static bool names_list(const struct kept_card *card, const struct store_name *name)
{
	return card->has_list && strcmp(card->list.text, name->text) == 0;
}

// A list serves every card that names it; with the right one it stays.
static bool is_list_of_right_card(const struct looking *looking, const struct store_name *name)
{
	for (int i = 0; i < looking->count; i++)
		if (looking->cards[i].state == KEPT_RIGHT && names_list(&looking->cards[i], name))
			return true;
	return false;
}

static bool add_damaged(struct fsck *f, const struct store_name *name, const char *text)
{
	struct store_name aside;
	struct fsck_finding *finding = fsck_add(f, FSCK_DAMAGED, name, text);
	finding->mendable = true;
	if (!f->mend)
		return true;
	if (!object_quarantine(&aside, &f->keeper.beneath, name, f->st))
		return false;
	finding->mended = true;
	finding->text = arena_printf(f->keep, "%s; moved to %s", text, aside.text);
	return true;
}

static bool has_finding(const struct fsck *f, const struct store_name *name)
{
	const struct fsck_finding *findings = f->findings.items;
	for (int i = 0; i < f->findings.count; i++)
		if (strcmp(findings[i].path, name->text) == 0)
			return true;
	return false;
}

/*
 * The list first: a card without one is found the next time, a wrong list without a card would
 * be anybody's, and in the way of the right one.
 */
static bool judge(const struct looking *looking, int i)
{
	struct fsck *f = looking->fsck;
	const struct kept_card *card = &looking->cards[i];
	const struct store_name *name = &f->inventory.card_files[i];
	struct stat info;
	if (card->state == KEPT_ABSENT || card->state == KEPT_RIGHT)
		return true;
	if (!beneath_stat(&f->keeper.beneath, name, &info) && errno == ENOENT) // removed meanwhile
		return true;
	if (card->state == KEPT_UNREADABLE) {
		fsck_add(f, FSCK_UNREADABLE, name, card->why);
		return true;
	}
	bool list = card->list_damaged && !is_list_of_right_card(looking, &card->list) &&
		    !has_finding(f, &card->list);
	return (!list || add_damaged(f, &card->list,
				 arena_printf(f->keep, "not the labels that %s names",
					 store_name_entry(name)))) &&
	       add_damaged(f, name, card->why);
}

static void add_unnamed(struct fsck *f, const struct store_name *name)
{
	fsck_add(f, FSCK_FOREIGN, name, "a file that is no card, and that no card there names")
		->fault = false;
}

static bool names_any(const struct looking *looking, const struct store_name *name)
{
	for (int i = 0; i < looking->count; i++)
		if (names_list(&looking->cards[i], name))
			return true;
	return false;
}

bool fsck_cards(struct fsck *f)
{
	int count = f->inventory.card_file_count;
	const struct store_name *names = f->inventory.card_files;
	struct looking looking = {f, arena_array(f->keep, struct kept_card, count + 1), count};
	for (int i = 0; i < count; i++) {
		if (observer_stopped(f->observer))
			return status_fail(f->st, STATUS_INTERRUPTED, "%s: interrupted",
				f->keeper.beneath.home);
		if (!is_card(&looking, &names[i]))
			continue;
		kept_card_read(&looking.cards[i], &f->keeper.beneath, &names[i], f->keep);
		f->report->card_count += looking.cards[i].opened;
		f->report->nbytes += looking.cards[i].nbytes;
	}
	for (int i = 0; i < count; i++)
		if (!judge(&looking, i))
			return false;
	for (int i = 0; i < count; i++)
		if (!is_card(&looking, &names[i]) && !names_any(&looking, &names[i]))
			add_unnamed(f, &names[i]);
	return true;
}
