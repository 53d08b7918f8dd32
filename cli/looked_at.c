// SPDX-License-Identifier: Apache-2.0
/*
 * The paths are every name in the first directory, then every name in the second, and so on.
 */
#include "cli/looked_at.h"

#include "cli/text.h"

#include <stdbool.h>
#include <string.h>

static size_t directory_length(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? (size_t)(slash - path) : 0;
}

static bool same_directory(const char *a, const char *b)
{
	size_t length = directory_length(a);
	return length == directory_length(b) && memcmp(a, b, length) == 0;
}

const char *looked_at_text(struct arena *keep, const char *const *paths)
{
	const char *directories = "";
	int name_count = 0;
	for (int i = 0; paths[i]; i++) {
		name_count += same_directory(paths[i], paths[0]);
		if (i > 0 && same_directory(paths[i], paths[i - 1]))
			continue;
		directories = arena_printf(keep, "%s%s%.*s", directories, i ? ", " : "",
			(int)directory_length(paths[i]), paths[i]);
	}
	if (name_count == 0)
		return "nowhere";
	const char *name = paths[0] + directory_length(paths[0]) + 1;
	const char *others = name_count == 1 ? ""
			     : name_count == 2
				     ? " and another name"
				     : arena_printf(keep, " and %d other names", name_count - 1);
	return text_printable(keep, arena_printf(keep, "%s%s in %s", name, others, directories));
}
