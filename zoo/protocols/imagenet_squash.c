// SPDX-License-Identifier: Apache-2.0
/*
 * How the MobileNets of ARM-software/ML-zoo were evaluated on ImageNet: the whole image is
 * squashed into the input's shape, bilinear and without antialiasing, as x / 127.5 - 1, and
 * cut to int8.  All in float32.
 *
 * Source: ARM-software/ML-zoo:models/image_classification/mobilenet_v2_1.0_224/tflite_int8/
 * recreate_model/ (load_data.py, benchmark_model.py) with TensorFlow 2.4.1, whose
 * decode_jpeg has JDCT_IFAST by default.  The other ways are those of Arm's ML embedded
 * evaluation kit ("MLEK" below: scripts/py/gen_rgb_cpp.py and source/application/api/common/
 * source/ImageUtils.cc) and of tensorflow/models:research/slim/preprocessing/
 * inception_preprocessing.py.
 */
#include "engine/model.h"
#include "zoo/decode/image.h"
#include "zoo/features/encode.h"
#include "zoo/features/fit.h"
#include "zoo/protocol.h"

enum { KNOB_CROP, KNOB_INPUT, KNOB_JPEG, KNOB_COUNT };
enum { CROP_SQUASH, CROP_MLEK, CROP_SLIM_875 };
enum { INPUT_TRUNCATE, INPUT_NEAREST, INPUT_MLEK };
enum { JPEG_IFAST, JPEG_ISLOW };
enum { MAX_SIDE = 4096 }; // of the input; nobody has a larger one

// The order of the values is that of the enums.
static const char *const crop_values[] = {"squash", "mlek", "slim-875", NULL};
static const char *const input_values[] = {"truncate", "nearest", "mlek", NULL};
static const char *const jpeg_values[] = {"ifast", "islow", NULL};

static const struct knob knobs[KNOB_COUNT] = {
	[KNOB_CROP] = {.name = "crop",
		.about = "the whole image squashed into shape; in proportion, antialiased, and the "
			 "middle of it (MLEK); the middle 87.5 % of both sides, resized from the "
			 "corner (slim)",
		.values = crop_values},
	[KNOB_INPUT] = {.name = "input",
		.about =
			"to codes: x / scale + zero point cut or to nearest, in float32; or the pixel "
			"as it is, - 128 for int8 (MLEK)",
		.values = input_values},
	[KNOB_JPEG] = {.name = "jpeg",
		.about = "how JPEGs are transformed: as TensorFlow or as libjpeg does by default",
		.values = jpeg_values},
};

struct pipeline {
	struct fit fit;
	bool twice_minus_one; // 2 (x - 0.5) behind the resize
	bool as_pixels;       // no real numbers: codes are pixels
	struct encoder encoder;
	enum image_dct dct;
};

static bool check_shape(const struct tensor *input, struct status *st)
{
	const int32_t *shape = input->shape;
	if (input->rank != 4 || shape[0] != 1 || shape[3] != PICTURE_CHANNELS)
		return status_fail(st, STATUS_FORMAT,
			"protocol imagenet-squash: input %s: expected one picture of three channels "
			"(1 x height x width x 3), got %d dimensions and %zu values",
			input->name, input->rank, input->count);
	if (shape[1] < 1 || shape[1] > MAX_SIDE || shape[2] < 1 || shape[2] > MAX_SIDE)
		return status_fail(st, STATUS_FORMAT,
			"protocol imagenet-squash: input %s: expected 1 to %d pixels a side, got %d x %d",
			input->name, (int)MAX_SIDE, shape[1], shape[2]);
	return true;
}

