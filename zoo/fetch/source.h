// SPDX-License-Identifier: Apache-2.0
/*
 * Where a card's file may be had, in the order in which it is asked for there: mirrors,
 * then upstream; or inside the program.
 */
#ifndef ZOO_FETCH_SOURCE_H
#define ZOO_FETCH_SOURCE_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/card.h"
#include "zoo/observer.h"
#include "zoo/store.h"

#include <stdbool.h>

enum source_kind { SOURCE_BUILTIN, SOURCE_FILE, SOURCE_URL };

struct source {
	enum source_kind kind;
	const char *where; // path or URL
};

struct source_list {
	const struct source *sources;
	int source_count;
};

/*
 * Every place of a file.  A mirror that is neither a directory nor http, https or file is
 * STATUS_USAGE; a path that leads out of the mirror is STATUS_FORMAT.
 */
bool source_list(struct source_list *out, const struct card *card, const struct card_file *file,
	const char *const *mirrors, struct arena *keep, struct status *st);

// Who was to blame if source_install() failed.
enum source_blame {
	SOURCE_SILENT, // no complete answer from here: ask the next
	SOURCE_WRONG,  // complete, but not the file: ask the next
	SOURCE_FATAL   // the store, or the user stopped it: asking on is of no use
};

/*
 * Bring `file` (its name as in the store) from one source into the store.  On false `blame`
 * is set and `st` names the source.
 */
bool source_install(enum source_blame *blame, const struct source *source,
	const struct store *store, const struct card *card, const struct card_file *file,
	const struct observer *observer, struct status *st);

#endif
