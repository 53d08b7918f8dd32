// SPDX-License-Identifier: Apache-2.0
/*
 * How the MicroNet person detectors of ARM-software/ML-zoo are evaluated: the middle of a
 * picture, resized to the model's input, in grey, as numbers from 0 to 1.
 *
 * MicroNets (arXiv:2010.11267), section 4.1, says grey and 50x50, and nothing of crop,
 * resizing or range.  The defaults are those of the one public program that runs the
 * models, Arm's ML embedded evaluation kit: scripts/py/gen_rgb_cpp.py (crop and resizing, by
 * Pillow), source/application/api/common/source/ImageUtils.cc (grey) and
 * source/application/api/use_case/vww/src/VisualWakeWordProcessing.cc (range, rounding).
 * Until the 40,504 images have been run, that these make the published figure is a guess.
 */
#include "engine/model.h"
#include "zoo/decode/image.h"
#include "zoo/features/colour.h"
#include "zoo/features/encode.h"
#include "zoo/features/fit.h"
#include "zoo/protocol.h"

enum { KNOB_CROP, KNOB_RESIZE, KNOB_VIA, KNOB_RANGE, KNOB_ROUND, KNOB_JPEG, KNOB_COUNT };
enum { VIA_DIRECT, VIA_224 };
enum { RANGE_UNIT, RANGE_SIGNED };

// The order of the values is that of the enums and tables below.
static const char *const crop_values[] = {"centre-square", "none", "centre-875-sides",
	"centre-square-875", "centre-square-061", NULL};
static const char *const resize_values[] = {"antialias", "bilinear", "legacy", NULL};
static const char *const via_values[] = {"direct", "224", NULL};
static const char *const range_values[] = {"unit", "signed", NULL};
static const char *const round_values[] = {"truncate", "nearest", NULL};
static const char *const jpeg_values[] = {"islow", "ifast", NULL};

// What other spelling of the language people will try.
static const char *const crop_spellings[] = {"center-square", "centre-square", "center-875-sides",
	"centre-875-sides", "center-square-875", "centre-square-875", "center-square-061",
	"centre-square-061", NULL};

static const struct knob knobs[KNOB_COUNT] = {
	[KNOB_CROP] = {.name = "crop",
		.about = "the part that is looked at: the middle square of the short side; all, "
			 "squashed; 87.5 % of both sides (slim); a square of 87.5 % or of size / "
			 "(size + 32) of the short side (TPU models)",
		.values = crop_values,
		.spellings = crop_spellings},
	[KNOB_RESIZE] = {.name = "resize",
		.about = "Pillow's BILINEAR, which is antialiased; bilinear on half-pixel centres; "
			 "bilinear from the corner",
		.values = resize_values},
	[KNOB_VIA] = {.name = "via",
		.about = "to the input's size at once, or to 224x224 first",
		.values = via_values},
	[KNOB_RANGE] = {.name = "range",
		.about = "grey as numbers from 0 to 1 or from -1 to 1",
		.values = range_values},
	[KNOB_ROUND] = {.name = "round",
		.about = "to codes: towards zero after the zero point was added, or to nearest",
		.values = round_values},
	[KNOB_JPEG] = {.name = "jpeg",
		.about = "how JPEG is decoded: islow (Pillow) or ifast (TensorFlow)",
		.values = jpeg_values},
};

static const enum fit_crop crops[] = {
	FIT_CENTRE, FIT_WHOLE, FIT_SIDES_875, FIT_SQUARE_875, FIT_SQUARE_TPU};
static const enum fit_resize resizes[] = {FIT_SMOOTH, FIT_BILINEAR, FIT_LEGACY};
static const enum quantise_round roundings[] = {QUANTISE_TRUNCATE, QUANTISE_NEAREST};
static const enum image_dct dcts[] = {IMAGE_DCT_ISLOW, IMAGE_DCT_IFAST};

enum { VIA_SIDE = 224, MAX_SIDE = 1024 };

struct pipeline {
	struct fit fit;
	int range;
	enum image_dct dct;
	struct encoder encoder;
};

static bool check_input(const struct tensor *input, struct status *st)
{
	if (input->rank != 4 || input->shape[0] != 1 || input->shape[3] != 1)
		return status_fail(st, STATUS_FORMAT,
			"protocol vww-micronet: input %s: expected one picture of one channel, "
			"[1, height, width, 1]",
			input->name);
	if (input->shape[1] > MAX_SIDE || input->shape[2] > MAX_SIDE)
		return status_fail(st, STATUS_FORMAT,
			"protocol vww-micronet: input %s: expected at most %d x %d, got %d x %d",
			input->name, (int)MAX_SIDE, (int)MAX_SIDE, (int)input->shape[1],
			(int)input->shape[2]);
	return true;
}

static bool pipeline_create(struct pipeline **out, const struct knob_choice *choice,
	const struct tensor *input, struct arena *keep, struct status *st)
{
	if (!check_input(input, st))
		return false;
	const int *value = choice->value;
	struct quantise rules = {.round = roundings[value[KNOB_ROUND]],
		.range = QUANTISE_CLAMP,
		.precision = QUANTISE_FLOAT32};
	struct pipeline *pipeline = arena_new(keep, struct pipeline);
	if (!encoder_create(
		    &pipeline->encoder, "protocol vww-micronet", input, &rules, 0, NULL, st))
		return false;
	pipeline->fit = (struct fit){.crop = crops[value[KNOB_CROP]],
		.resize = resizes[value[KNOB_RESIZE]],
		.width = input->shape[2],
		.height = input->shape[1],
		.via = value[KNOB_VIA] == VIA_224 ? VIA_SIDE : 0};
	fit_real_as_is(pipeline->fit.real);
	pipeline->range = value[KNOB_RANGE];
	pipeline->dct = dcts[value[KNOB_JPEG]];
	*out = pipeline;
	return true;
}

static float in_range(int range, float grey)
{
	return range == RANGE_SIGNED ? grey / 127.5F - 1.0F : grey / 255.0F;
}

static bool prepare(const struct pipeline *pipeline, void *input, struct bytes sample,
	const char *name, struct arena *scratch, struct status *st)
{
	struct image image;
	if (!image_decode(&image, sample, pipeline->dct, name, scratch, st))
		return false;
	size_t count = (size_t)pipeline->fit.width * (size_t)pipeline->fit.height;
	float *grey = arena_array(scratch, float, count);
	const float *rgb = fit_run(
		&pipeline->fit, picture8_of(image.pixels, image.width, image.height), scratch);
	colour_grey(grey, rgb, count);
	for (size_t i = 0; i < count; i++)
		grey[i] = in_range(pipeline->range, grey[i]);
	encode_floats(&pipeline->encoder, input, grey, count);
	return true;
}

const struct protocol protocol_vww_micronet = {
	.name = "vww-micronet",
	.version = 1,
	.about =
		"person or not: the middle of a picture in grey, at the size of the model's input; "
		"how the cards' figures were made is not published",
	.dataset = "visual_wake_words",
	.metric = METRIC_ACCURACY,
	.sample = "a picture (.jpg, .png, .bmp)",
	.knobs = knobs,
	.knob_count = KNOB_COUNT,
	.pipeline_create = pipeline_create,
	.prepare = prepare,
};
