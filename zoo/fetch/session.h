// SPDX-License-Identifier: Apache-2.0
/*
 * One file of one call to zoo/fetch.h, from looking into the store to asking the last source.
 */
#ifndef ZOO_FETCH_SESSION_H
#define ZOO_FETCH_SESSION_H

#include "zoo/fetch.h"
#include "zoo/fetch/unreachable.h"
#include "zoo/fetch/wanted.h"
#include "zoo/incoming.h"

#include <stdbool.h>

// What all files of a call share; several threads may use it at once, each with its `result`.
struct session {
	const struct store *store;
	const struct fetch_options *options;
	const struct observer *observer;
	struct unreachable *unreachable;
	struct fetch_result *result;
	struct arena *keep;
	struct status *st;
};

/*
 * Ask source after source, with the file's lock held; its bytes are counted in the result.
 * Where it came from, or NULL.
 */
const char *session_ask_sources(
	const struct session *s, const struct wanted *wanted, const struct store_lock *lock);

// May model and labels get their names?  To be asked before anything is transferred.
bool fetch_check_names(const struct store *store, const struct card *card, struct status *st);

// fetch_card() with what is known of servers already.
bool fetch_card_with(struct fetch_result *out, struct unreachable *unreachable,
	const struct store *store, const struct card *card, const struct fetch_options *options,
	const struct observer *observer, struct arena *keep, struct status *st);

#endif
