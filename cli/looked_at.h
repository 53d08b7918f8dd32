// SPDX-License-Identifier: Apache-2.0
/*
 * Where something was looked for, told in one line instead of every name in every directory.
 */
#ifndef CLI_LOOKED_AT_H
#define CLI_LOOKED_AT_H

#include "engine/base/arena.h"

// "test.tar and 4 other names in /data, /srv and ."; `paths`: NULL behind the last.
const char *looked_at_text(struct arena *keep, const char *const *paths);

#endif
