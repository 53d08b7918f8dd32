// SPDX-License-Identifier: Apache-2.0
/*
 * Opening a path that must not lead out of a directory: openat2(2) with RESOLVE_BENEATH and
 * RESOLVE_NO_MAGICLINKS, or the same step by step where the kernel, or a filter of system
 * calls, does not have it.
 */
#ifndef ENGINE_BASE_RESOLVE_H
#define ENGINE_BASE_RESOLVE_H

#include <sys/types.h>

enum resolve_links {
	RESOLVE_LINKS_NONE,  // a link anywhere in the path is ELOOP
	RESOLVE_LINKS_WITHIN // followed while it stays beneath, else EXDEV; step by step, ELOOP
};

/*
 * Open `path` below the directory that `root` has open; -1 and errno.  O_CLOEXEC is added,
 * and O_NOFOLLOW without links.
 */
int resolve_open(int root, const char *path, int flags, mode_t mode, enum resolve_links links);

/*
 * The same below `directory`, which is opened for it; without links it must be none itself
 * (ENOTDIR).
 */
int resolve_open_in(const char *directory, const char *path, int flags, enum resolve_links links);

#endif
