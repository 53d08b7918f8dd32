// SPDX-License-Identifier: Apache-2.0
/*
 * A picture of any size to the size of a model's input: which part of it, how it is made
 * smaller, and whether it goes through a size in between.  One pipeline for all protocols
 * that look at pictures.
 */
#ifndef ZOO_FEATURES_FIT_H
#define ZOO_FEATURES_FIT_H

#include "engine/base/arena.h"
#include "zoo/features/resize.h"

enum fit_crop {
	FIT_WHOLE, // everything, squashed into shape
	/*
	 * The whole picture is resized so that its short side becomes the larger side of the
	 * output, and the middle is cut out of that: scripts/py/gen_rgb_cpp.py of Arm's ML
	 * embedded evaluation kit.  The sizes are (int)(side x ratio) in double, so that the
	 * short side is one less than asked for if the product falls below; what lacks is
	 * black, as there.
	 */
	FIT_CENTRE,
	// These are cut out first and then resized.
	FIT_SIDES_875,  // the middle 87.5 % of both sides
	FIT_SQUARE_875, // the middle square, 87.5 % of the short side
	FIT_SQUARE_TPU  // the middle square, size / (size + 32) of the short side
};

enum fit_resize {
	FIT_SMOOTH,   // resize_smooth()
	FIT_BILINEAR, // resize_bilinear() on half-pixel centres
	FIT_LEGACY    // resize_bilinear() from the corner
};

struct fit {
	enum fit_crop crop;
	enum fit_resize resize;
	int width, height; // of the output
	int via;           // side of the square that is made first; 0: none
	/*
	 * What a pixel counts: real[pixel].  FIT_SMOOTH works on pixels and looks its result
	 * up, the others interpolate between looked-up numbers, in float32.
	 */
	float real[256];
};

// real[pixel] = pixel, pixel / 127.5 - 1, pixel x (1 / 255); each step in float32.
void fit_real_as_is(float real[256]);
void fit_real_signed(float real[256]);
void fit_real_unit(float real[256]);

/*
 * [height][width][3], in `scratch`, for the caller to change and to release.  Any thread.
 */
float *fit_run(const struct fit *fit, struct picture8 in, struct arena *scratch);

#endif
