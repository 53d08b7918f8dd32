// SPDX-License-Identifier: Apache-2.0
/*
 * How the MicroNet anomaly detectors of ARM-software/ML-zoo are evaluated: 10 s of a slide
 * rail to a log-mel spectrogram of 64 bands, 13 overlapping pictures of 64x64 reduced to
 * 32x32, and of each the probability that it is the machine that it is.  A clip that does not
 * sound like its own machine is an anomaly.
 *
 * Sources: MicroNets (arXiv:2010.11267), section 4.3, for frames, overlap, bilinear
 * reduction and score; daisukelab/dcase2020_task2_variants:image_common.py, of whose prepared
 * set the paper speaks, for the spectrogram; Arm's ML embedded evaluation kit ("MLEK" below),
 * source/use_case/ad, for the mean of -30 dB, rounding and the score of a clip.  With the
 * trained file of this family that ML-zoo once had, the defaults are the best choices or
 * equal to them; the file that it has now has not been trained.
 */
#include "engine/model.h"
#include "zoo/decode/audio.h"
#include "zoo/features/halve.h"
#include "zoo/features/logmel.h"
#include "zoo/features/encode.h"
#include "zoo/protocol.h"

#include <math.h>

enum {
	RATE_HZ = 16000,
	CLIP_SAMPLE_COUNT = 160000,
	BAND_COUNT = 64,
	WINDOW_FRAME_COUNT = 64,
	WINDOW_HOP = 20, // frames
	SIDE = 32,
	INPUT_COUNT = SIDE * SIDE
};

enum {
	KNOB_CENTER,
	KNOB_RESIZE,
	KNOB_WINDOWS,
	KNOB_MEL_INTERP,
	KNOB_MEAN,
	KNOB_SCORE,
	KNOB_AUC,
	KNOB_LOG_FLOOR,
	KNOB_COUNT
};
enum { MEAN_MINUS_30, MEAN_DATASET };
enum { SCORE_SOFTMAX, SCORE_LOG_SOFTMAX };

// The order of the values is that of the enums and tables below.
static const char *const center_values[] = {"reflect", "zeros", "none", NULL};
static const char *const resize_values[] = {"mean2x2", "skip", NULL};
static const char *const windows_values[] = {"13", "12", NULL};
static const char *const mel_interp_values[] = {"hz", "mel", NULL};
static const char *const mean_values[] = {"-30", "dataset", NULL};
static const char *const score_values[] = {"softmax", "log-softmax", NULL};
static const char *const auc_values[] = {"per-id", "pooled", NULL};
static const char *const log_floor_values[] = {"add-2.2e-16", "add-flt-min", NULL};

static const struct knob knobs[KNOB_COUNT] = {
	[KNOB_CENTER] = {.name = "center",
		.about =
			"what frames that stick out of the clip see: the clip mirrored (librosa 0.6), "
			"zeros (librosa 0.10); none: no frame does (MLEK)",
		.values = center_values},
	[KNOB_RESIZE] = {.name = "resize",
		.about = "64x64 to 32x32: bilinear, which is the mean of each 2x2 block, or every "
			 "second row and column (MLEK)",
		.values = resize_values},
	[KNOB_WINDOWS] = {.name = "windows",
		.about = "pictures of a clip: all that fit, or what image_common.py counts",
		.values = windows_values},
	[KNOB_MEL_INTERP] = {.name = "mel-interp",
		.about = "slopes of the mel bands are straight in hertz (librosa) or in mel (MLEK)",
		.values = mel_interp_values},
	[KNOB_MEAN] = {.name = "mean",
		.about =
			"what is subtracted, in dB: the training mean of MLEK, a number, or the mean "
			"over all frames of the evaluated clips",
		.values = mean_values,
		.takes_number = true},
	[KNOB_SCORE] = {.name = "score",
		.about = "of a picture: -p or -ln p, p the probability of the clip's own machine",
		.values = score_values},
	[KNOB_AUC] = {.name = "auc",
		.about =
			"the mean of the machines' areas (the DCASE baseline), or one area over all "
			"clips",
		.values = auc_values},
	[KNOB_LOG_FLOOR] = {.name = "log-floor",
		.about = "what keeps the logarithm finite: 10 log10(x + 2.220446e-16), or FLT_MIN "
			 "(MLEK)",
		.values = log_floor_values},
};

