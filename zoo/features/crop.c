// SPDX-License-Identifier: Apache-2.0
/*
 * A part of a picture is a picture whose rows are further apart.
 */
#include "zoo/features/crop.h"

#include <math.h>

// The `width` x `height` pixels from there on, which lie within the picture.
static struct picture8 part_of(struct picture8 in, int left, int top, int width, int height)
{
	return (struct picture8){.width = width,
		.height = height,
		.row_count = in.row_count,
		.values = in.values + (size_t)top * in.row_count + (size_t)left * PICTURE_CHANNELS};
}

static int centre_share_begin(int side, double share)
{
	int begin = (int)((side - side * share) / 2);
	return 2 * begin < side ? begin : (side - 1) / 2;
}

struct picture8 crop_centre_share(struct picture8 in, double share)
{
	int left = centre_share_begin(in.width, share), top = centre_share_begin(in.height, share);
	return part_of(in, left, top, in.width - 2 * left, in.height - 2 * top);
}

struct picture8 crop_centre_square(struct picture8 in, double share)
{
	int short_side = in.width < in.height ? in.width : in.height;
	int side = (int)((float)share * (float)short_side);
	side = side > 0 ? side : 1;
	return part_of(in, (in.width - side + 1) / 2, (in.height - side + 1) / 2, side, side);
}

int crop_centre_begin(int length, int size)
{
	return (int)nearbyint((length - size) / 2.0);
}
