// SPDX-License-Identifier: Apache-2.0
/*
 * Directories in order of preference, and in each the set's usual names in theirs.
 */
#include "zoo/dataset.h"

#include "engine/base/words.h"

#include <sys/stat.h>

const char *dataset_locate(const struct dataset_kind *kind, const char *data_directory,
	const char *home, const char *const **looked_at, struct arena *keep)
{
	const char *directories[] = {
		data_directory, home ? arena_printf(keep, "%s/datasets", home) : NULL,
		ZOO_PREFIX "/share/zoo/datasets",
		".", // last: what merely lies around never hides a set that was put in its place
	};
	enum { DIRECTORY_COUNT = sizeof(directories) / sizeof(directories[0]) };
	int name_count = words_count(kind->usual_names);

	const char **tried = arena_array(keep, const char *, DIRECTORY_COUNT *name_count + 1);
	const char *found = NULL;
	int count = 0;
	for (int d = 0; d < DIRECTORY_COUNT && !found; d++) {
		for (int n = 0; directories[d] && n < name_count && !found; n++) {
			const char *path =
				arena_printf(keep, "%s/%s", directories[d], kind->usual_names[n]);
			struct stat info;
			tried[count++] = path;
			if (stat(path, &info) == 0 &&
				(S_ISDIR(info.st_mode) || S_ISREG(info.st_mode)))
				found = path;
		}
	}
	if (looked_at)
		*looked_at = tried;
	return found;
}
