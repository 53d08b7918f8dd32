// SPDX-License-Identifier: Apache-2.0
/*
 * COCO's list held against the pictures that are there.
 */
#ifndef ZOO_SETS_COCO_MATCH_H
#define ZOO_SETS_COCO_MATCH_H

#include "engine/base/arena.h"
#include "zoo/sets/coco.h"
#include "zoo/sets/coco_origin.h"
#include "zoo/datasets/faults.h"
#include "zoo/sets/minival.h"
#include "zoo/sets/pictures.h"

#include <stdbool.h>
#include <stdint.h>

// An image whose picture is there.
struct coco_match {
	const struct coco_image *image;
	const struct listed_file *file;
};

struct coco_matches {
	struct coco_match *found; // sorted by path
	int64_t found_count;
	int64_t wanted_count;   // listed, and of the split as far as is known
	int64_t left_out_count; // listed, but certainly not of the split
	int64_t renamed_count;  // found under their names of the other year
	int64_t moved_count;    // found, in a folder of another part than coco_url says
	int64_t origin_counts[COCO_ORIGIN_COUNT]; // of those found
	int64_t certain_count;  // of those found, that are of val2014 beyond doubt
	int64_t minival_count;  // of those, that only the minival list vouches for
	int64_t unlisted_count; // pictures of no image on the list
	const char *first_unlisted;
};

/*
 * The images of val2014 or, if `minival_only`, those of the minival list.  What is missing
 * or odd about single images goes into `faults`; results into `scratch`.
 */
void coco_match(struct coco_matches *out, const struct coco *coco, struct pictures *pictures,
	const struct minival *minival, bool minival_only, struct dataset_faults *faults,
	struct arena *scratch);

#endif
