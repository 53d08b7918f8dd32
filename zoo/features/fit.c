// SPDX-License-Identifier: Apache-2.0
/*
 * Each way of resizing has its own kind of picture between two steps: pixels of 8 bits, or
 * float32.  The first step ends in one of them, the second begins with it.
 */
#include "zoo/features/fit.h"

#include "zoo/features/crop.h"

#include <stdbool.h>
#include <string.h>

void fit_real_as_is(float real[256])
{
	for (int i = 0; i < 256; i++)
		real[i] = (float)i;
}

void fit_real_signed(float real[256])
{
	for (int i = 0; i < 256; i++)
		real[i] = (float)i / 127.5F - 1.0F;
}

void fit_real_unit(float real[256])
{
	for (int i = 0; i < 256; i++)
		real[i] = (float)i * (1.0F / 255.0F);
}

static enum resize_grid grid_of(const struct fit *fit)
{
	return fit->resize == FIT_LEGACY ? RESIZE_CORNER : RESIZE_HALF_PIXEL;
}

static bool has_bytes(const struct fit *fit)
{
	return fit->resize == FIT_SMOOTH;
}

// The two kinds of picture, of which one is there: see has_bytes().
struct stage {
	int width, height;
	unsigned char *bytes;
	float *floats;
};

static struct stage new_stage(const struct fit *fit, int width, int height, struct arena *scratch)
{
	size_t count = (size_t)width * (size_t)height * PICTURE_CHANNELS;
	struct stage stage = {.width = width, .height = height};
	if (has_bytes(fit))
		stage.bytes = arena_array(scratch, unsigned char, count);
	else
		stage.floats = arena_array(scratch, float, count);
	return stage;
}

static struct stage resize(
	const struct fit *fit, struct resize_to to, struct picture8 in, struct arena *scratch)
{
	struct stage out = new_stage(fit, to.width, to.height, scratch);
	if (has_bytes(fit))
		resize_smooth(out.bytes, to, in, scratch);
	else
		resize_bilinear(out.floats, to, in, fit->real, grid_of(fit), scratch);
	return out;
}

// `part` on black, from that place on.
static struct stage paste(const struct fit *fit, int width, int height, const struct stage *part,
	int left, int top, struct arena *scratch)
{
	struct stage out = new_stage(fit, width, height, scratch);
	size_t count = (size_t)width * (size_t)height * PICTURE_CHANNELS;
	for (size_t i = 0; !has_bytes(fit) && i < count; i++)
		out.floats[i] = fit->real[0];
	size_t row_count = (size_t)part->width * PICTURE_CHANNELS;
	for (int y = 0; y < part->height; y++) {
		size_t to = ((size_t)(y + top) * (size_t)width + (size_t)left) * PICTURE_CHANNELS;
		size_t from = (size_t)y * row_count;
		if (has_bytes(fit))
			memcpy(out.bytes + to, part->bytes + from, row_count);
		else
			memcpy(out.floats + to, part->floats + from, row_count * sizeof(float));
	}
	return out;
}

static int scaled(int side, double ratio)
{
	int scaled = (int)(side * ratio);
	return scaled > 0 ? scaled : 1;
}

static struct stage fit_centre(
	const struct fit *fit, int width, int height, struct picture8 in, struct arena *scratch)
{
	int short_side = in.width < in.height ? in.width : in.height;
	double ratio = (double)(width > height ? width : height) / short_side;
	struct resize_to to = resize_to_all(scaled(in.width, ratio), scaled(in.height, ratio));
	int left = crop_centre_begin(to.whole_width, width);
	int top = crop_centre_begin(to.whole_height, height);
	if (width <= to.whole_width) {
		to.left = left;
		to.width = width;
	}
	if (height <= to.whole_height) {
		to.top = top;
		to.height = height;
	}
	struct stage part = resize(fit, to, in, scratch);
	if (part.width == width && part.height == height)
		return part;
	return paste(fit, width, height, &part, left < 0 ? -left : 0, top < 0 ? -top : 0, scratch);
}

static struct stage first_stage(
	const struct fit *fit, int width, int height, struct picture8 in, struct arena *scratch)
{
	switch (fit->crop) {
	case FIT_CENTRE:
		return fit_centre(fit, width, height, in, scratch);
	case FIT_SIDES_875:
		in = crop_centre_share(in, 0.875);
		break;
	case FIT_SQUARE_875:
		in = crop_centre_square(in, 0.875);
		break;
	case FIT_SQUARE_TPU:
		in = crop_centre_square(in, fit->width / (fit->width + 32.0));
		break;
	case FIT_WHOLE:
		break;
	}
	return resize(fit, resize_to_all(width, height), in, scratch);
}

static struct stage second_stage(
	const struct fit *fit, const struct stage *in, struct arena *scratch)
{
	struct resize_to to = resize_to_all(fit->width, fit->height);
	struct stage out = new_stage(fit, to.width, to.height, scratch);
	if (has_bytes(fit))
		resize_smooth(
			out.bytes, to, picture8_of(in->bytes, in->width, in->height), scratch);
	else
		resize_bilinear_float(
			out.floats, to, in->floats, in->width, in->height, grid_of(fit), scratch);
	return out;
}

float *fit_run(const struct fit *fit, struct picture8 in, struct arena *scratch)
{
	int width = fit->via ? fit->via : fit->width, height = fit->via ? fit->via : fit->height;
	struct stage stage = first_stage(fit, width, height, in, scratch);
	if (fit->via)
		stage = second_stage(fit, &stage, scratch);
	if (!has_bytes(fit))
		return stage.floats;
	size_t count = (size_t)fit->width * (size_t)fit->height * PICTURE_CHANNELS;
	float *out = arena_array(scratch, float, count);
	for (size_t i = 0; i < count; i++)
		out[i] = fit->real[stage.bytes[i]];
	return out;
}
