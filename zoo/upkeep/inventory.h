// SPDX-License-Identifier: Apache-2.0
/*
 * What lies below objects/, models/ and cards/, and which link names which object.  Nothing is
 * read but directories and links.
 */
#ifndef ZOO_UPKEEP_INVENTORY_H
#define ZOO_UPKEEP_INVENTORY_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/digest.h"
#include "zoo/store/beneath.h"

#include <stdbool.h>
#include <stdint.h>

// A file with an object's name, be its bytes right or not.
struct inventory_object {
	struct store_name name;
	const char *sha256; // that it is called by
	int64_t nbytes;
	int link_count;
};

// A link of zoo's own making.
struct inventory_link {
	struct store_name name;
	const char *card; // the folder below models/ that it is in
	char sha256[SHA256_HEX_NBYTES];
	int object; // -1: there is none of that name
};

// What zoo did not make, or not so.
struct stranger {
	struct store_name name;
	const char *found; // "a FIFO"
	bool in_the_way;   // it has a name that zoo wants to use
};

struct inventory {
	struct inventory_object *objects; // sorted by sha256
	struct inventory_link *links;     // sorted by name
	struct stranger *strangers;
	struct store_name *card_files; // regular ones below cards/: cards, and label lists
	int object_count, link_count, stranger_count, card_file_count;
	const char *const *folders; // below models/, sorted, NULL behind the last
	bool has_models;            // is there a directory of that name at all?
};

/*
 * Objects are listed before links, so that what is installed meanwhile is at most a link
 * whose object is not listed.  A directory that cannot be listed is a failure: what is not
 * seen must not be taken for absent.
 */
bool inventory_read(struct inventory *out, const struct beneath *beneath, struct arena *keep,
	struct status *st);

// Of models/ alone: folders, links, and strangers among them; no link has an object.
bool inventory_read_links(struct inventory *out, const struct beneath *beneath, struct arena *keep,
	struct status *st);

int inventory_find(const struct inventory *inventory, const char *sha256); // -1: none

// A link of that name; NULL: none.
const struct inventory_link *inventory_link(
	const struct inventory *inventory, const struct store_name *name);
// What zoo did not make at that name, or above it; NULL: nothing.
const struct stranger *inventory_in_the_way(
	const struct inventory *inventory, const struct store_name *name);

// "a FIFO", "a symbolic link", "a file with 2 names (hard links)", ...
const char *inventory_kind(const struct stat *info, struct arena *keep);

#endif
