// SPDX-License-Identifier: Apache-2.0
/*
 * The decoders behind image_decode(), one a format, each in a file of its own.
 */
#ifndef ZOO_DECODE_CODECS_H
#define ZOO_DECODE_CODECS_H

#include "zoo/decode/image.h"

// zoo/decode/jpeg.c, the one face of libjpeg-turbo
bool jpeg_decode(struct image *out, struct bytes file, enum image_dct dct, const char *name,
	struct arena *keep, struct status *st);

// zoo/decode/png.c, the one face of libpng
bool png_decode(struct image *out, struct bytes file, const char *name, struct arena *keep,
	struct status *st);

// zoo/decode/bmp.c
bool bmp_decode(struct image *out, struct bytes file, const char *name, struct arena *keep,
	struct status *st);

// Whether an image of that size is neither empty nor too large.
bool image_check_size(uint32_t width, uint32_t height, const char *name, struct status *st);

// Room for an image of that size, which is checked.
unsigned char *image_room(struct image *out, uint32_t width, uint32_t height, const char *name,
	struct arena *keep, struct status *st);

#endif
