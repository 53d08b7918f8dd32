// SPDX-License-Identifier: Apache-2.0
/*
 * Colour to grey.
 */
#ifndef ZOO_FEATURES_COLOUR_H
#define ZOO_FEATURES_COLOUR_H

#include <stddef.h>

/*
 * grey = (uint32)(0.299 red + 0.587 green + 0.114 blue), at most 255, in float32 from left
 * to right and then cut, as source/application/api/common/source/ImageUtils.cc of Arm's ML
 * embedded evaluation kit has it.  rgb[count][3], of 0 to 255, to whole numbers.
 */
void colour_grey(float *out, const float *rgb, size_t count);

#endif
