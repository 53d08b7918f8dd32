// SPDX-License-Identifier: Apache-2.0
/*
 * The pictures of tests/images, whose digests are what other programs' decoders gave, and
 * what is left of them when they are damaged.
 */
#include "zoo/decode/image.h"

#include "engine/base/file.h"
#include "tests/unit/check.h"
#include "zoo/digest.h"

enum { WIDTH = 21, HEIGHT = 17 };

struct picture {
	const char *file;
	// SHA-256 of the pixels, printed by tests/images/make.py.  JPEG: TensorFlow 2.21.0,
	// with dct_method INTEGER_FAST and INTEGER_ACCURATE; the second, if there are not four
	// inks, is Pillow 13.0.0's as well.  PNG: TensorFlow and Pillow agree.  BMP: Pillow.
	const char *ifast, *islow;
};

#define RGB "1d664d5b962abfb14421b28ff303a71d16c4b2d3479284f1876dbc1a7251609b"
#define GREY "fabb65ed6c4a305c421057e3371a98e08d6f2b23752086b3eda6e9ecd658911c"
#define PALETTE "fd83a9500297ee924d9eb5e9d33d8dfdbb3681003b0b79672c772a92d59df19b"
#define BITS "8be73ef4a5205be81bc959b7681ab651b80deab3cc4947630307026d278084ab"

static const struct picture pictures[] = {
	{"444.jpg", "29b113b14ef4e3d5c675f2578c761939a6872cb6c0ff00bdad36cf1c1420a6b2",
		"81b8eb0434ae33d51d9d46608b15b2784207bb9633a3d106712556e701696e2e"},
	{"scans.jpg", "29b113b14ef4e3d5c675f2578c761939a6872cb6c0ff00bdad36cf1c1420a6b2",
		"81b8eb0434ae33d51d9d46608b15b2784207bb9633a3d106712556e701696e2e"},
	{"422.jpg", "8c7cbd08250c1640bb27b7c5a50d206ff9cee3f032f3fc620eaaed96fdcc0dd1",
		"c17bc51c8f700f07ecb9aa4e09ccc6c5dab499aa1934dcfb3bee0ce90b054035"},
	{"420.jpg", "66ba38fda51a88806d69b983c2e6ec1037e78135b8e07462a685ac88034953e5",
		"58240b8a1c36006be2b6ea6cc8bb48206655d3692ac48a118f2557b0d7567a80"},
	{"progressive.jpg", "5ce1dd6ce0dd67cc5582291809f8fc24c2414a58bab302003cfef9dc4003ad44",
		"f8404ed11f14eb2acd99c86acec6ad5b0975c2a7a7cffef0f8f176d87d5c8750"},
	{"grey.jpg", "edbf4a847aad2d1e593fb475252887125dfc251e69723f4a5eb49e598f6e6250",
		"a1d7f158e53582a87cce6b09483503facc11ed17792f279fb5e4ab506a136b30"},
	{"cmyk-adobe.jpg", "ebf4996822e4caa1c13722978f3415e61bd9453e1153fe2eca29d156c28dbde5",
		"b149f8208bdf37387c80eeffe0676fbd0d9df0a3a6d9dd5b46bcb0f76f0edd64"},
	{"cmyk.jpg", "4afb25640c0526695714a42349fe1e12b2bbde72d5391196d47c47bcb74cf2c0",
		"231a04797478aed50ca407ba5fce204f02628063033ec796d1ce3fb05e8e2068"},
	{"ycck.jpg", "6a5ea6e939fb8f2c1f9de3ede1247a29d7308c766fc1c8c44be8255dde811b13",
		"cda33a41ee6911e68b9fb69c97a42837380ee05fb7de03399cccf8f6e2e3f979"},
	{"rgb.png", RGB, RGB},
	{"alpha.png", RGB, RGB},
	{"interlaced.png", RGB, RGB},
	{"16bit.png", RGB, RGB},
	{"grey.png", GREY, GREY},
	{"grey-alpha.png", GREY, GREY},
	{"bits.png", BITS, BITS},
	{"palette.png", PALETTE, PALETTE},
	{"24bit.bmp", RGB, RGB},
	{"32bit.bmp", RGB, RGB},
	{"top-first.bmp", RGB, RGB},
	{"palette.bmp", PALETTE, PALETTE},
};

enum { PICTURE_COUNT = sizeof(pictures) / sizeof(pictures[0]) };

static struct bytes read_picture(const char *name, struct arena *keep)
{
	struct status st = {0};
	struct bytes file = {0};
	char *path = arena_printf(keep, "tests/images/%s", name);
	CHECK(file_read(&file, path, 65536, keep, &st), "%s: %s", path, st.message);
	return file;
}

