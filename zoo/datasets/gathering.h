// SPDX-License-Identifier: Apache-2.0
/*
 * Samples picked by name out of what is listed, for sets whose list is more than "all that
 * is in these folders".  Paths here are below the set's base.
 */
#ifndef ZOO_DATASETS_GATHERING_H
#define ZOO_DATASETS_GATHERING_H

#include "zoo/dataset.h"
#include "zoo/datasets/faults.h"
#include "zoo/datasets/listing.h"

struct gathering {
	struct dataset *set; // its base and class_count are known
	const struct listing *listing;
	struct arena *keep;           // of what the set holds
	struct arena *scratch;        // of the rest
	int64_t *class_counts;        // of what is gathered, one for each class
	int64_t sample_nbytes;        // every file has this size; 0: they differ
	struct dataset_faults single; // about one file each

	struct dataset_sample *samples; // none, to begin with
	int64_t capacity;
};

// Number of the first listed file whose path is not below `path`, in byte order.
int64_t gathering_first(const struct gathering *gathering, const char *path);

// The path of that file if it begins with `prefix`, else NULL.
const char *gathering_path(const struct gathering *gathering, int64_t index, const char *prefix);

bool gathering_has_folder(const struct gathering *gathering, const char *folder);

void gathering_add(struct gathering *gathering, struct dataset_sample sample);

// The file of that path; false if there is none.  A wrong size is a fault, not a reason.
bool gathering_take_file(struct gathering *gathering, const char *path, int class_index);

// Every file right in that folder that has the suffix.
void gathering_take_folder(
	struct gathering *gathering, const char *folder, const char *suffix, int class_index);

// Put the samples in order into the set.
void gathering_finish(struct gathering *gathering);

#endif
