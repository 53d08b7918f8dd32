// SPDX-License-Identifier: Apache-2.0
/*
 * openat2(2) with RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS and RESOLVE_NO_MAGICLINKS, or the same
 * step by step where the kernel, or a filter of system calls, does not have it.
 */
#ifndef ZOO_STORE_RESOLVE_H
#define ZOO_STORE_RESOLVE_H

#include <sys/types.h>

/*
 * Open `path` below `root`; -1 and errno.  A link anywhere in it is ELOOP.  O_CLOEXEC and
 * O_NOFOLLOW are added.
 */
int resolve_open(int root, const char *path, int flags, mode_t mode);

#endif
