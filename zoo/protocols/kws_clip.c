// SPDX-License-Identifier: Apache-2.0
/*
 * Sources: MicroNets (arXiv:2010.11267), section 4.2, which has frames and coefficients from
 * Hello Edge (arXiv:1711.07128); tensorflow/tensorflow:tensorflow/core/kernels/mfcc.cc for
 * the bands.
 */
#include "zoo/protocols/kws_clip.h"

#include "zoo/decode/audio.h"
#include "zoo/features/loops.h"

enum {
	RATE_HZ = 16000,
	CLIP_SAMPLE_COUNT = 16000,
	FRAME_COUNT = 49,
	COEFFICIENT_COUNT = 10,
	INPUT_COUNT = FRAME_COUNT * COEFFICIENT_COUNT
};

bool kws_clip_encoder(struct encoder *out, const char *protocol, const struct tensor *input,
	const struct quantise *rules, struct status *st)
{
	return encoder_create(out, protocol, input, rules, INPUT_COUNT, "49 frames of 10", st);
}

const struct mfcc *kws_clip_mfcc(
	enum log_floor log_floor, enum mfcc_power power, struct arena *keep)
{
	return mfcc_create(&(struct mfcc_options){.rate_hz = RATE_HZ,
				   .frame_count = FRAME_COUNT,
				   .frame_sample_count = 640,
				   .hop_sample_count = 320,
				   .fft_point_count = 1024,
				   .band_count = 40,
				   .coefficient_count = COEFFICIENT_COUNT,
				   .low_hz = 20,
				   .high_hz = 4000,
				   .power = power,
				   .log_floor = log_floor},
		keep);
}

bool kws_clip_decode(struct kws_clip *out, struct bytes sample, const char *name,
	struct arena *scratch, struct status *st)
{
	struct audio audio;
	if (!audio_decode(&audio, sample, name, scratch, st))
		return false;
	if (audio.rate_hz != RATE_HZ || audio.channel_count != 1)
		return status_fail(st, STATUS_FORMAT,
			"%s: expected %d Hz in 1 channel, got %d Hz in %d", name, (int)RATE_HZ,
			audio.rate_hz, audio.channel_count);
	out->samples = audio.samples;
	out->count = audio.frame_count < CLIP_SAMPLE_COUNT ? audio.frame_count : CLIP_SAMPLE_COUNT;
	return true;
}

void kws_clip_encode(void *out, const struct kws_clip *clip, double by, const struct mfcc *mfcc,
	const struct encoder *encoder, struct arena *scratch)
{
	double *samples = arena_array(scratch, double, CLIP_SAMPLE_COUNT);
	loops_best()->divide(samples, clip->samples, clip->count, by);
	double *coefficients = arena_array(scratch, double, INPUT_COUNT);
	mfcc_run(mfcc, coefficients, samples, scratch);
	encode(encoder, out, coefficients, INPUT_COUNT);
}