static const enum logmel_centre centres[] = {
	LOGMEL_CENTRE_REFLECT, LOGMEL_CENTRE_ZEROS, LOGMEL_FROM_START};
static const enum halve resizes[] = {HALVE_MEAN, HALVE_SKIP};
// Of 311 frames (not centred) or 313: floor((frames - 64) / 20) + 1, floor((frames - 63) / 20).
static const int window_counts[] = {13, 12};
static const enum mel_slopes slopes[] = {MEL_STRAIGHT_IN_HZ, MEL_STRAIGHT_IN_MEL};
static const enum logmel_floor log_floors[] = {LOGMEL_ADD_DOUBLE_EPSILON, LOGMEL_ADD_FLT_MIN};

struct pipeline {
	enum halve resize;
	int window_count;
	int score;
	bool survey; // the mean comes from the evaluated set
	double mean; // NaN until it has come
	const struct logmel *logmel;
	struct encoder encoder;
	size_t input_nbytes; // of one window
};

static const struct logmel *create_logmel(const struct knob_choice *choice, struct arena *keep)
{
	return logmel_create(&(struct logmel_options){.sample_count = CLIP_SAMPLE_COUNT,
				     .frame_sample_count = 1024,
				     .hop_sample_count = 512,
				     .centre = centres[choice->value[KNOB_CENTER]],
				     .floor = log_floors[choice->value[KNOB_LOG_FLOOR]],
				     .mel = {.rate_hz = RATE_HZ,
					     .band_count = BAND_COUNT,
					     .low_hz = 0,
					     .high_hz = 8000,
					     .scale = MEL_SLANEY,
					     .slopes = slopes[choice->value[KNOB_MEL_INTERP]],
					     .height = MEL_AREA_1}},
		keep);
}

static bool pipeline_create(struct pipeline **out, const struct knob_choice *choice,
	const struct tensor *input, struct arena *keep, struct status *st)
{
	static const struct quantise rules = {
		.round = QUANTISE_NEAREST, .range = QUANTISE_CLAMP, .precision = QUANTISE_DOUBLE};
	struct pipeline *pipeline = arena_new(keep, struct pipeline);
	if (!encoder_create(&pipeline->encoder, "protocol ad-micronet", input, &rules, INPUT_COUNT,
		    "32 x 32", st))
		return false;
	pipeline->resize = resizes[choice->value[KNOB_RESIZE]];
	pipeline->window_count = window_counts[choice->value[KNOB_WINDOWS]];
	pipeline->score = choice->value[KNOB_SCORE];
	pipeline->survey = choice->value[KNOB_MEAN] == MEAN_DATASET;
	pipeline->mean = choice->value[KNOB_MEAN] == KNOB_NUMBER ? choice->number[KNOB_MEAN]
			 : pipeline->survey                      ? NAN
								 : -30;
	pipeline->logmel = create_logmel(choice, keep);
	pipeline->input_nbytes = input->nbytes;
	*out = pipeline;
	return true;
}

static int window_count(const struct pipeline *pipeline)
{
	return pipeline->window_count;
}

/* ---- from a clip to pictures ---- */

// The first channel, as the baseline takes it (y-kawagu/dcase2020_task2_baseline:common.py).
// NULL if it cannot be.
static const double *read_clip(
	struct bytes sample, const char *name, struct arena *scratch, struct status *st)
{
	struct audio audio;
	if (!audio_decode(&audio, sample, name, scratch, st))
		return NULL;
	if (audio.rate_hz != RATE_HZ || audio.frame_count != CLIP_SAMPLE_COUNT) {
		status_fail(st, STATUS_FORMAT,
			"%s: expected %d samples at %d Hz, got %lld at %d Hz", name,
			(int)CLIP_SAMPLE_COUNT, (int)RATE_HZ, (long long)audio.frame_count,
			audio.rate_hz);
		return NULL;
	}
	double *samples = arena_array(scratch, double, CLIP_SAMPLE_COUNT);
	for (int64_t i = 0; i < CLIP_SAMPLE_COUNT; i++)
		samples[i] = (double)audio.samples[i * audio.channel_count] / 32768;
	return samples;
}

