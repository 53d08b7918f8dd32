// SPDX-License-Identifier: Apache-2.0
/*
 * Which decoder a file is for, and what all of them have in common.
 */
#include "zoo/decode/image.h"

#include "engine/base/identify.h"
#include "zoo/decode/codecs.h"

#include <string.h>

static bool starts_with(struct bytes file, const char *magic, size_t nbytes)
{
	return file.nbytes >= nbytes && memcmp(file.data, magic, nbytes) == 0;
}

static bool fail_something_else(struct bytes file, const char *name, struct status *st)
{
	struct identity identity;
	size_t head_nbytes =
		file.nbytes < IDENTIFY_HEAD_NBYTES ? file.nbytes : IDENTIFY_HEAD_NBYTES;
	identify(&identity, (struct bytes){file.data, head_nbytes}, (int64_t)file.nbytes, -1);
	return status_fail(st, STATUS_FORMAT, "%s: expected a JPEG, PNG or BMP file, got %s", name,
		*identity.text ? identity.text : "something else");
}

bool image_decode(struct image *out, struct bytes file, enum image_dct dct, const char *name,
	struct arena *keep, struct status *st)
{
	if (starts_with(file, "\xff\xd8", 2))
		return jpeg_decode(out, file, dct, name, keep, st);
	if (starts_with(file, "\x89PNG\r\n\x1a\n", 8))
		return png_decode(out, file, name, keep, st);
	if (starts_with(file, "BM", 2))
		return bmp_decode(out, file, name, keep, st);
	return fail_something_else(file, name, st);
}

bool image_check_size(uint32_t width, uint32_t height, const char *name, struct status *st)
{
	if (width == 0 || height == 0)
		return status_fail(
			st, STATUS_FORMAT, "%s: an image of %u x %u pixels", name, width, height);
	if (width > IMAGE_MAX_SIDE || height > IMAGE_MAX_SIDE ||
		(uint64_t)width * height > IMAGE_MAX_PIXELS)
		return status_fail(st, STATUS_FORMAT,
			"%s: says it has %u x %u pixels, at most %d are allowed, and %d a side",
			name, width, height, (int)IMAGE_MAX_PIXELS, (int)IMAGE_MAX_SIDE);
	return true;
}

unsigned char *image_room(struct image *out, uint32_t width, uint32_t height, const char *name,
	struct arena *keep, struct status *st)
{
	if (!image_check_size(width, height, name, st))
		return NULL;
	unsigned char *pixels = arena_array(keep, unsigned char, (size_t)width *height * 3);
	*out = (struct image){(int)width, (int)height, pixels};
	return pixels;
}
