// SPDX-License-Identifier: Apache-2.0
/*
 * What the user names as a mirror, and paths below it.
 */
#ifndef ZOO_FETCH_MIRROR_H
#define ZOO_FETCH_MIRROR_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/fetch/source.h"

#include <stdbool.h>

// No empty segment, no "." and "..", no backslash or control byte: it stays where it starts.
bool mirror_path_stays_below(const char *path);

// As it stands in a URL: everything but RFC 3986's unreserved characters and "/" as %XX.
const char *mirror_escape(const char *path, struct arena *keep);

// The source of `path` at a mirror; STATUS_USAGE if that is no mirror.
bool mirror_source(struct source *out, const char *mirror, const char *path, struct arena *keep,
	struct status *st);

#endif
