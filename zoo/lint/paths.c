// SPDX-License-Identifier: Apache-2.0
/*
 * libgen's functions change what they are given or not, as it suits the system; these do not.
 */
#include "zoo/lint/paths.h"

#include <string.h>

const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

const char *folder_of(const char *path, struct arena *keep)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(keep, path, (size_t)(slash - path));
}

const char *home_of(const char *folder)
{
	const char *home = "";
	for (const char *at = folder; (at = strstr(at, "models/")); at++)
		if (at == folder || at[-1] == '/')
			home = at;
	return home;
}
