// SPDX-License-Identifier: Apache-2.0
/*
 * Pictures to another size.  Figures depend on how: each way below gives, bit for bit,
 * what its source computes.
 *
 * Pictures have three values a pixel, [row][column][3]; rows of an input may be further
 * apart than they are long, so that a part of a picture is one, too (crop.h).
 *
 * Tables of what each output is made of are made once a call, not once a pixel.  Any
 * thread may call; `scratch` is the caller's to release.
 */
#ifndef ZOO_FEATURES_RESIZE_H
#define ZOO_FEATURES_RESIZE_H

#include "engine/base/arena.h"

#include <stddef.h>

enum { PICTURE_CHANNELS = 3 };

// Pixels of 8 bits.
struct picture8 {
	int width, height; // at least 1
	size_t row_count;  // values from one row to the next: 3 x width, or more
	const unsigned char *values;
};

// A whole picture without gaps.
struct picture8 picture8_of(const unsigned char *values, int width, int height);

/*
 * What to make: a picture of the whole size, of which only a part is computed, so that the
 * middle of a very long one costs no more than it shows.
 */
struct resize_to {
	int whole_width, whole_height;
	int left, top, width, height; // the part: at least one pixel, within the whole
};

// All of it.
struct resize_to resize_to_all(int width, int height);

/*
 * Where an output pixel lies in the input, for a scale of input / output size:
 * HALF_PIXEL at (i + 0.5) scale - 0.5, as tf.image.resize has it;
 * CORNER at i scale, as tf.compat.v1.image.resize_bilinear does with align_corners off.
 */
enum resize_grid { RESIZE_HALF_PIXEL, RESIZE_CORNER };

/*
 * Bilinear between the four nearest pixels, however small the output (no antialiasing), in
 * float32, step by step as tensorflow/tensorflow:
 * tensorflow/core/kernels/resize_bilinear_op.cc.  A pixel's value is real[pixel], so that
 * what a protocol does before resizing is done to 256 numbers.
 *
 * out[to.height][to.width][3].
 */
void resize_bilinear(float *out, struct resize_to to, struct picture8 in, const float real[256],
	enum resize_grid grid, struct arena *scratch);

// The same for a picture of float32, in[in_height][in_width][3].
void resize_bilinear_float(float *out, struct resize_to to, const float *in, int in_width,
	int in_height, enum resize_grid grid, struct arena *scratch);

/*
 * Antialiased: a triangle as wide as the scale, in fixed point of 22 bits, rows first, then
 * columns, each rounded to 8 bits: Image.resize(size, Image.BILINEAR) of Pillow
 * (python-pillow/Pillow:src/libImaging/Resample.c) up to version 12; version 13 takes the
 * columns first where a picture loses more of its height (pull request 9549).
 *
 * out[to.height][to.width][3].
 */
void resize_smooth(
	unsigned char *out, struct resize_to to, struct picture8 in, struct arena *scratch);

#endif
