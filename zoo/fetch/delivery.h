// SPDX-License-Identifier: Apache-2.0
/*
 * One source: ask, ask again if that may help, go on with what is there, and install what is
 * right.
 */
#ifndef ZOO_FETCH_DELIVERY_H
#define ZOO_FETCH_DELIVERY_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/fetch/source.h"
#include "zoo/fetch/unreachable.h"
#include "zoo/fetch/wanted.h"
#include "zoo/incoming.h"
#include "zoo/observer.h"

#include <stdbool.h>
#include <stdint.h>

struct delivery_order {
	const struct source *source;
	const struct wanted *wanted;
	const struct store_lock *lock; // of the file; may be NULL
	struct unreachable *unreachable;
	bool keep_rejected;
	const struct observer *observer;
	struct arena *keep;
};

// Who was to blame if it failed.
enum delivery_blame {
	DELIVERY_SILENT, // no complete answer from here: ask the next
	DELIVERY_WRONG,  // complete, but not the file: ask the next
	DELIVERY_FATAL   // the store, the file itself, or the user: asking on is of no use
};

struct delivered {
	int64_t received_nbytes;    // by this process, right or wrong
	int64_t transferred_nbytes; // of them, that the store took
	// If it failed.
	enum delivery_blame blame;
	const char *kind;        // of what came, if it was complete and wrong; else NULL
	const char *rejected;    // path where that was put, or NULL
	int64_t rejected_nbytes; // of it
	bool rejected_cut;       // they are the first of what was sent, and not all
	const char *not_kept;    // why it was not, although it was to be; or NULL
};

// On false `st` names the source, what was expected and what came.
bool delivery_run(struct delivered *out, const struct delivery_order *order, struct status *st);

#endif
