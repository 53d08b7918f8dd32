// SPDX-License-Identifier: Apache-2.0
/*
 * The 8,059 images of COCO that Google's detectors and pyvww are validated on, all of them
 * images of val2014.  The list is tensorflow/models@245f66dd:
 * research/object_detection/data/mscoco_minival_ids.txt, byte for byte; it has the SHA-1 of
 * Mxbonn/visualwakewords@5e8ab18:scripts/mscoco_minival_ids.txt.
 */
#ifndef ZOO_SETS_MINIVAL_H
#define ZOO_SETS_MINIVAL_H

#include "engine/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { MINIVAL_COUNT = 8059 };

// The ids of the images in rising order, in `keep`.
const int64_t *minival_ids(struct arena *keep);

bool minival_has(const int64_t *ids, int64_t id);

#endif
