// SPDX-License-Identifier: Apache-2.0
/*
 * Pictures of noise, resized and cropped, against what TensorFlow 2.21.0 and Pillow 9.5.0
 * make of the same noise: SHA-256 of float32 values, so every bit counts.  (Pillow 13
 * takes the columns first where a picture loses more of its height than of its width,
 * which rounds differently; before, it always took the rows first.)
 */
#include "zoo/features/fit.h"

#include "tests/unit/check.h"
#include "zoo/digest.h"
#include "zoo/features/colour.h"
#include "zoo/features/crop.h"

#include <math.h>

// x = 1; then x = (1103515245 x + 12345) mod 2^31, value = (x >> 16) & 255.
static struct picture8 make_noise(int width, int height, struct arena *keep)
{
	size_t count = (size_t)width * (size_t)height * PICTURE_CHANNELS;
	unsigned char *values = arena_array(keep, unsigned char, count);
	uint32_t x = 1;
	for (size_t i = 0; i < count; i++) {
		x = (1103515245U * x + 12345U) & 0x7fffffffU;
		values[i] = (unsigned char)(x >> 16);
	}
	return picture8_of(values, width, height);
}

enum real { AS_IS, SIGNED, UNIT };
typedef void fill_real(float real[256]);
static fill_real *const reals[] = {fit_real_as_is, fit_real_signed, fit_real_unit};

struct vector {
	int in_width, in_height;
	enum fit_crop crop;
	enum fit_resize resize;
	int width, height, via;
	enum real real;
	const char *sha256;
};

/*
 * FIT_WHOLE, FIT_SMOOTH: Image.fromarray(noise).resize((w, h), Image.BILINEAR).
 * FIT_CENTRE: resize and crop as scripts/py/gen_rgb_cpp.py of the evaluation kit does; of
 * 97 x 161 and 33 x 7, sides are (int)(97 * (50 / 97)) = 49 and so on.
 * FIT_BILINEAR: tf.image.resize(noise / 127.5 - 1, (h, w)), twice if there is a `via`.
 * FIT_LEGACY: tf.compat.v1.image.resize_bilinear(noise / 127.5 - 1, [h, w]).
 * FIT_SIDES_875: the same of tf.image.central_crop(convert_image_dtype(noise), 0.875).
 * FIT_SQUARE_TPU: tf.image.resize of _decode_and_center_crop of tensorflow/tpu:
 * models/official/efficientnet/preprocessing.py.
 */
