// SPDX-License-Identifier: Apache-2.0
/*
 * Nothing is ever unpacked to such a path here; but it is shown, and compared with paths
 * that a set knows.
 */
#include "zoo/decode/archive_path.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static bool has_control_byte(const char *path)
{
	for (; *path; path++)
		if ((unsigned char)*path < 0x20 || *path == 0x7f)
			return true;
	return false;
}

static bool has_dotdot(const char *path)
{
	while (path) {
		if (path[0] == '.' && path[1] == '.' && (path[2] == '/' || path[2] == '\0'))
			return true;
		path = strchr(path, '/');
		path = path ? path + 1 : NULL;
	}
	return false;
}

const char *archive_path_within(const char *path)
{
	if (*path == '/' || has_dotdot(path) || has_control_byte(path))
		return NULL;
	while (path[0] == '.' && path[1] == '/')
		for (path += 2; *path == '/';)
			path++;
	return path;
}
