// SPDX-License-Identifier: Apache-2.0
/*
 * A card that was to be brought and could not: its labels come before its model, and their
 * folder alone says that the card is installed, for who looks for what got lost.
 */
#include "zoo/incoming.h"
#include "zoo/store/links.h"
#include "zoo/store/lock.h"

// Is there a folder, and no model in it?
static bool is_unfinished(
	const struct beneath *beneath, const struct store_name *folder, const struct card *card)
{
	struct stat info;
	struct store_name model;
	struct link link;
	struct status ignored;
	return beneath_stat(beneath, folder, &info) && S_ISDIR(info.st_mode) &&
	       store_name_link(&model, card->id, card->file.name) &&
	       link_read(&link, beneath, &model, &ignored) && link.kind == LINK_ABSENT;
}

static void take_back(
	const struct beneath *beneath, const struct store_name *folder, const struct card *card)
{
	const struct store_name models = store_name_place(STORE_MODELS);
	struct store_name labels;
	struct link link;
	struct status ignored;
	if (store_name_link(&labels, card->id, "labels.txt") &&
		link_read(&link, beneath, &labels, &ignored) && link.kind == LINK_OBJECT)
		beneath_unlink(beneath, &labels);
	beneath_sync(beneath, beneath_remove_empty(beneath, folder) ? &models : folder, &ignored);
}

/*
 * No fetch is between labels and model, nor between folder and labels, while the store is ours.
 * Who brings a bundle takes the lock for each file, and looks again at its end.
 */
static bool take_back_alone(
	const struct beneath *beneath, const struct card *card, const struct observer *observer)
{
	struct store_name folder;
	struct store_lock *lock;
	if (!store_name_in(&folder, STORE_MODELS, card->id) ||
		!is_unfinished(beneath, &folder, card))
		return true;
	if (!lock_store_soon(&lock, beneath, STORE_TAKE_BACK_MS, observer))
		return false;
	bool alone = lock_holds_store(lock);
	if (alone && is_unfinished(beneath, &folder, card))
		take_back(beneath, &folder, card);
	store_unlock(lock);
	return alone;
}

bool store_take_back(
	const struct store *store, const struct card *card, const struct observer *observer)
{
	struct beneath beneath;
	struct status ignored;
	if (!store->home || !beneath_begin(&beneath, store, BENEATH_READ, &ignored))
		return false;
	bool ok = beneath.fd < 0 || take_back_alone(&beneath, card, observer);
	beneath_end(&beneath);
	return ok;
}