static const struct vector vectors[] = {
	{160, 120, FIT_WHOLE, FIT_SMOOTH, 50, 50, 0, AS_IS,
		"2756a3d8677f7e043f5f599bc08e7299cb93350da91ab464d02cf4f8345aa846"},
	{160, 120, FIT_WHOLE, FIT_SMOOTH, 31, 77, 0, AS_IS,
		"e31d5ca65587a418fa4b1599f7169ef768e18eaf5ea27e16d218222ff90f37e8"},
	{160, 120, FIT_CENTRE, FIT_SMOOTH, 50, 50, 0, AS_IS,
		"74f80bcbb426f7612e57686bf0b4618b75e2792d2b4000ed738867ec9d536087"},
	{97, 161, FIT_WHOLE, FIT_SMOOTH, 50, 50, 0, AS_IS,
		"88e9ef541d806fe3278d45cec75d9a40ca9d350252146d81104ad4453149c38c"},
	{97, 161, FIT_WHOLE, FIT_SMOOTH, 31, 77, 0, AS_IS,
		"64387f4a8c40317c6b34b8b4302b9e3c2249d039fabc584c10c35cf2076f536e"},
	{97, 161, FIT_CENTRE, FIT_SMOOTH, 50, 50, 0, AS_IS,
		"2e919168eccf3a68f076a38ecbb4037226a479bb16d7d1b74cefc67d20af7908"},
	{33, 7, FIT_WHOLE, FIT_SMOOTH, 50, 50, 0, AS_IS,
		"4dde698e2221010866c654ddea137d6cc563910ba441c20fa76a3a6165feccbd"},
	{33, 7, FIT_WHOLE, FIT_SMOOTH, 31, 77, 0, AS_IS,
		"75cf281ac89ada3484962cf9073aac23f7bd837f9ac3101bfc448c43044fa60a"},
	{33, 7, FIT_CENTRE, FIT_SMOOTH, 50, 50, 0, AS_IS,
		"81cb915ac18cc758bf30ed869f50826def829242bdb2177ae79a16285b1fc010"},
	{160, 120, FIT_WHOLE, FIT_BILINEAR, 50, 50, 0, SIGNED,
		"2bd32ec86d1ecf6fd6c2f32b27e5405c4a39791800a46221bfd1c60aae363ddf"},
	{160, 120, FIT_WHOLE, FIT_LEGACY, 50, 50, 0, SIGNED,
		"ce8dda20ba62714ebf132a4ef12b89bc05a233f3f13f92520e2107d8ab5d17a8"},
	{160, 120, FIT_WHOLE, FIT_BILINEAR, 31, 77, 0, SIGNED,
		"c45f2bea012641fd04c1a19523f6968ebc98c2b6d4a86bccb2152a6773a9c1c8"},
	{160, 120, FIT_WHOLE, FIT_LEGACY, 31, 77, 0, SIGNED,
		"c8b6284a630aef65a7f079004f2d081bc1792de11a9d487542f5b54545d49f5f"},
	{160, 120, FIT_SIDES_875, FIT_LEGACY, 50, 50, 0, UNIT,
		"9d4b17e659fa17a77d234827f515d72b0033b5f760d8a1c7eb846e858031b170"},
	{160, 120, FIT_WHOLE, FIT_BILINEAR, 50, 50, 224, SIGNED,
		"5173273095967f7661227fbe7a0b5750bdca34a3503a47937b29e15ee34459ac"},
	{160, 120, FIT_SQUARE_TPU, FIT_BILINEAR, 50, 50, 0, AS_IS,
		"4c1ad8313dcef867ce284caab96eec5b3f10c600b3f1947b4eda7e437d1401d7"},
	{97, 161, FIT_WHOLE, FIT_BILINEAR, 50, 50, 0, SIGNED,
		"c2311e064e0f2e7a515960e07277c82946adfac6b8545c718f3956d3d66f6108"},
	{97, 161, FIT_WHOLE, FIT_LEGACY, 50, 50, 0, SIGNED,
		"d49f02a6db744f76855fc118da8e8326e564b41c67a9d26eed30a1eabc30f286"},
	{97, 161, FIT_WHOLE, FIT_BILINEAR, 31, 77, 0, SIGNED,
		"1c54c719215f65ac850ec0d6703275881fcfe9cdd9aa35c5a854bcc43dc6f43f"},
	{97, 161, FIT_WHOLE, FIT_LEGACY, 31, 77, 0, SIGNED,
		"ff255c6b1a57e6c9aeb67c3096713c5625f20d2ccbab3fe847d86f31c255d1af"},
	{97, 161, FIT_SIDES_875, FIT_LEGACY, 50, 50, 0, UNIT,
		"5bc317a73df7c16b5d5fe158039a203916e11929b11f322060c1f96fc0584b8b"},
	{97, 161, FIT_WHOLE, FIT_BILINEAR, 50, 50, 224, SIGNED,
		"cd943b72052266bd3612b4528cff1c52976fdee282907d57ed9b7051ca4ebc4b"},
	{97, 161, FIT_SQUARE_TPU, FIT_BILINEAR, 50, 50, 0, AS_IS,
		"e931eafc0a3cf4605df688be0ee8897e63852f57d5abf2b82dcd4701aa2bd700"},
	{33, 7, FIT_WHOLE, FIT_BILINEAR, 50, 50, 0, SIGNED,
		"cfc7fbefcc3f1716d7285d57f7c42660603150b0a435967133b2042351c2fd01"},
	{33, 7, FIT_WHOLE, FIT_LEGACY, 50, 50, 0, SIGNED,
		"b53d02357b6c321c3a449398db49eb86aafcc88ead1fe18538236c2305dfbcf9"},
	{33, 7, FIT_WHOLE, FIT_BILINEAR, 31, 77, 0, SIGNED,
		"772d3278c20dfe5c5d0b33707d1c8132927f9fbb8e0286d469ca38848a93a0fc"},
	{33, 7, FIT_WHOLE, FIT_LEGACY, 31, 77, 0, SIGNED,
		"d730a0f57e15313c344bdb1934e7b47b692840a51b3c32aa9ccab72b73dc109c"},
	{33, 7, FIT_SIDES_875, FIT_LEGACY, 50, 50, 0, UNIT,
		"291fc8766e97da2ceeeb58f02c12416a8fd09099b4e6dacec0df6d2208500b30"},
	{33, 7, FIT_WHOLE, FIT_BILINEAR, 50, 50, 224, SIGNED,
		"5693539f7f33eb652287784cba37eb4631a08404159508edc0388c01f975d931"},
	{33, 7, FIT_SQUARE_TPU, FIT_BILINEAR, 50, 50, 0, AS_IS,
		"13e4a4986f8c90cc43c4d99dfad61508d31742143389003e545eb85d64ba73a6"},
};

