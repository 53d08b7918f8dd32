// SPDX-License-Identifier: Apache-2.0
/*
 * PNG by libpng.  A checksum that is wrong is damage wherever it stands; the library's
 * other warnings are about what is not looked at, such as colour profiles.
 */
#include "zoo/decode/codecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <png.h>

struct decoder {
	png_struct *png;
	png_info *info;
	jmp_buf escape;
	char message[256];

	struct bytes left; // of the file
	const char *name;
	struct image *out;
	struct arena *keep;
	struct status *st;
};

_Noreturn static void on_error(png_struct *png, const char *message)
{
	struct decoder *decoder = png_get_error_ptr(png);
	snprintf(decoder->message, sizeof(decoder->message), "%s", message);
	longjmp(decoder->escape, 1);
}

static void on_warning(png_struct *png, const char *message)
{
	(void)png, (void)message;
}

static void on_read(png_struct *png, unsigned char *out, size_t nbytes)
{
	struct decoder *decoder = png_get_io_ptr(png);
	if (nbytes > decoder->left.nbytes)
		png_error(png, "it is cut off");
	memcpy(out, decoder->left.data, nbytes);
	decoder->left.data += nbytes;
	decoder->left.nbytes -= nbytes;
}

static void ask_for_rgb8(png_struct *png, const png_info *info)
{
	int type = png_get_color_type(png, info);
	if (type == PNG_COLOR_TYPE_PALETTE)
		png_set_palette_to_rgb(png);
	if (!(type & PNG_COLOR_MASK_COLOR)) {
		png_set_expand_gray_1_2_4_to_8(png);
		png_set_gray_to_rgb(png);
	}
	if (png_get_bit_depth(png, info) == 16)
		png_set_strip_16(png);
	png_set_strip_alpha(png); // a palette may bring it, too
	png_set_interlace_handling(png);
}

// False with the message in `decoder`, or with the status set and no message.
static bool run(struct decoder *decoder)
{
	if (setjmp(decoder->escape))
		return false;
	png_struct *png = decoder->png;
	png_info *info = decoder->info;
	png_set_read_fn(png, decoder, on_read);
	png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
	png_set_user_limits(png, IMAGE_MAX_SIDE, IMAGE_MAX_SIDE);
	png_read_info(png, info);
	uint32_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
	unsigned char *pixels =
		image_room(decoder->out, width, height, decoder->name, decoder->keep, decoder->st);
	if (!pixels)
		return false;
	ask_for_rgb8(png, info);
	png_read_update_info(png, info);
	if (png_get_rowbytes(png, info) != (size_t)width * 3)
		png_error(png, "it cannot be turned into 8 bits of red, green and blue");
	unsigned char **rows = arena_array(decoder->keep, unsigned char *, height);
	for (uint32_t y = 0; y < height; y++)
		rows[y] = pixels + (size_t)y * width * 3;
	png_read_image(png, rows);
	png_read_end(png, NULL);
	return true;
}

bool png_decode(struct image *out, struct bytes file, const char *name, struct arena *keep,
	struct status *st)
{
	struct decoder decoder = {.left = file, .name = name, .out = out, .keep = keep, .st = st};
	decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, on_error, on_warning);
	if (decoder.png)
		decoder.info = png_create_info_struct(decoder.png);
	if (!decoder.info) {
		png_destroy_read_struct(&decoder.png, NULL, NULL);
		return status_fail(st, STATUS_IO, "%s: libpng cannot be set up", name);
	}
	bool ok = run(&decoder);
	png_destroy_read_struct(&decoder.png, &decoder.info, NULL);
	if (!ok && *decoder.message)
		status_fail(st, STATUS_FORMAT, "%s: damaged PNG: %s", name, decoder.message);
	return ok;
}
