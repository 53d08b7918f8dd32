// SPDX-License-Identifier: Apache-2.0
/*
 * BMP: uncompressed pictures of 24 or 32 bits a pixel, or of 8 with a palette.  Own code,
 * because the format is a header and rows, and what reads it otherwise are toolkits that
 * bring a hundred formats with them.
 *
 * Layout: Microsoft's BITMAPFILEHEADER (14 bytes) and BITMAPINFOHEADER (40 bytes, or a
 * later and longer one that begins alike), a palette of blue, green, red and a spare byte,
 * then rows, each filled up to a multiple of 4 bytes, the bottom one first unless the
 * height is negative.
 */
#include "zoo/decode/codecs.h"

#include <string.h>

enum { FILE_HEADER_NBYTES = 14, INFO_HEADER_NBYTES = 40 };
enum { RGB = 0, BITFIELDS = 3 };

struct layout {
	uint32_t width, height;
	bool top_first;
	unsigned bits;                // a pixel
	const unsigned char *palette; // [colour_count][4]
	uint32_t colour_count;
	size_t row_nbytes;
};

static uint32_t u16(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32(const unsigned char *p)
{
	return u16(p) | u16(p + 2) << 16;
}

static bool fail_coding(uint32_t bits, uint32_t compression, const char *name, struct status *st)
{
	return status_fail(st, STATUS_FORMAT,
		"%s: expected an uncompressed BMP of 8, 24 or 32 bits a pixel, got %u bits with "
		"compression %u",
		name, bits, compression);
}

// The colours' places in 32 bits, where they are said, are the usual ones.
static bool usual_masks(struct bytes file)
{
	const unsigned char *masks = file.data + FILE_HEADER_NBYTES + INFO_HEADER_NBYTES;
	return file.nbytes >= FILE_HEADER_NBYTES + INFO_HEADER_NBYTES + 12 &&
	       u32(masks) == 0xff0000 && u32(masks + 4) == 0xff00 && u32(masks + 8) == 0xff;
}

static bool read_layout(struct layout *out, struct bytes file, const char *name, struct status *st)
{
	if (file.nbytes < FILE_HEADER_NBYTES + INFO_HEADER_NBYTES)
		return status_fail(
			st, STATUS_FORMAT, "%s: truncated BMP: %zu bytes", name, file.nbytes);
	const unsigned char *info = file.data + FILE_HEADER_NBYTES;
	uint32_t info_nbytes = u32(info), bits = u16(info + 14), compression = u32(info + 16);
	if (info_nbytes < INFO_HEADER_NBYTES || info_nbytes > 256)
		return status_fail(st, STATUS_FORMAT,
			"%s: expected a BMP header of at least %d bytes, got %u", name,
			(int)INFO_HEADER_NBYTES, info_nbytes);
	if ((bits != 8 && bits != 24 && bits != 32) ||
		(compression != RGB &&
			!(bits == 32 && compression == BITFIELDS && usual_masks(file))))
		return fail_coding(bits, compression, name, st);
	uint32_t height = u32(info + 8);
	*out = (struct layout){.width = u32(info + 4), .height = height, .bits = bits};
	out->top_first = height > INT32_MAX;
	if (out->top_first)
		out->height = 0 - height;
	if (bits == 8) {
		out->colour_count = u32(info + 32) ? u32(info + 32) : 256;
		size_t begin = FILE_HEADER_NBYTES + info_nbytes;
		if (out->colour_count > 256 || begin + 4 * out->colour_count > file.nbytes)
			return status_fail(st, STATUS_FORMAT,
				"%s: damaged BMP: a palette of %u colours in %zu bytes", name,
				out->colour_count, file.nbytes);
		out->palette = file.data + begin;
	}
	return true;
}

// Where the rows begin; NULL, with the status set, if they do not fit into the file.
static const unsigned char *find_rows(
	struct layout *layout, struct bytes file, const char *name, struct status *st)
{
	uint32_t begin = u32(file.data + 10);
	layout->row_nbytes = size_align((size_t)layout->width * layout->bits / 8, 4);
	uint64_t expected = (uint64_t)begin + (uint64_t)layout->row_nbytes * layout->height;
	if (begin >= FILE_HEADER_NBYTES + INFO_HEADER_NBYTES && expected <= file.nbytes)
		return file.data + begin;
	status_fail(st, STATUS_FORMAT, "%s: truncated BMP: expected %llu bytes, got %zu", name,
		(unsigned long long)expected, file.nbytes);
	return NULL;
}

static bool take_row(const struct layout *layout, unsigned char *out, const unsigned char *row,
	const char *name, struct status *st)
{
	for (size_t x = 0; x < layout->width; x++) {
		const unsigned char *colour = row + x * (layout->bits / 8);
		if (layout->palette) {
			if (*colour >= layout->colour_count)
				return status_fail(st, STATUS_FORMAT,
					"%s: damaged BMP: colour %d of a palette of %u", name,
					*colour, layout->colour_count);
			colour = layout->palette + 4 * (size_t)*colour;
		}
		out[3 * x + 0] = colour[2];
		out[3 * x + 1] = colour[1];
		out[3 * x + 2] = colour[0];
	}
	return true;
}

bool bmp_decode(struct image *out, struct bytes file, const char *name, struct arena *keep,
	struct status *st)
{
	struct layout layout = {0};
	if (!read_layout(&layout, file, name, st) ||
		!image_check_size(layout.width, layout.height, name, st))
		return false;
	const unsigned char *rows = find_rows(&layout, file, name, st);
	if (!rows)
		return false; // before memory is taken for pixels that are not there
	unsigned char *pixels = image_room(out, layout.width, layout.height, name, keep, st);
	for (uint32_t y = 0; pixels && y < layout.height; y++) {
		uint32_t from = layout.top_first ? y : layout.height - 1 - y;
		if (!take_row(&layout, pixels + (size_t)y * layout.width * 3,
			    rows + from * layout.row_nbytes, name, st))
			return false;
	}
	return pixels != NULL;
}
