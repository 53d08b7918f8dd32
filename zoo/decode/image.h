// SPDX-License-Identifier: Apache-2.0
/*
 * A .jpg, .png or .bmp file, told by its content, to pixels of 8 bits each in red, green
 * and blue.  Values are those in the file: no gamma, no colour profile, no rotation.
 *
 * Grey becomes three equal channels.  Of 16 bits the upper 8 count.  Transparency is
 * dropped: a pixel has the colour that is stored for it, however transparent, which is
 * what TensorFlow's decoders for three channels and Pillow's convert("RGB") do.
 */
#ifndef ZOO_DECODE_IMAGE_H
#define ZOO_DECODE_IMAGE_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stdint.h>

// More is not decoded, so that a small file cannot ask for all memory.
enum { IMAGE_MAX_PIXELS = 32 * 1024 * 1024, IMAGE_MAX_SIDE = 65500 };

/*
 * How a JPEG's blocks are transformed; values differ by a few steps.  IFAST is
 * TensorFlow's default (tensorflow/tensorflow:tensorflow/core/kernels/decode_image_op.cc),
 * ISLOW that of libjpeg and so of Pillow.
 */
enum image_dct { IMAGE_DCT_IFAST, IMAGE_DCT_ISLOW };

struct image {
	int width, height;           // at least 1
	const unsigned char *pixels; // [row][column][red, green, blue], the top row first
};

/*
 * STATUS_FORMAT, with `name` in front, if it is something else, too large, cut off, or
 * damaged as far as the format lets it be seen.
 */
bool image_decode(struct image *out, struct bytes file, enum image_dct dct, const char *name,
	struct arena *keep, struct status *st);

#endif
