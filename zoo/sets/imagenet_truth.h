// SPDX-License-Identifier: Apache-2.0
/*
 * What is known of ILSVRC 2012's validation images without having them: how they are
 * called, and what each shows.  Kept in metadata/lists/imagenet2012_validation.txt, which
 * says where it comes from.
 */
#ifndef ZOO_SETS_IMAGENET_TRUTH_H
#define ZOO_SETS_IMAGENET_TRUTH_H

#include "engine/base/arena.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IMAGENET_CLASS_COUNT = 1000, IMAGENET_IMAGE_COUNT = 50000 };

struct imagenet_truth {
	const char *ids[IMAGENET_CLASS_COUNT]; // WordNet ids, in rising order: "n01440764"
	// Places in `ids`, by the number of the image, 1 to IMAGENET_IMAGE_COUNT.
	int16_t class_of[IMAGENET_IMAGE_COUNT + 1];
};

bool imagenet_truth_read(const struct imagenet_truth **out, struct arena *keep, struct status *st);

// The class whose id that is, -1 if none is.
int imagenet_class_of_id(const struct imagenet_truth *truth, const char *id, size_t length);

struct imagenet_name {
	int number;      // 1 to IMAGENET_IMAGE_COUNT; 0: no validation image is called so
	int class_index; // that the name says; -1: it says none
};

/*
 * A file name without folders, in upper or lower case, with or without a suffix for pictures:
 * "ILSVRC2012_val_00000001.JPEG", "ilsvrc2012_val_00000001.jpg",
 * "ILSVRC2012_val_00000001_n01751748.JPEG".
 */
struct imagenet_name imagenet_name_of(
	const struct imagenet_truth *truth, const char *name, size_t length);

#endif
