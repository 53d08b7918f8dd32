// SPDX-License-Identifier: Apache-2.0
/*
 * The pinned list of the validation images of ILSVRC 2012, for tests that hold others
 * against it.
 */
#ifndef TESTS_UNIT_IMAGENET_PINNED_H
#define TESTS_UNIT_IMAGENET_PINNED_H

#include "zoo/sets/imagenet_truth.h"

#include <stdio.h>
#include <stdlib.h>

static const struct imagenet_truth *truth;

// Without it there is no test: the program ends.
static void pinned_begin(struct arena *keep)
{
	struct status st = {0};
	if (imagenet_truth_read(&truth, keep, &st))
		return;
	fprintf(stderr, "the pinned list: %s\n", st.message);
	exit(3);
}

#endif
