// SPDX-License-Identifier: Apache-2.0
/*
 * The class labels of a card into the store.
 */
#ifndef ZOO_FETCH_LABELS_H
#define ZOO_FETCH_LABELS_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/card.h"
#include "zoo/observer.h"
#include "zoo/store.h"

#include <stdbool.h>

/*
 * labels.txt, as the card has it; a card without labels has no such file.  *written: it was not
 * there, or not right.  The observer sees when the store has to be waited for, and ends that.
 */
bool install_labels(bool *written, const struct store *store, const struct card *card,
	const struct observer *observer, struct arena *scratch, struct status *st);

#endif
