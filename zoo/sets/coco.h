// SPDX-License-Identifier: Apache-2.0
/*
 * Which pictures of COCO there are, and how much of each a person fills: from a file of
 * object annotations (instances_val2014.json and the like), read in one pass whatever the
 * order of its lists.
 *
 * Of each image id, file_name, width, height and coco_url count; of each annotation id,
 * image_id, category_id and area (that of the segmentation, not of the box); of each
 * category id and name.  Crowds count like everybody else.  All else is passed over.
 *
 * What is missing, of the wrong type, doubled, out of range, or speaks of an image that is
 * not on the list is STATUS_FORMAT, with the file, the byte or the id, what was expected
 * and what was found, whichever category it is of.  (Format: cocodataset/cocoapi:
 * PythonAPI/pycocotools/coco.py.)
 *
 * Memory: some 100 bytes an image and 40 an annotation, in `keep` only the images.
 */
#ifndef ZOO_SETS_COCO_H
#define ZOO_SETS_COCO_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/datasets/source.h"

#include <stdint.h>

enum { COCO_MAX_RECORDS = 2 * 1000 * 1000 }; // images, or annotations

struct coco_image {
	int64_t id;
	int64_t byte;          // of the file, where its record ends
	const char *file_name; // "COCO_val2014_000000000042.jpg"
	const char *folder;    // that coco_url puts it in: "val2014"; NULL: no coco_url
	int32_t width, height; // at least 1
	double person_share;   // the largest area of a person / (width x height); 0: nobody
};

struct coco {
	struct coco_image *images; // sorted by id
	int64_t image_count;
	int64_t annotation_count;
	int64_t person_id; // of the category named "person"; 1 if there is no list of categories
};

// `path`: of a listed file.
bool coco_read(struct coco *out, const struct dataset_source *source, const char *path,
	struct arena *keep, struct status *st);

// NULL if there is no image of that id.
struct coco_image *coco_find(const struct coco *coco, int64_t id);

#endif