static int decibel_count(const struct pipeline *pipeline)
{
	return logmel_frame_count(pipeline->logmel) * BAND_COUNT;
}

// The clip in dB, [frame][band]; NULL if it cannot be read.
static double *read_decibels(const struct pipeline *pipeline, struct bytes sample, const char *name,
	struct arena *scratch, struct status *st)
{
	const double *samples = read_clip(sample, name, scratch, st);
	if (!samples)
		return NULL;
	double *decibels = arena_array(scratch, double, decibel_count(pipeline));
	logmel_run(pipeline->logmel, decibels, samples, scratch);
	return decibels;
}

static bool prepare(const struct pipeline *pipeline, void *inputs, struct bytes sample,
	const char *name, struct arena *scratch, struct status *st)
{
	if (isnan(pipeline->mean)) {
		status_fail(st, STATUS_USAGE,
			"%s: mean=dataset needs a whole set, not a single clip", name);
		return status_hint(st, "give the mean as a number, as in mean=-29.5");
	}
	double *decibels = read_decibels(pipeline, sample, name, scratch, st);
	if (!decibels)
		return false;
	for (int i = 0; i < decibel_count(pipeline); i++)
		decibels[i] -= pipeline->mean;
	unsigned char *input = inputs;
	for (int w = 0; w < pipeline->window_count; w++, input += pipeline->input_nbytes) {
		double values[INPUT_COUNT];
		// Rows are bands, low ones first, and columns are frames.
		halve_picture(values,
			&(struct picture){.first = decibels + w * WINDOW_HOP * BAND_COUNT,
				.row_count = BAND_COUNT,
				.column_count = WINDOW_FRAME_COUNT,
				.row_stride = 1,
				.column_stride = BAND_COUNT},
			pipeline->resize);
		encode(&pipeline->encoder, input, values, INPUT_COUNT);
	}
	return true;
}

static bool wants_survey(const struct pipeline *pipeline)
{
	return pipeline->survey;
}

static bool survey(const struct pipeline *pipeline, double *out, struct bytes sample,
	const char *name, struct arena *scratch, struct status *st)
{
	const double *decibels = read_decibels(pipeline, sample, name, scratch, st);
	if (!decibels)
		return false;
	double sum = 0;
	for (int i = 0; i < decibel_count(pipeline); i++)
		sum += decibels[i];
	*out = sum / decibel_count(pipeline);
	return true;
}

static void calibrate(struct pipeline *pipeline, double mean)
{
	pipeline->mean = mean;
}

/* ---- from outputs to a score ---- */

// -p or -ln p, with p the probability of `target` among all outputs of one window (softmax).
static double window_score(int how, const struct tensor *output, const void *outputs, int target)
{
	double largest = -INFINITY, sum = 0;
	for (size_t i = 0; i < output->count; i++)
		largest = fmax(largest, decode(output, outputs, i));
	for (size_t i = 0; i < output->count; i++)
		sum += exp(decode(output, outputs, i) - largest);
	double own = decode(output, outputs, (size_t)target) - largest;
	return how == SCORE_LOG_SOFTMAX ? log(sum) - own : -exp(own) / sum;
}

static double score(const struct pipeline *pipeline, const struct tensor *output,
	const void *outputs, int target)
{
	double sum = 0;
	for (int w = 0; w < pipeline->window_count; w++)
		sum += window_score(pipeline->score, output,
			(const char *)outputs + (size_t)w * output->nbytes, target);
	return sum / pipeline->window_count;
}

const struct protocol protocol_ad_micronet = {
	.name = "ad-micronet",
	.version = 1,
	.about = "anomaly detection: ten seconds to 13 log-mel pictures of 32 x 32, and how little "
		 "they sound like their own machine",
	.dataset = "dcase2020_task2_slider",
	.metric = METRIC_AUC,
	.sample =
		"a clip of ten seconds at 16 kHz (.wav, .flac), of which the first channel counts",
	.knobs = knobs,
	.knob_count = KNOB_COUNT,
	.pipeline_create = pipeline_create,
	.window_count = window_count,
	.prepare = prepare,
	.score = score,
	.wants_survey = wants_survey,
	.survey = survey,
	.calibrate = calibrate,
};