enum { VECTOR_COUNT = sizeof(vectors) / sizeof(vectors[0]) };

static void check_vector(const struct vector *v)
{
	struct arena arena = {0};
	struct picture8 in = make_noise(v->in_width, v->in_height, &arena);
	struct fit fit = {.crop = v->crop,
		.resize = v->resize,
		.width = v->width,
		.height = v->height,
		.via = v->via};
	reals[v->real](fit.real);
	size_t count = (size_t)v->width * (size_t)v->height * PICTURE_CHANNELS;
	float *out = fit_run(&fit, in, &arena);
	struct digests digests =
		digest_bytes((struct bytes){(const unsigned char *)out, count * sizeof(*out)});
	CHECK_TEXT(digests.sha256, v->sha256, "%d x %d, crop %d, resize %d, to %d x %d",
		v->in_width, v->in_height, v->crop, v->resize, v->width, v->height);
	arena_release(&arena);
}

// The 5 x 5 identity to 3 rows of 5: the documentation of tf.image.resize.
static void check_identity(void)
{
	static const float expected[3][5] = {
		{2.0F / 3, 1.0F / 3, 0, 0, 0}, {0, 0, 1, 0, 0}, {0, 0, 0, 1.0F / 3, 2.0F / 3}};
	float in[5][5][PICTURE_CHANNELS] = {{{0}}}, out[3][5][PICTURE_CHANNELS], real[256] = {0, 1};
	unsigned char bytes[5][5][PICTURE_CHANNELS] = {{{0}}};
	for (int i = 0; i < 5; i++)
		for (int c = 0; c < PICTURE_CHANNELS; c++)
			in[i][i][c] = (float)(bytes[i][i][c] = 1);
	for (int way = 0; way < 2; way++) {
		struct arena arena = {0};
		if (way == 0)
			resize_bilinear_float(&out[0][0][0], resize_to_all(5, 3), &in[0][0][0], 5,
				5, RESIZE_HALF_PIXEL, &arena);
		else
			resize_bilinear(&out[0][0][0], resize_to_all(5, 3),
				picture8_of(&bytes[0][0][0], 5, 5), real, RESIZE_HALF_PIXEL,
				&arena);
		float worst = 0;
		for (int y = 0; y < 3; y++)
			for (int x = 0; x < 5; x++)
				for (int c = 0; c < PICTURE_CHANNELS; c++)
					worst = fmaxf(worst, fabsf(out[y][x][c] - expected[y][x]));
		CHECK(worst < 1e-6F, "the identity, resized from %s: differs by %g",
			way == 0 ? "floats" : "bytes", (double)worst);
		arena_release(&arena);
	}
}

