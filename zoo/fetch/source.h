// SPDX-License-Identifier: Apache-2.0
/*
 * Where a file may be had, in the order in which it is asked for there: mirrors, then
 * upstream; or inside the program.
 */
#ifndef ZOO_FETCH_SOURCE_H
#define ZOO_FETCH_SOURCE_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/fetch/wanted.h"

#include <stdbool.h>

enum source_kind {
	SOURCE_BUILTIN,   // `path` in the program
	SOURCE_DIRECTORY, // `path` beneath the directory `base`
	SOURCE_URL,       // `base` is all of the URL
	SOURCE_LFS        // `base` is the URL of a repository whose Git LFS server is asked
};

struct source {
	enum source_kind kind;
	const char *base, *path;
	const char *shown; // for people: path, or URL without password
	/*
	 * Hosts to which it may redirect beside its own, ".x.org" for all below x.org; NULL behind
	 * the last.  NULL: any, as the user chose it.
	 */
	const char *const *redirect_hosts;
};

struct source_list {
	const struct source *sources;
	int source_count;
};

/*
 * Every place of a file.  A mirror that is neither a directory nor of a scheme that is known
 * is STATUS_USAGE; a path that leads out of a mirror is STATUS_FORMAT.
 */
bool source_list(struct source_list *out, const struct wanted *wanted, const char *const *mirrors,
	struct arena *keep, struct status *st);

// --offline leaves directories and what travels inside the program.
bool source_may_be_asked(const struct source *source, bool offline);

// Where anybody can get the file with a browser; NULL if it travels inside the program.
const char *source_address(const struct wanted *wanted, struct arena *keep);

#endif
