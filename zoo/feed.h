// SPDX-License-Identifier: Apache-2.0
/*
 * Arrays in .npy files as a model's inputs.
 *
 * An array holds elements of the tensor's own type.  Its shape is the tensor's; or the
 * tensor's behind one more dimension, or with another number in place of a leading 1, or
 * without that 1: then it may hold several inputs.  Real numbers (float32) for a tensor of
 * codes are refused, unless they are to be encoded: as TFLite's QUANTIZE operator does, to
 * nearest, clamped to the codes' range.
 */
#ifndef ZOO_FEED_H
#define ZOO_FEED_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "engine/model.h"

#include <stdbool.h>
#include <stdint.h>

struct feed;

/*
 * Read the array at `path` for `tensor`.  One that does not suit is STATUS_FORMAT, with a
 * hint if --quantise would do, which is what `encode` stands for.
 */
bool feed_open(struct feed **out, const char *path, const struct tensor *tensor, bool encode,
	struct arena *keep, struct status *st);

// How many inputs it holds, at least 1.
int64_t feed_count(const struct feed *feed);

/*
 * The i-th input, to tensor->nbytes bytes at `elements`.  `clamped_count` is raised by the
 * number of real numbers that lie more than half a step beyond the codes' range.  A number
 * that is none has no code: STATUS_FORMAT.
 */
bool feed_take(const struct feed *feed, int64_t i, void *elements, int64_t *clamped_count,
	struct status *st);

#endif
