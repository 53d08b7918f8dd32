// SPDX-License-Identifier: Apache-2.0
/*
 * How the Hello Edge keyword spotters (DS-CNN, CNN) of ARM-software/ML-zoo were evaluated:
 * one second of speech, as loud as it is, through TensorFlow's audio operators to 49 frames
 * of 10 MFCCs; rounded to the input's int8 by a cast that does not clamp.  Loud frames are
 * out of range, so they wrap around to strongly negative codes, and that is in the published
 * figures; the knob quant=clamp is what was meant.
 *
 * Sources: ARM-software/ML-examples:tflu-kws-cortex-m/Training/{data,test_tflite}.py, and
 * the same in ARM-software/ML-zoo:models/keyword_spotting/ds_cnn_large/model_package_tf,
 * data_processing/data_preprocessing.py and ds_cnn_l_inference_tflite.py; for what the
 * operators compute tensorflow/tensorflow:tensorflow/core/kernels/{decode_wav_op,
 * spectrogram,spectrogram_op,mfcc,mfcc_op,mfcc_mel_filterbank,mfcc_dct}.cc.
 */
#include "zoo/protocol.h"
#include "zoo/protocols/kws_clip.h"

enum { KNOB_QUANT, KNOB_ROUND, KNOB_LOG_FLOOR, KNOB_COUNT };

// The order of the values is that of the arrays below.
static const char *const quant_values[] = {"wrap", "clamp", NULL};
static const char *const round_values[] = {"half-even", "half-away", NULL};
static const char *const log_floor_values[] = {"max-1e-12", "add-flt-min", NULL};

static const struct knob knobs[KNOB_COUNT] = {
	[KNOB_QUANT] = {.name = "quant",
		.about = "what becomes of codes beyond int8: modulo 256, as the card did it, or "
			 "the nearest code, as is right",
		.values = quant_values},
	[KNOB_ROUND] = {.name = "round",
		.about = "to int8: halves to the even code, or away from zero",
		.values = round_values},
	[KNOB_LOG_FLOOR] = {.name = "log-floor",
		.about = "what keeps the logarithm finite: ln(max(x, 1e-12)) or ln(x + FLT_MIN)",
		.values = log_floor_values},
};

static const enum quantise_range ranges[] = {QUANTISE_WRAP, QUANTISE_CLAMP};
static const enum quantise_round roundings[] = {QUANTISE_NEAREST_EVEN, QUANTISE_NEAREST};
static const enum log_floor log_floors[] = {LOG_FLOOR_MAX_1E_12, LOG_FLOOR_ADD_FLT_MIN};

struct pipeline {
	const struct mfcc *mfcc;
	struct encoder encoder;
};

static bool pipeline_create(struct pipeline **out, const struct knob_choice *choice,
	const struct tensor *input, struct arena *keep, struct status *st)
{
	struct pipeline *pipeline = arena_new(keep, struct pipeline);
	// The scripts work on numpy's float32 arrays, and so divide and add in float32.
	const struct quantise rules = {.round = roundings[choice->value[KNOB_ROUND]],
		.range = ranges[choice->value[KNOB_QUANT]],
		.precision = QUANTISE_FLOAT32};
	if (!kws_clip_encoder(&pipeline->encoder, "protocol kws-hello-edge", input, &rules, st))
		return false;
	pipeline->mfcc =
		kws_clip_mfcc(log_floors[choice->value[KNOB_LOG_FLOOR]], MFCC_POWER_FLOAT32, keep);
	*out = pipeline;
	return true;
}

static bool prepare(const struct pipeline *pipeline, void *input, struct bytes sample,
	const char *name, struct arena *scratch, struct status *st)
{
	enum { FULL_SCALE = 32768 };
	struct kws_clip clip;
	if (!kws_clip_decode(&clip, sample, name, scratch, st))
		return false;
	kws_clip_encode(input, &clip, FULL_SCALE, pipeline->mfcc, &pipeline->encoder, scratch);
	return true;
}

const struct protocol protocol_kws_hello_edge = {
	.name = "kws-hello-edge",
	.version = 1,
	.about = "keyword spotting: one second to 49 x 10 MFCCs by TensorFlow's audio operators",
	.dataset = "speech_commands_v0.02",
	.metric = METRIC_ACCURACY,
	.sample = KWS_CLIP_SAMPLE,
	.knobs = knobs,
	.knob_count = KNOB_COUNT,
	.pipeline_create = pipeline_create,
	.prepare = prepare,
};
