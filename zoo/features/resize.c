// SPDX-License-Identifier: Apache-2.0
/*
 * Bilinear resizing in float32.  The source interpolates along both rows that an output
 * row lies between, and then between the results; an interpolated row is kept here for the
 * output rows that need it again, which changes no bit.
 */
#include "zoo/features/resize.h"

#include <math.h>

struct tap {
	int lower, upper; // of the two pixels: index of the first value
	float lerp;       // how far from the lower one to the upper one
};

struct picture8 picture8_of(const unsigned char *values, int width, int height)
{
	return (struct picture8){width, height, (size_t)width * PICTURE_CHANNELS, values};
}

struct resize_to resize_to_all(int width, int height)
{
	return (struct resize_to){width, height, 0, 0, width, height};
}

// Of outputs first to first + count - 1.
static const struct tap *make_taps(int first, int count, int out_count, int in_count,
	enum resize_grid grid, int stride, struct arena *scratch)
{
	struct tap *taps = arena_array(scratch, struct tap, count);
	float scale = (float)in_count / (float)out_count;
	for (int i = 0; i < count; i++) {
		float place = (float)(first + i);
		float at =
			grid == RESIZE_HALF_PIXEL ? (place + 0.5F) * scale - 0.5F : place * scale;
		float below = floorf(at);
		int lower = (int)below, upper = (int)ceilf(at);
		taps[i].lower = (lower > 0 ? lower : 0) * stride;
		taps[i].upper = (upper < in_count - 1 ? upper : in_count - 1) * stride;
		taps[i].lerp = at - below;
	}
	return taps;
}

static float between(float lower, float upper, float lerp)
{
	return lower + (upper - lower) * lerp;
}

struct job {
	float *out;
	int width, height; // of `out`
	const struct tap *across, *down;

	// One of these is the input.
	struct picture8 bytes;
	const float *real;
	const float *floats;
	size_t float_row_count;
};

// The three channels are written out, as compilers at -O2 keep a loop.
static void fill_row_of_bytes(const struct job *job, float *restrict row, int y)
{
	const unsigned char *in = job->bytes.values + (size_t)y * job->bytes.row_count;
	const float *real = job->real;
	const struct tap *end = job->across + job->width;
	for (const struct tap *tap = job->across; tap < end; tap++, row += PICTURE_CHANNELS) {
		const unsigned char *a = in + tap->lower, *b = in + tap->upper;
		float lerp = tap->lerp;
		// NOLINTNEXTLINE(clang-analyzer-core.NullDereference): only called with a picture of bytes
		row[0] = between(real[a[0]], real[b[0]], lerp);
		row[1] = between(real[a[1]], real[b[1]], lerp);
		row[2] = between(real[a[2]], real[b[2]], lerp);
	}
}

static void fill_row_of_floats(const struct job *job, float *restrict row, int y)
{
	const float *in = job->floats + (size_t)y * job->float_row_count;
	const struct tap *end = job->across + job->width;
	for (const struct tap *tap = job->across; tap < end; tap++, row += PICTURE_CHANNELS) {
		const float *a = in + tap->lower, *b = in + tap->upper;
		float lerp = tap->lerp;
		row[0] = between(a[0], b[0], lerp);
		row[1] = between(a[1], b[1], lerp);
		row[2] = between(a[2], b[2], lerp);
	}
}

// Input rows that have been interpolated along; two suffice.
struct kept_rows {
	float *row[2];
	int y[2]; // -1: none yet
};

// Row y, in a place other than `taken` (-1: any).  Returns the place.
static int find_row(struct kept_rows *kept, const struct job *job, int y, int taken)
{
	for (int i = 0; i < 2; i++)
		if (kept->y[i] == y)
			return i;
	int place = taken >= 0 ? 1 - taken : kept->y[0] > kept->y[1]; // the older row goes
	kept->y[place] = y;
	if (job->floats)
		fill_row_of_floats(job, kept->row[place], y);
	else
		fill_row_of_bytes(job, kept->row[place], y);
	return place;
}

// By blocks, as compilers keep to one element at a time if they do not know a count.
static void merge_rows(float *restrict out, const float *restrict a, const float *restrict b,
	float lerp, size_t count)
{
	enum { BLOCK = 16 };
	size_t i = 0;
	for (; i + BLOCK <= count; i += BLOCK)
		for (size_t k = 0; k < BLOCK; k++)
			out[i + k] = between(a[i + k], b[i + k], lerp);
	for (; i < count; i++)
		out[i] = between(a[i], b[i], lerp);
}

static void run(const struct job *job, struct arena *scratch)
{
	size_t row_count = (size_t)job->width * PICTURE_CHANNELS;
	struct kept_rows kept = {
		{arena_array(scratch, float, row_count), arena_array(scratch, float, row_count)},
		{-1, -1}};
	for (int y = 0; y < job->height; y++) {
		const struct tap *tap = &job->down[y];
		int lower = find_row(&kept, job, tap->lower, -1);
		int upper = find_row(&kept, job, tap->upper, lower);
		merge_rows(job->out + (size_t)y * row_count, kept.row[lower], kept.row[upper],
			tap->lerp, row_count);
	}
}

static struct job new_job(float *out, struct resize_to to, int in_width, int in_height,
	enum resize_grid grid, struct arena *scratch)
{
	return (struct job){.out = out,
		.width = to.width,
		.height = to.height,
		.across = make_taps(to.left, to.width, to.whole_width, in_width, grid,
			PICTURE_CHANNELS, scratch),
		.down = make_taps(to.top, to.height, to.whole_height, in_height, grid, 1, scratch)};
}

void resize_bilinear(float *out, struct resize_to to, struct picture8 in, const float real[256],
	enum resize_grid grid, struct arena *scratch)
{
	struct job job = new_job(out, to, in.width, in.height, grid, scratch);
	job.bytes = in;
	job.real = real;
	run(&job, scratch);
}

void resize_bilinear_float(float *out, struct resize_to to, const float *in, int in_width,
	int in_height, enum resize_grid grid, struct arena *scratch)
{
	struct job job = new_job(out, to, in_width, in_height, grid, scratch);
	job.floats = in;
	job.float_row_count = (size_t)in_width * PICTURE_CHANNELS;
	run(&job, scratch);
}
