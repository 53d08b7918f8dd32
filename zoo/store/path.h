// SPDX-License-Identifier: Apache-2.0
/*
 * Names become paths here and nowhere else, and directories appear here.
 */
#ifndef ZOO_STORE_PATH_H
#define ZOO_STORE_PATH_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/store.h"

#include <stdbool.h>

/*
 * May this be part of a path?  1 to 128 characters of A-Z a-z 0-9 . _ - with neither a dot
 * nor a minus first.
 */
bool store_name_allowed(const char *name);

// The path of a card's file, or NULL and STATUS_FORMAT if a name may not become one.
const char *store_path_checked(const struct store *store, const struct card *card, const char *name,
	struct arena *keep, struct status *st);

// Make a directory and those above it, durably.  There already: true.
bool store_make_directory(const char *path, struct status *st);

// Have the entries of a directory on the disk.
bool store_sync_directory(const char *path, struct status *st);

#endif
