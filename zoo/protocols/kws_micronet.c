// SPDX-License-Identifier: Apache-2.0
/*
 * How the MicroNet keyword spotters of ARM-software/ML-zoo were evaluated: one second of
 * speech, divided by its largest sample, 49 frames of 40 ms every 20 ms, 10 MFCCs each,
 * rounded and clamped to the input's int8.
 *
 * Sources: MicroNets (arXiv:2010.11267), section 4.2, for frames and coefficients; the
 * sibling script mlcommons/tiny:benchmark/training/keyword_spotting/get_dataset.py for
 * everything else.  With the default knobs kws_micronet_m.tflite gets 4,683 of the 4,890
 * test clips right, which is the card's 95.77 %; every other scale or rounding gives
 * another count.
 */
#include "zoo/features/loops.h"
#include "zoo/protocol.h"
#include "zoo/protocols/kws_clip.h"

enum { KNOB_SCALE, KNOB_LOG_FLOOR, KNOB_ROUND, KNOB_COUNT };
enum { SCALE_CLIP_MAX, SCALE_CLIP_MAX_ABS, SCALE_FULL };

// The order of the values is that of the enums.
static const char *const scale_values[] = {"clip-max", "clip-max-abs", "full-scale", NULL};
static const char *const log_floor_values[] = {"add-1e-6", "max-1e-12", "add-flt-min", NULL};
static const char *const round_values[] = {"nearest", "truncate", "truncate-double", NULL};

static const struct knob knobs[KNOB_COUNT] = {
	[KNOB_SCALE] = {.name = "scale",
		.about = "what samples are divided by: the clip's largest, its largest magnitude, "
			 "or 32768",
		.values = scale_values},
	[KNOB_LOG_FLOOR] = {.name = "log-floor",
		.about = "what keeps the logarithm finite: ln(x + 1e-6), ln(max(x, 1e-12)), "
			 "ln(x + FLT_MIN)",
		.values = log_floor_values},
	[KNOB_ROUND] = {.name = "round",
		.about = "to int8: to nearest, or towards zero from float32 or from double",
		.values = round_values},
};

// Towards zero, the precision shows: where a clip is silent, coefficients are 0 up to noise
// of 1e-14, and x / scale + zero lies that close to a whole number.
static const struct {
	enum quantise_round round;
	enum quantise_precision precision;
} roundings[] = {
	{QUANTISE_NEAREST, QUANTISE_DOUBLE},
	{QUANTISE_TRUNCATE, QUANTISE_FLOAT32},
	{QUANTISE_TRUNCATE, QUANTISE_DOUBLE},
};

static const enum log_floor log_floors[] = {
	LOG_FLOOR_ADD_1E_6,
	LOG_FLOOR_MAX_1E_12,
	LOG_FLOOR_ADD_FLT_MIN,
};

struct pipeline {
	int scale;
	const struct mfcc *mfcc;
	struct encoder encoder;
};

static bool pipeline_create(struct pipeline **out, const struct knob_choice *choice,
	const struct tensor *input, struct arena *keep, struct status *st)
{
	struct pipeline *pipeline = arena_new(keep, struct pipeline);
	int round = choice->value[KNOB_ROUND];
	const struct quantise rules = {.round = roundings[round].round,
		.range = QUANTISE_CLAMP,
		.precision = roundings[round].precision};
	if (!kws_clip_encoder(&pipeline->encoder, "protocol kws-micronet", input, &rules, st))
		return false;
	pipeline->scale = choice->value[KNOB_SCALE];
	pipeline->mfcc =
		kws_clip_mfcc(log_floors[choice->value[KNOB_LOG_FLOOR]], MFCC_POWER_DOUBLE, keep);
	*out = pipeline;
	return true;
}

// What the samples are to be divided by; 0 if there is nothing to divide by.
static double divisor(int scale, const float *samples, int64_t count)
{
	if (scale == SCALE_FULL)
		return 32768;
	float extremes[2];
	loops_best()->find_extremes(extremes, samples, count);
	float largest = extremes[0];
	if (scale == SCALE_CLIP_MAX_ABS && -extremes[1] > largest)
		largest = -extremes[1];
	return largest > 0 ? (double)largest : 0;
}

static bool prepare(const struct pipeline *pipeline, void *input, struct bytes sample,
	const char *name, struct arena *scratch, struct status *st)
{
	struct kws_clip clip;
	if (!kws_clip_decode(&clip, sample, name, scratch, st))
		return false;
	double by = divisor(pipeline->scale, clip.samples, clip.count);
	if (by == 0)
		return status_fail(st, STATUS_FORMAT,
			"%s: no sample above 0, so the clip cannot be divided by its maximum",
			name);
	kws_clip_encode(input, &clip, by, pipeline->mfcc, &pipeline->encoder, scratch);
	return true;
}

const struct protocol protocol_kws_micronet = {
	.name = "kws-micronet",
	.version = 1,
	.about = "keyword spotting: one second to 49 x 10 MFCCs of the clip divided by its maximum",
	.dataset = "speech_commands",
	.metric = METRIC_ACCURACY,
	.sample = KWS_CLIP_SAMPLE,
	.knobs = knobs,
	.knob_count = KNOB_COUNT,
	.pipeline_create = pipeline_create,
	.prepare = prepare,
};
