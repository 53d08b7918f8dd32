// SPDX-License-Identifier: Apache-2.0
/*
 * Pictures with and without a person, sorted into folders: BASE/person/ and
 * BASE/not_person/ (or non_person/), or BASE/1/ and BASE/0/, where BASE is empty or any
 * folder.
 */
#ifndef ZOO_SETS_PERSON_FOLDERS_H
#define ZOO_SETS_PERSON_FOLDERS_H

#include "engine/base/arena.h"
#include "zoo/dataset.h"
#include "zoo/datasets/faults.h"
#include "zoo/datasets/listing.h"

/*
 * The pictures of the BASE that holds most into the set's samples: class 0 without, class 1
 * with a person.  What is odd about single ones goes into `faults`.  False, and nothing
 * done, if there are no such folders.
 */
bool person_folders_take(struct dataset *set, const struct listing *listing,
	struct dataset_faults *faults, struct arena *keep);

#endif
