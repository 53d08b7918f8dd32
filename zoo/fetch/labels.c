// SPDX-License-Identifier: Apache-2.0
/*
 * Labels travel with the card, so they come from nowhere: only the store can fail.
 */
#include "zoo/fetch/labels.h"

#include "zoo/incoming.h"

static bool write_text(const struct store *store, const struct card *card,
	const struct card_file *file, struct bytes text, const struct store_lock *lock,
	struct status *st)
{
	struct incoming *incoming;
	if (!store_incoming_open(&incoming, store, card, file, lock, st))
		return false;
	if (store_incoming_add(incoming, text.data, text.nbytes, st))
		return store_incoming_install(incoming, st);
	store_incoming_abandon(incoming);
	return false;
}

bool install_labels(bool *written, const struct store *store, const struct card *card,
	const struct observer *observer, struct arena *scratch, struct status *st)
{
	struct bytes text, present;
	struct status ignored;
	struct store_lock *lock;
	*written = false;
	if (card->label_count == 0)
		return true;
	if (!store_labels_text(&text, card, scratch, st))
		return false;
	struct card_file file = store_labels_file(text);
	if (store_read(&present, store, card, &file, scratch, &ignored))
		return true;
	if (!store_lock_shared(&lock, store, STORE_LOCK_WAIT_MS, observer, st))
		return false;
	*written = write_text(store, card, &file, text, lock, st);
	store_unlock(lock);
	return *written;
}
