// SPDX-License-Identifier: Apache-2.0
/*
 * Whole folders: copied, removed, put into words.  Links are never followed.
 */
#ifndef TESTS_TORTURE_TREE_H
#define TESTS_TORTURE_TREE_H

#include "zoo/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

enum { PATH_NBYTES = 4096 };

// Everything here ends this program with status 3 if it cannot be done.
void tree_remove(const char *path); // no such folder: nothing to do
void tree_copy(const char *to, const char *from);
void tree_make(const char *path); // a folder and those above it

/*
 * Called for each entry below a folder, in byte order of the paths, a folder before what is in
 * it.  `path` is below the folder, `full` can be opened.
 */
typedef void tree_visit(void *context, const char *path, const char *full, const struct stat *info);
void tree_walk(const char *top, tree_visit *visit, void *context);

// SHA-256 of a regular file; false if it cannot be read.
bool tree_hash_file(char hex[SHA256_HEX_NBYTES], const char *path);

/*
 * SHA-256 over kind, mode, name and content of every entry, `skip` (top-level names, NULL
 * behind the last; may be NULL) left out.  Two folders with the same hold the same.
 */
void tree_hash(char hex[SHA256_HEX_NBYTES], const char *path, const char *const *skip);

#endif
