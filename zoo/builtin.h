// SPDX-License-Identifier: Apache-2.0
/*
 * The files that travel inside the program: cards, label lists, manual pages and the
 * demo model, each under its path in the source tree ("metadata/mobilenet-v2.yaml").
 */
#ifndef ZOO_BUILTIN_H
#define ZOO_BUILTIN_H

#include "engine/base/bytes.h"

struct builtin_file {
	const char *path;
	const unsigned char *begin; // at a multiple of 64 bytes
	const unsigned char *end;   // a zero byte stands there
};

extern const struct builtin_file builtin_files[]; // sorted by path
extern const int builtin_file_count;

// The content of the file of that path; data is NULL if there is none.
struct bytes builtin_find(const char *path);

#endif
