// SPDX-License-Identifier: Apache-2.0
/*
 * What to examine: files told apart by content and name, and folders walked.
 */
#ifndef ZOO_LINT_SORT_H
#define ZOO_LINT_SORT_H

#include "engine/base/arena.h"
#include "engine/base/status.h"

#include <stdbool.h>

enum input {
	INPUT_OTHER, // of no kind that is examined
	INPUT_CARD,
	INPUT_DEFINITION,
	INPUT_README,
	INPUT_SCRIPT,
	INPUT_LABELS,
	INPUT_MODEL,
	INPUT_VECTOR
};

struct input_file {
	const char *path;
	enum input input;
	bool is_named; // given by its own name, and not found in a folder
};

// So much is taken from folders, and no more: files to be examined, all files, and levels.
enum { SORT_MAX_FILES = 5000, SORT_MAX_OTHERS = 1000000, SORT_MAX_DEPTH = 32 };

struct inputs {
	struct input_file *files; // in the order given, those of a folder in byte order
	int count, room;
	int other_count; // in folders, of no kind that is examined
	struct arena *keep;
};

/*
 * STATUS_USAGE for a file that is given by name and is of no kind, STATUS_IO for a folder that
 * cannot be read, STATUS_FORMAT beyond the limits.  A named file that cannot be opened is
 * taken by its name, and found unreadable later.
 */
bool inputs_collect(
	struct inputs *out, const char *const *paths, struct arena *keep, struct status *st);

#endif
