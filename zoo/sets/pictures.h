// SPDX-License-Identifier: Apache-2.0
/*
 * The picture files of a listing (.jpg, .jpeg, .png, .bmp, whatever the case), to be found by
 * their names in whichever folder they lie.
 */
#ifndef ZOO_SETS_PICTURES_H
#define ZOO_SETS_PICTURES_H

#include "engine/base/arena.h"
#include "zoo/datasets/listing.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct picture_file {
	const char *name; // behind the last slash of the path
	const struct listed_file *file;
	bool taken; // for the caller to remember which ones it has used
};

struct pictures {
	struct picture_file *files; // sorted by name, then by path
	int64_t count;
};

// Hidden files are left out.
struct pictures pictures_find(const struct listing *listing, struct arena *keep);

// Of the picture's suffix at the end of a name, dot and all; 0 if it has none.
size_t picture_suffix_length(const char *name, size_t length);

bool picture_is_named_so(const char *path); // by its suffix

/*
 * The pictures of that name: the first, in order of path, and how many.  NULL and 0: none.
 */
struct picture_file *pictures_named(
	const struct pictures *pictures, const char *name, int64_t *count);

#endif
