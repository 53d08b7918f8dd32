// SPDX-License-Identifier: Apache-2.0
/*
 * A system call said that we may not: which directory shuts whom out, and what to do.
 */
#ifndef ZOO_STORE_DENIED_H
#define ZOO_STORE_DENIED_H

#include "engine/base/status.h"

#include <stdbool.h>

/*
 * The hint for `error` of a call on that path of the store, or on one that leads to it: for
 * EACCES and EPERM user, directory, its owner and mode; for EROFS that.  None for any other.
 * The path is only looked at, so links in it are followed.  Returns false, as status_hint().
 */
bool denied_hint(const char *path, int error, struct status *st);

#endif
