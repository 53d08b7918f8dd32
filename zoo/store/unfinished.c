// SPDX-License-Identifier: Apache-2.0
/*
 * A card that was to be brought and could not: its labels come before its model, and their
 * folder alone says that the card is installed, for who looks for what got lost.
 */
#include "zoo/incoming.h"
#include "zoo/store/links.h"
#include "zoo/store/lock.h"

enum { TAKE_BACK_WAIT_MS = 1000 };

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
	struct store_name labels;
	struct link link;
	struct status ignored;
	if (store_name_link(&labels, card->id, "labels.txt") &&
		link_read(&link, beneath, &labels, &ignored) && link.kind == LINK_OBJECT)
		beneath_unlink(beneath, &labels);
	if (!beneath_remove_empty(beneath, folder))
		beneath_sync(beneath, folder, &ignored);
}

// Nobody is between labels and model, nor between folder and labels, while the store is ours.
static void take_back_alone(
	const struct beneath *beneath, const struct card *card, const struct observer *observer)
{
	struct store_name folder;
	struct store_lock *lock;
	struct status ignored;
	if (!store_name_in(&folder, STORE_MODELS, card->id) ||
		!is_unfinished(beneath, &folder, card) ||
		!lock_store(&lock, beneath, LOCK_ALONE, TAKE_BACK_WAIT_MS, observer, &ignored))
		return;
	if (lock_holds_store(lock) && is_unfinished(beneath, &folder, card))
		take_back(beneath, &folder, card);
	store_unlock(lock);
}

void store_take_back(
	const struct store *store, const struct card *card, const struct observer *observer)
{
	struct beneath beneath;
	struct status ignored;
	struct observer quiet = {.stopped = observer ? observer->stopped : NULL,
		.context = observer ? observer->context : NULL};
	if (!store->home || !beneath_begin(&beneath, store, BENEATH_READ, &ignored))
		return;
	if (beneath.fd >= 0)
		take_back_alone(&beneath, card, &quiet);
	beneath_end(&beneath);
}