static void check_pixels(
	const struct picture *picture, struct bytes file, enum image_dct dct, const char *expected)
{
	struct arena arena = {0};
	struct status st = {0};
	struct image image;
	if (CHECK(image_decode(&image, file, dct, picture->file, &arena, &st), "%s is read: %s",
		    picture->file, st.message)) {
		CHECK_INT(image.width, WIDTH, "%s: width", picture->file);
		CHECK_INT(image.height, HEIGHT, "%s: height", picture->file);
		struct digests digests = digest_bytes((struct bytes){
			image.pixels, (size_t)image.width * (size_t)image.height * 3});
		CHECK_TEXT(digests.sha256, expected, "%s: pixels, %s", picture->file,
			dct == IMAGE_DCT_IFAST ? "ifast" : "islow");
	}
	arena_release(&arena);
}

static void check_refused(struct bytes file, const char *expected, const char *what)
{
	struct arena arena = {0};
	struct status st = {0};
	struct image image;
	CHECK(!image_decode(&image, file, IMAGE_DCT_IFAST, "x", &arena, &st), "%s is refused",
		what);
	CHECK_INT(st.code, STATUS_FORMAT, "%s: code", what);
	CHECK(strncmp(st.message, "x: ", 3) == 0 && strstr(st.message, expected) != NULL,
		"%s: says \"%s\": %s", what, expected, st.message);
	arena_release(&arena);
}

static void check_cut_off(const struct picture *picture, struct bytes file)
{
	struct arena keep = {0};
	int decoded = 0;
	for (size_t nbytes = 0; nbytes < file.nbytes; nbytes++) {
		// A copy of its own, so that a read behind it is seen.
		unsigned char *copy = malloc(nbytes + 1);
		memcpy(copy, file.data, nbytes);
		struct arena arena = {0};
		struct status st = {0};
		struct image image;
		decoded += image_decode(
			&image, (struct bytes){copy, nbytes}, IMAGE_DCT_ISLOW, "x", &arena, &st);
		arena_release(&arena);
		free(copy);
	}
	CHECK_INT(decoded, 0, "%s: no part of it passes for the whole", picture->file);
	arena_release(&keep);
}

// Whatever a byte becomes: pixels or a message, no signal, no endless loop.
static void check_any_byte(const struct picture *picture, struct bytes file)
{
	static const unsigned char flips[] = {0x01, 0x80, 0xff};
	unsigned char *copy = malloc(file.nbytes);
	int tried = 0, silent = 0;
	for (size_t at = 0; at < file.nbytes; at++) {
		for (size_t k = 0; k < sizeof(flips); k++, tried++) {
			struct arena arena = {0};
			struct status st = {0};
			struct image image;
			memcpy(copy, file.data, file.nbytes);
			copy[at] ^= flips[k];
			if (!image_decode(&image, (struct bytes){copy, file.nbytes},
				    IMAGE_DCT_IFAST, "x", &arena, &st))
				silent += st.code == STATUS_OK || !*st.message;
			arena_release(&arena);
		}
	}
	free(copy);
	CHECK(tried > 300 && silent == 0, "%s: %d damaged ones survived, each with a word",
		picture->file, tried);
}

static struct bytes changed(
	struct bytes file, size_t at, const char *bytes, size_t nbytes, struct arena *keep)
{
	unsigned char *copy = arena_array(keep, unsigned char, file.nbytes);
	memcpy(copy, file.data, file.nbytes);
	memcpy(copy + at, bytes, nbytes);
	return (struct bytes){copy, file.nbytes};
}

static size_t find(struct bytes file, const char *what, size_t nbytes)
{
	const void *at = memmem(file.data, file.nbytes, what, nbytes);
	return at ? (size_t)((const unsigned char *)at - file.data) : 0;
}

