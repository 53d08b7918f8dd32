// SPDX-License-Identifier: Apache-2.0
/*
 * Labels travel with the card, so they come from nowhere: only the store can fail.
 */
#include "zoo/fetch/labels.h"

#include "zoo/incoming.h"

bool install_labels(bool *written, const struct store *store, const struct card *card,
	struct arena *scratch, struct status *st)
{
	struct bytes text, present;
	struct status ignored;
	struct incoming *incoming;
	*written = false;
	if (card->label_count == 0)
		return true;
	if (!store_labels_text(&text, card, scratch, st))
		return false;
	struct card_file file = store_labels_file(text);
	if (store_read(&present, store, card, &file, scratch, &ignored))
		return true;
	if (!store_incoming_open(&incoming, store, card, &file, NULL, st))
		return false;
	if (!store_incoming_add(incoming, text.data, text.nbytes, st)) {
		store_incoming_abandon(incoming);
		return false;
	}
	*written = true;
	return store_incoming_install(incoming, st);
}
