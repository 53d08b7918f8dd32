// SPDX-License-Identifier: Apache-2.0
/*
 * Parts of pictures, with the rounding of the programs that cut them; nothing is copied.
 */
#ifndef ZOO_FEATURES_CROP_H
#define ZOO_FEATURES_CROP_H

#include "zoo/features/resize.h"

/*
 * The centre, with `share` of both sides; at least one pixel: tf.image.central_crop
 * (tensorflow/tensorflow:tensorflow/python/ops/image_ops_impl.py), which takes
 * (int)((side - side share) / 2) away from each end.
 */
struct picture8 crop_centre_share(struct picture8 in, double share);

/*
 * The square in the centre, with a side of (int)(share short side) in float32, at least 1;
 * an odd rest is larger above and on the left, as in tensorflow/tpu:
 * models/official/efficientnet/preprocessing.py.
 */
struct picture8 crop_centre_square(struct picture8 in, double share);

/*
 * Where a window of `size` begins in the middle of `length`: at (length - size) / 2, a half
 * to the even side, as Pillow's Image.crop() does with coordinates that are no whole
 * numbers.  Negative if the window is the larger.
 */
int crop_centre_begin(int length, int size);

#endif
