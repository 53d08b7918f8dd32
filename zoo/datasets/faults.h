// SPDX-License-Identifier: Apache-2.0
/*
 * The lines that say why a set is not complete, most telling first: what it seems to be
 * instead, classes whose count is wrong, folders that do not belong, single files.
 */
#ifndef ZOO_DATASETS_FAULTS_H
#define ZOO_DATASETS_FAULTS_H

#include "engine/base/arena.h"
#include "zoo/dataset.h"

#include <stdint.h>

// After so many lines of one sort only their number is told.
enum { DATASET_MAX_FAULTS = 20 };

struct dataset_stray {
	const char *folder; // not a class; "" for the set's own
	int64_t sample_count;
	struct dataset_stray *next;
};

struct dataset_faults {
	const struct dataset_kind *kind;
	struct arena *keep;    // of the lines
	struct arena *scratch; // of the rest
	const char *lines[DATASET_MAX_FAULTS];
	int64_t line_count; // may be more than there is room for
	struct dataset_stray *strays;
};

// Something about a single file.
__attribute__((format(printf, 2, 3))) void dataset_faults_add(
	struct dataset_faults *faults, const char *format, ...);

// A sample that is in no class's folder.
void dataset_faults_stray(struct dataset_faults *faults, const char *path);

// All lines, NULL behind the last; class_counts[class]: samples found.
const char *const *dataset_faults_finish(
	struct dataset_faults *faults, const int64_t *class_counts);

#endif