static void check_crops(void)
{
	struct arena arena = {0};
	struct picture8 in = make_noise(500, 375, &arena);
	struct picture8 part = crop_centre_share(in, 0.875);
	// (int)((500 - 437.5) / 2) = 31 and (int)((375 - 328.125) / 2) = 23
	CHECK_INT(part.width, 500 - 2 * 31, "a share: width");
	CHECK_INT(part.height, 375 - 2 * 23, "a share: height");
	CHECK(part.values == in.values + 23 * 1500 + 31 * 3, "a share: begin");
	part = crop_centre_square(in, 0.875);
	CHECK_INT(part.width, 328, "a square: width");
	CHECK_INT(part.height, 328, "a square: height");
	CHECK(part.values == in.values + 24 * 1500 + 86 * 3, "a square: begin");
	part = crop_centre_square(make_noise(1, 9, &arena), 0.5);
	CHECK(part.width == 1 && part.height == 1, "a square is at least a pixel");
	part = crop_centre_share(make_noise(1, 9, &arena), 0.01);
	CHECK(part.width == 1 && part.height == 1, "a share is at least a pixel");
	// Python: [round(x / 2) for x in (16, 17, 18, 19, -1, -3)]
	static const int rest[] = {16, 17, 18, 19, -1, -3}, expected[] = {8, 8, 9, 10, 0, -2};
	for (int i = 0; i < 6; i++)
		CHECK_INT(crop_centre_begin(50 + rest[i], 50), expected[i],
			"a window of 50 in the middle of %d", 50 + rest[i]);
	arena_release(&arena);
}

// A picture that is as long as one can be costs no more than the part that is seen.
static void check_long(void)
{
	static const enum fit_resize ways[] = {FIT_SMOOTH, FIT_BILINEAR, FIT_LEGACY};
	for (int i = 0; i < 6; i++) {
		struct arena arena = {0};
		struct picture8 in =
			i < 3 ? make_noise(65500, 1, &arena) : make_noise(1, 65500, &arena);
		struct fit fit = {
			.crop = FIT_CENTRE, .resize = ways[i % 3], .width = 50, .height = 50};
		fit_real_as_is(fit.real);
		const float *out = fit_run(&fit, in, &arena);
		// 50 times as large, so that about one input pixel is seen, and its neighbours.
		float least = 255, most = 0;
		for (int k = 0; k < 50 * 50 * PICTURE_CHANNELS; k++) {
			least = fminf(least, out[k]);
			most = fmaxf(most, out[k]);
		}
		CHECK(least >= 0 && most <= 255 && least < most, "the middle of %d x %d", in.width,
			in.height);
		arena_release(&arena);
	}
}

// numpy: (numpy.float32(0.299) * r + numpy.float32(0.587) * g + numpy.float32(0.114) * b)
// .astype(numpy.uint32), all in float32.
static void check_grey(void)
{
	struct arena arena = {0};
	struct picture8 in = make_noise(64, 64, &arena);
	float *rgb = arena_array(&arena, float, 64 * 64 * PICTURE_CHANNELS);
	float *grey = arena_array(&arena, float, 64 * 64);
	unsigned char *bytes = arena_array(&arena, unsigned char, 64 * 64);
	for (int i = 0; i < 64 * 64 * PICTURE_CHANNELS; i++)
		rgb[i] = (float)in.values[i];
	colour_grey(grey, rgb, 64 * 64);
	for (int i = 0; i < 64 * 64; i++)
		bytes[i] = (unsigned char)grey[i];
	struct digests digests = digest_bytes((struct bytes){bytes, 64 * 64});
	CHECK_TEXT(digests.sha256,
		"5993b1e67c899c4ea44738a16986f7220f6566cbaa6102b43870009fdc7dc5fe",
		"greys of noise");
	static const float ends[] = {0, 0, 0, 255, 255, 255, 10, 20, 30.75F};
	colour_grey(grey, ends, 3);
	CHECK(grey[0] == 0 && grey[1] == 255 && grey[2] == 18,
		"grey of black, white, a colour: %g %g %g", (double)grey[0], (double)grey[1],
		(double)grey[2]);
	arena_release(&arena);
}

int main(void)
{
	for (int i = 0; i < VECTOR_COUNT; i++)
		check_vector(&vectors[i]);
	check_identity();
	check_crops();
	check_long();
	check_grey();
	return check_done();
}
