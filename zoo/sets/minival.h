// SPDX-License-Identifier: Apache-2.0
/*
 * The 8,059 images of COCO that Google's detectors and pyvww are validated on: a list of
 * ids, one a line, all of them images of val2014 (tensorflow/models:
 * research/object_detection/data/mscoco_minival_ids.txt; Mxbonn/visualwakewords:
 * scripts/create_coco_train_minival_split.py names that file as its own list's source).
 */
#ifndef ZOO_SETS_MINIVAL_H
#define ZOO_SETS_MINIVAL_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/datasets/source.h"

#include <stdbool.h>
#include <stdint.h>

enum { MINIVAL_COUNT = 8059 };

struct minival {
	const int64_t *ids; // MINIVAL_COUNT of them, rising; NULL: the list is not at hand
	const char *where;  // it was read from
};

/*
 * From a file mscoco_minival_ids.txt anywhere in the source, else from the one that travels
 * inside the program, if it does.  STATUS_FORMAT if it is not that list, byte by byte.
 */
bool minival_read(struct minival *out, const struct dataset_source *source, struct arena *keep,
	struct status *st);

bool minival_has(const struct minival *minival, int64_t id);

#endif
