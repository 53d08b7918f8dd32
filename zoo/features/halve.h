// SPDX-License-Identifier: Apache-2.0
/*
 * A picture to one of half its height and width.
 */
#ifndef ZOO_FEATURES_HALVE_H
#define ZOO_FEATURES_HALVE_H

enum halve {
	HALVE_MEAN, // of each 2x2 block: bilinear, with half-pixel centres
	HALVE_SKIP  // every second row and column, from the first: bilinear without them
};

/*
 * Where an element of a picture lies: at first[row * row_stride + column * column_stride].
 * Strides turned round are the picture transposed.
 */
struct picture {
	const double *first;
	int row_count, column_count; // even
	int row_stride, column_stride;
};

// To out[row_count / 2][column_count / 2].
void halve_picture(double *out, const struct picture *picture, enum halve how);

#endif
