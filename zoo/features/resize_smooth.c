// SPDX-License-Identifier: Apache-2.0
/*
 * Antialiased resizing in Pillow's fixed point.  Weights are computed in double, made to
 * add up to 1, and rounded to 22 bits; sums start at a half and are cut.  All weights are
 * positive and add up to 1 within a few steps, so a sum leaves 8 bits by so little that
 * only the upper bound matters.
 */
#include "zoo/features/resize.h"

#include <math.h>
#include <stdint.h>

enum { FRACTION_BITS = 32 - 8 - 2, ONE = 1 << FRACTION_BITS, HALF = ONE / 2 };

struct window {
	int begin, count; // input pixels that an output pixel is made of
	const int32_t *weights;
};

static double triangle(double x)
{
	x = fabs(x);
	return x < 1 ? 1 - x : 0;
}

// Of outputs first to first + count - 1.  A side that stays as long as it is needs no case
// of its own: all weight is on one pixel.
static struct window *make_windows(
	int first, int count, int out_count, int in_count, struct arena *scratch)
{
	double scale = (double)in_count / out_count;
	double width = scale < 1 ? 1 : scale; // of half the triangle
	int most = (int)ceil(width) * 2 + 1;
	struct window *windows = arena_array(scratch, struct window, count);
	int32_t *weights = arena_array(scratch, int32_t, (size_t)count * (size_t)most);
	double *exact = arena_array(scratch, double, most);
	for (int i = 0; i < count; i++, weights += most) {
		double centre = (first + i + 0.5) * scale, sum = 0, stretch = 1 / width;
		int begin = (int)(centre - width + 0.5), end = (int)(centre + width + 0.5);
		begin = begin > 0 ? begin : 0;
		end = end < in_count ? end : in_count;
		for (int k = 0; k < end - begin; k++) {
			exact[k] = triangle((k + begin - centre + 0.5) * stretch);
			sum += exact[k];
		}
		for (int k = 0; k < end - begin; k++)
			weights[k] = (int32_t)(0.5 + exact[k] / sum * ONE);
		windows[i] = (struct window){begin, end - begin, weights};
	}
	return windows;
}

static unsigned char to_8bit(int32_t sum)
{
	int32_t value = sum >> FRACTION_BITS;
	return (unsigned char)(value < 255 ? value : 255);
}

static void narrow_row(
	unsigned char *out, int out_width, const unsigned char *in, const struct window *across)
{
	for (int x = 0; x < out_width; x++) {
		const unsigned char *pixel = in + (size_t)across[x].begin * PICTURE_CHANNELS;
		const int32_t *weights = across[x].weights;
		int32_t red = HALF, green = HALF, blue = HALF;
		for (int k = 0; k < across[x].count; k++, pixel += PICTURE_CHANNELS) {
			red += pixel[0] * weights[k];
			green += pixel[1] * weights[k];
			blue += pixel[2] * weights[k];
		}
		*out++ = to_8bit(red);
		*out++ = to_8bit(green);
		*out++ = to_8bit(blue);
	}
}

// Row by row, so that memory is read in order.  rows[row - first][row_count].
static void merge_rows(unsigned char *out, size_t row_count, const unsigned char *rows, int first,
	const struct window *window, int32_t *sums)
{
	for (size_t i = 0; i < row_count; i++)
		sums[i] = HALF;
	for (int k = 0; k < window->count; k++) {
		const unsigned char *row = rows + (size_t)(window->begin + k - first) * row_count;
		int32_t weight = window->weights[k];
		for (size_t i = 0; i < row_count; i++)
			sums[i] += row[i] * weight;
	}
	for (size_t i = 0; i < row_count; i++)
		out[i] = to_8bit(sums[i]);
}

void resize_smooth(
	unsigned char *out, struct resize_to to, struct picture8 in, struct arena *scratch)
{
	const struct window *across =
		make_windows(to.left, to.width, to.whole_width, in.width, scratch);
	const struct window *down =
		make_windows(to.top, to.height, to.whole_height, in.height, scratch);
	// Only the rows that the output is made of; windows begin and end in rising order.
	int first = down[0].begin, end = down[to.height - 1].begin + down[to.height - 1].count;
	size_t row_count = (size_t)to.width * PICTURE_CHANNELS;
	unsigned char *narrow =
		arena_array(scratch, unsigned char, row_count *(size_t)(end - first));
	for (int y = first; y < end; y++)
		narrow_row(narrow + (size_t)(y - first) * row_count, to.width,
			in.values + (size_t)y * in.row_count, across);
	int32_t *sums = arena_array(scratch, int32_t, row_count);
	for (int y = 0; y < to.height; y++)
		merge_rows(out + (size_t)y * row_count, row_count, narrow, first, &down[y], sums);
}
