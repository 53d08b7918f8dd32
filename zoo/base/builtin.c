// SPDX-License-Identifier: Apache-2.0
/*
 * There are so few files that a loop finds one soon enough.
 */
#include "zoo/builtin.h"

#include <stddef.h>
#include <string.h>

struct bytes builtin_find(const char *path)
{
	for (int i = 0; i < builtin_file_count; i++) {
		const struct builtin_file *file = &builtin_files[i];
		if (strcmp(file->path, path) == 0)
			return (struct bytes){file->begin, (size_t)(file->end - file->begin)};
	}
	return (struct bytes){NULL, 0};
}
