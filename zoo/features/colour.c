// SPDX-License-Identifier: Apache-2.0
/*
 * The compiler may not fuse these steps (-ffp-contract=off): greys are cut, so one bit of
 * a sum can be a step of a grey.
 */
#include "zoo/features/colour.h"

#include <stdint.h>

void colour_grey(float *out, const float *rgb, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		float grey =
			0.299F * rgb[3 * i] + 0.587F * rgb[3 * i + 1] + 0.114F * rgb[3 * i + 2];
		uint32_t whole = (uint32_t)grey;
		out[i] = (float)(whole < 255 ? whole : 255);
	}
}
