// SPDX-License-Identifier: Apache-2.0
/*
 * Sets in which the folder is the label: BASE/CLASS/NAME, where BASE is empty or one folder.
 * A kind of that layout has dataset_list_folders as its `list` and a struct class_folders
 * as its `layout`.
 */
#ifndef ZOO_DATASETS_FOLDERS_H
#define ZOO_DATASETS_FOLDERS_H

#include "zoo/dataset.h"
#include "zoo/datasets/listing.h"

// Something else that people take for the set; known by a folder that the set does not have.
struct dataset_lookalike {
	const char *folder; // "backward"
	const char *about;  // "the whole Speech Commands v0.02, not its test set"
};

struct class_folders {
	const struct dataset_class *classes; // named like their folders
	int class_count;
	int64_t sample_nbytes;              // every sample has this size; 0: they differ
	const char *sample_suffix;          // ".wav": other files are not samples
	const char *const *ignored_folders; // may be there, too; NULL behind the last
	// Most telling first; NULL folder behind the last.
	const struct dataset_lookalike *lookalikes;
};

bool dataset_list_folders(
	struct dataset *set, struct dataset_source *source, struct arena *keep, struct status *st);

/*
 * The folder, "" or "name/", that holds most samples of these classes; false if there are
 * none.
 */
bool dataset_find_base(const char **out, const struct class_folders *folders,
	const struct listing *listing, struct arena *keep);

// Hidden files, and the "._" doubles that macOS packs: never samples.
bool dataset_path_is_hidden(const char *path);

#endif
