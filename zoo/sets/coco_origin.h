// SPDX-License-Identifier: Apache-2.0
/*
 * To which part of COCO an image belongs, as far as names tell.
 *
 * Since 2017 COCO publishes the same images under other names, 000000000042.jpg for
 * COCO_val2014_000000000042.jpg, and in other parts: val2017 is a part of val2014, and
 * train2017 is train2014 and the rest of val2014 (facebookresearch/maskrcnn-benchmark#373;
 * cocodataset.org as quoted in AlexeyAB/darknet#4643: "the same exact images are used").
 * So an image of train2017 may be of either part, and only the lists of 2014 say of which.
 */
#ifndef ZOO_SETS_COCO_ORIGIN_H
#define ZOO_SETS_COCO_ORIGIN_H

#include "zoo/sets/coco.h"

enum coco_origin {
	COCO_VAL2014,
	COCO_VAL2017,   // and so of val2014
	COCO_TRAIN2017, // of val2014 or of train2014
	COCO_ELSEWHERE, // of train2014, or of a test part
	COCO_UNKNOWN,
	COCO_ORIGIN_COUNT
};

/*
 * Of an image, whose file here is called `name` (may be NULL) and lies in `folder` (may be
 * NULL): the names of 2014 say it; else coco_url does; else the folder.
 */
enum coco_origin coco_origin_of(
	const struct coco_image *image, const char *name, const char *folder);

// What the name of a folder says: "val2017"; NULL is allowed.
enum coco_origin coco_origin_of_folder(const char *folder);

enum { COCO_NAME_NBYTES = 64, COCO_OTHER_NAMES = 2 };

/*
 * Other names of the same image: of 2017 for one of 2014 and the other way round.  How many
 * there are.
 */
int coco_other_names(char out[COCO_OTHER_NAMES][COCO_NAME_NBYTES], const char *name);

#endif
