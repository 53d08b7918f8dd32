// SPDX-License-Identifier: Apache-2.0
/*
 * The lines that say why a set is not complete.  There may be tens of thousands of faults:
 * the first few are kept, and how many more there are.
 */
#ifndef ZOO_DATASETS_FAULTS_H
#define ZOO_DATASETS_FAULTS_H

#include "engine/base/arena.h"
#include "zoo/dataset.h"

#include <stdint.h>

// So many lines are kept; after them only their number is told.
enum { DATASET_MAX_FAULTS = 20 };

struct dataset_faults {
	struct arena *keep; // of the lines
	const char *lines[DATASET_MAX_FAULTS];
	int64_t line_count; // may be more than there is room for
};

// One printable line.
__attribute__((format(printf, 2, 3))) void dataset_faults_add(
	struct dataset_faults *faults, const char *format, ...);

// A line for each class that has not as many samples as it should; `noun` as in dataset_kind.
void dataset_faults_add_counts(struct dataset_faults *faults, const struct dataset_class *classes,
	int class_count, const int64_t *counts, const char *noun);

/*
 * What goes into dataset->faults: the lines of `general`, which tell most, then those of
 * `single` (may be NULL), then "and N more"; NULL behind the last.
 */
const char *const *dataset_faults_finish(
	const struct dataset_faults *general, const struct dataset_faults *single);

#endif
