// SPDX-License-Identifier: Apache-2.0
/*
 * Parts of paths, as they were given; nothing is looked up.
 */
#ifndef ZOO_LINT_PATHS_H
#define ZOO_LINT_PATHS_H

#include "engine/base/arena.h"

// "c.md" of "a/b/c.md"
const char *base_name(const char *path);

// "a/b" of "a/b/c.md"; "." for "c.md".
const char *folder_of(const char *path, struct arena *keep);

// The part of a folder from the last "models/" on, which is its place in ML-zoo; "" if none.
const char *home_of(const char *folder);

#endif