static void set_fit(struct pipeline *pipeline, int crop, const struct tensor *input)
{
	static const struct {
		enum fit_crop crop;
		enum fit_resize resize;
		void (*real)(float real[256]);
	} ways[] = {
		[CROP_SQUASH] = {FIT_WHOLE, FIT_BILINEAR, fit_real_signed},
		[CROP_MLEK] = {FIT_CENTRE, FIT_SMOOTH, fit_real_signed},
		[CROP_SLIM_875] = {FIT_SIDES_875, FIT_LEGACY, fit_real_unit},
	};
	pipeline->fit = (struct fit){.crop = ways[crop].crop,
		.resize = ways[crop].resize,
		.height = input->shape[1],
		.width = input->shape[2]};
	if (pipeline->as_pixels)
		fit_real_as_is(pipeline->fit.real);
	else
		ways[crop].real(pipeline->fit.real);
	pipeline->twice_minus_one = crop == CROP_SLIM_875 && !pipeline->as_pixels;
}

static bool pipeline_create(struct pipeline **out, const struct knob_choice *choice,
	const struct tensor *input, struct arena *keep, struct status *st)
{
	struct pipeline *pipeline = arena_new(keep, struct pipeline);
	int how = choice->value[KNOB_INPUT];
	// The cast in the source does not clamp, but for the card's input nothing lies outside;
	// other models' inputs are better off clamped.
	const struct quantise rules = {
		.round = how == INPUT_NEAREST ? QUANTISE_NEAREST : QUANTISE_TRUNCATE,
		.range = QUANTISE_CLAMP,
		.precision = QUANTISE_FLOAT32};
	if (!encoder_create(
		    &pipeline->encoder, "protocol imagenet-squash", input, &rules, 0, NULL, st) ||
		!check_shape(input, st))
		return false;
	pipeline->as_pixels = how == INPUT_MLEK;
	if (pipeline->as_pixels && input->type != TENSOR_INT8 && input->type != TENSOR_UINT8)
		return status_fail(st, STATUS_FORMAT,
			"protocol imagenet-squash: input=mlek: input %s: expected int8 or uint8, got %s",
			input->name, tensor_type_name(input->type));
	pipeline->dct = choice->value[KNOB_JPEG] == JPEG_IFAST ? IMAGE_DCT_IFAST : IMAGE_DCT_ISLOW;
	set_fit(pipeline, choice->value[KNOB_CROP], input);
	*out = pipeline;
	return true;
}

// Pixels between two whole ones are cut, as a cast does.
static void write_pixels(
	const struct pipeline *pipeline, void *input, const float *pixels, size_t count)
{
	int zero = pipeline->encoder.type == TENSOR_INT8 ? 128 : 0;
	unsigned char *codes = input;
	for (size_t i = 0; i < count; i++)
		codes[i] = (unsigned char)((int)pixels[i] - zero);
}

// Changes the values on its way.
static void write_reals(const struct pipeline *pipeline, void *input, float *values, size_t count)
{
	for (size_t i = 0; pipeline->twice_minus_one && i < count; i++)
		values[i] = (values[i] - 0.5F) * 2.0F;
	encode_floats(&pipeline->encoder, input, values, count);
}

static bool prepare(const struct pipeline *pipeline, void *input, struct bytes sample,
	const char *name, struct arena *scratch, struct status *st)
{
	struct image image;
	if (!image_decode(&image, sample, pipeline->dct, name, scratch, st))
		return false;
	const struct fit *fit = &pipeline->fit;
	size_t count = (size_t)fit->width * (size_t)fit->height * PICTURE_CHANNELS;
	float *values = fit_run(fit, picture8_of(image.pixels, image.width, image.height), scratch);
	if (pipeline->as_pixels) {
		write_pixels(pipeline, input, values, count);
		return true;
	}
	write_reals(pipeline, input, values, count);
	return true;
}

const struct protocol protocol_imagenet_squash = {
	.name = "imagenet-squash",
	.version = 1,
	.about = "image classification: the whole image squashed into the input, bilinear, -1 to 1",
	.dataset = "imagenet",
	.metric = METRIC_ACCURACY,
	.sample = "an image (.jpg, .png, .bmp) of any size",
	.knobs = knobs,
	.knob_count = KNOB_COUNT,
	.pipeline_create = pipeline_create,
	.prepare = prepare,
};
