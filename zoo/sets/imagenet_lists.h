// SPDX-License-Identifier: Apache-2.0
/*
 * Lists of labels that lie around with the validation images of ILSVRC 2012.  Many are in
 * use: WordNet ids; numbers in the order of WordNet ids, from 0 or from 1; numbers in the
 * order of the development kit; with the images' names in front, or one a line for all of
 * them.  They are not needed, as the labels are known, but held against what is known: a
 * list that disagrees shows that something is not what it seems.
 */
#ifndef ZOO_SETS_IMAGENET_LISTS_H
#define ZOO_SETS_IMAGENET_LISTS_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "zoo/sets/imagenet_truth.h"

#include <stdbool.h>
#include <stdint.h>

enum { IMAGENET_LIST_MAX_NBYTES = 8 * 1024 * 1024, IMAGENET_MAX_LABEL = 1000 };

struct imagenet_list {
	const char *name; // for messages
	int64_t label_count;
	// By the number of the image, 0 to IMAGENET_MAX_LABEL, as they stand there; -1: the
	// image is not on the list.  NULL if there are ids, or no labels at all.
	const int16_t *numbers;
	// One of these is set, a line each: what kind of list it is, and that it agrees; or what
	// is wrong with it first.
	const char *note, *fault;
};

// Whether a path ends in a name by which such lists go: "val.txt".
bool imagenet_list_is(const char *path);

void imagenet_list_check(struct imagenet_list *out, struct bytes text, const char *name,
	const struct imagenet_truth *truth, struct arena *keep);

#endif
