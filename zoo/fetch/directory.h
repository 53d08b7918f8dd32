// SPDX-License-Identifier: Apache-2.0
/*
 * A file beneath a directory that serves as a mirror.
 */
#ifndef ZOO_FETCH_DIRECTORY_H
#define ZOO_FETCH_DIRECTORY_H

/*
 * Open `path` beneath `directory` for reading.  Links are followed as long as they stay
 * beneath it; where the kernel cannot see to that (no openat2), none is.  -1 with errno set:
 * EXDEV or ELOOP for a link that is not followed.
 */
int directory_open(const char *directory, const char *path);

#endif
