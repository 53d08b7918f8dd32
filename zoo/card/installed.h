// SPDX-License-Identifier: Apache-2.0
/*
 * cards/ of a store: what bundles brought.
 */
#ifndef ZOO_CARD_INSTALLED_H
#define ZOO_CARD_INSTALLED_H

#include "zoo/card.h"

struct installed {
	int directory;            // -1: there is none, or not one that can be read
	const char *path;         // for messages
	const char *const *names; // "x.yaml", sorted by id, NULL behind the last; whatever they are
};

// What is not there is empty; what cannot be looked into is a failure, and empty, too.
bool installed_open(struct installed *out, const char *home, struct arena *keep, struct status *st);
void installed_close(struct installed *installed);

bool installed_read(struct card **out, const struct installed *installed, const char *name,
	struct arena *keep, struct status *st);

/*
 * A file beneath an open directory of a store, not through a link (STATUS_STORE); a FIFO is
 * not waited for.  `path`: for messages.
 */
bool card_file_read(struct bytes *out, int directory, const char *name, const char *path,
	size_t limit_nbytes, struct arena *keep, struct status *st);

#endif
