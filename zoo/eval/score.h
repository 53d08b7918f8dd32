// SPDX-License-Identifier: Apache-2.0
/*
 * From outputs to figures: predictions, counts, intervals.
 */
#ifndef ZOO_EVAL_SCORE_H
#define ZOO_EVAL_SCORE_H

#include "engine/model.h"

#include <stdint.h>

/*
 * Index of the largest of the tensor's elements (int8, uint8, int16, int32 or float32);
 * the first of equals wins, as in numpy.argmax and tf.argmax.  A NaN never wins.
 */
int score_argmax(const struct tensor *tensor, const void *elements);

/*
 * How many elements come before `target` when they are sorted, largest first: those larger,
 * and the equal ones at lower indices.  0: it is what score_argmax() gives.
 */
int score_rank(const struct tensor *tensor, const void *elements, int target);

/*
 * The 95 % Wilson score interval of `correct_count` out of `sample_count` (at least 1):
 * E. B. Wilson, J. Am. Stat. Assoc. 22 (1927), p. 209.
 */
void score_wilson95(double out[2], int64_t correct_count, int64_t sample_count);

#endif