static void check_sizes(void)
{
	struct arena keep = {0};
	struct bytes jpeg = read_picture("444.jpg", &keep), png = read_picture("rgb.png", &keep),
		     bmp = read_picture("24bit.bmp", &keep);
	size_t frame = find(jpeg, "\xff\xc0", 2) + 5; // height, width
	check_refused(changed(jpeg, frame, "\xff\xdc\xff\xdc", 4, &keep), "at most 33554432",
		"a JPEG of 65500 x 65500");
	check_refused(changed(jpeg, frame, "\0\0", 2, &keep), "", "a JPEG of no height");
	check_refused(changed(jpeg, frame - 1, "\x0c", 1, &keep), "12", "a JPEG of 12 bits");
	// A checksum that fits, computed with zlib.crc32().
	check_refused(
		changed(png, 16, "\0\0\x40\0\0\0\x40\0\x08\x02\0\0\0\x26\xaa\x87\xd3", 17, &keep),
		"at most 33554432", "a PNG of 16384 x 16384");
	check_refused(changed(png, 29, "\0", 1, &keep), "CRC", "a PNG with a wrong checksum");
	check_refused(changed(bmp, 18, "\xdc\xff\0\0\xdc\xff\0\0", 8, &keep), "at most 33554432",
		"a BMP of 65500 x 65500");
	check_refused(
		changed(bmp, 18, "\xdc\xff", 2, &keep), "expected 3340554", "a BMP of 65500 x 17");
	check_refused(changed(bmp, 18, "\xff\xff\xff\xff", 4, &keep), "at most", "a very wide BMP");
	check_refused(changed(bmp, 18, "\0\0\0\0", 4, &keep), "0 x 17", "a BMP of no width");
	check_refused(changed(bmp, 22, "\0\0\0\x80", 4, &keep), "", "a BMP of height -2^31");
	check_refused(changed(bmp, 30, "\1\0\0\0", 4, &keep), "uncompressed", "a packed BMP");
	check_refused(changed(bmp, 28, "\4\0", 2, &keep), "got 4 bits", "a BMP of 4 bits");
	check_refused(
		changed(bmp, 14, "\x0c\0\0\0", 4, &keep), "header of at least 40", "a BMP of OS/2");
	bmp = read_picture("palette.bmp", &keep);
	check_refused(changed(bmp, 46, "\2\0\0\0", 4, &keep), "of a palette of 2",
		"a BMP with too few colours");
	check_refused(changed(bmp, 46, "\0\2\0\0", 4, &keep), "512 colours",
		"a BMP with too many colours");
	arena_release(&keep);
}

// What libjpeg warns of, and goes on.
static void check_warnings(void)
{
	struct arena keep = {0};
	struct bytes jpeg = read_picture("444.jpg", &keep);
	struct arena arena = {0};
	unsigned char *longer = arena_array(&arena, unsigned char, jpeg.nbytes + 3);
	size_t at = find(jpeg, "\xff\xdb", 2);
	memcpy(longer, jpeg.data, at); // three bytes between two segments
	memcpy(longer + at + 3, jpeg.data + at, jpeg.nbytes - at);
	check_pixels(&pictures[0], (struct bytes){longer, jpeg.nbytes + 3}, IMAGE_DCT_IFAST,
		pictures[0].ifast);
	memcpy(longer, jpeg.data, jpeg.nbytes); // something behind the end
	check_pixels(&pictures[0], (struct bytes){longer, jpeg.nbytes + 3}, IMAGE_DCT_IFAST,
		pictures[0].ifast);
	check_pixels(&pictures[0], changed(jpeg, 11, "\3", 1, &keep), IMAGE_DCT_IFAST,
		pictures[0].ifast); // JFIF 3
	size_t scan = find(jpeg, "\xff\xda", 2) + 14;
	check_refused(changed(jpeg, scan + 20, "\xff\xd9", 2, &keep), "premature end",
		"a JPEG whose scan ends early");
	arena_release(&keep);
	arena_release(&arena);
}

// A file that goes over the same pixels again and again: its last scan, many times.
static void check_scans(void)
{
	struct arena keep = {0};
	struct bytes jpeg = read_picture("scans.jpg", &keep);
	size_t end = jpeg.nbytes - 2, last = end;
	while (memcmp(jpeg.data + last, "\xff\xda", 2) != 0)
		last--;
	size_t scan_nbytes = end - last, nbytes = end;
	unsigned char *bomb = arena_array(&keep, unsigned char, jpeg.nbytes + 98 * scan_nbytes);
	memcpy(bomb, jpeg.data, end);
	for (int scans = 3; scans <= 100; scans++, nbytes += scan_nbytes) {
		memcpy(bomb + nbytes, "\xff\xd9", 2);
		if (scans == 100)
			check_pixels(&pictures[0], (struct bytes){bomb, nbytes + 2},
				IMAGE_DCT_IFAST, pictures[0].ifast);
		memcpy(bomb + nbytes, jpeg.data + last, scan_nbytes);
	}
	memcpy(bomb + nbytes, "\xff\xd9", 2);
	check_refused(
		(struct bytes){bomb, nbytes + 2}, "more than 100 scans", "a JPEG of 101 scans");
	arena_release(&keep);
}

int main(void)
{
	struct arena keep = {0};
	for (int i = 0; i < PICTURE_COUNT; i++) {
		const struct picture *picture = &pictures[i];
		struct bytes file = read_picture(picture->file, &keep);
		check_pixels(picture, file, IMAGE_DCT_IFAST, picture->ifast);
		check_pixels(picture, file, IMAGE_DCT_ISLOW, picture->islow);
		check_cut_off(picture, file);
		check_any_byte(picture, file);
	}
	check_sizes();
	check_warnings();
	check_scans();
	check_refused((struct bytes){(const unsigned char *)"", 0}, "an empty file", "nothing");
	check_refused((struct bytes){(const unsigned char *)"GIF89a", 6},
		"expected a JPEG, PNG or BMP", "something else");
	arena_release(&keep);
	return check_done();
}
