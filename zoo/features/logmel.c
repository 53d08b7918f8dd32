// SPDX-License-Identifier: Apache-2.0
/*
 * Frames go through in pairs, as the spectrogram gives them.
 */
#include "zoo/features/logmel.h"

#include "zoo/features/spectrogram.h"

#include <float.h>
#include <math.h>

struct logmel {
	int sample_count, margin; // margin: samples to put before and behind
	int frame_count;
	enum spectrogram_pad pad;
	double floor;
	const struct spectrogram *spectrogram;
	const struct mel *mel;
};

const struct logmel *logmel_create(const struct logmel_options *options, struct arena *keep)
{
	struct logmel *logmel = arena_new(keep, struct logmel);
	logmel->sample_count = options->sample_count;
	if (options->centre != LOGMEL_FROM_START)
		logmel->margin = options->frame_sample_count / 2;
	logmel->pad = options->centre == LOGMEL_CENTRE_ZEROS ? PAD_ZEROS : PAD_REFLECT;
	logmel->frame_count =
		(options->sample_count + 2 * logmel->margin - options->frame_sample_count) /
			options->hop_sample_count +
		1;
	logmel->floor = options->floor == LOGMEL_ADD_FLT_MIN ? (double)FLT_MIN : DBL_EPSILON;
	logmel->spectrogram =
		spectrogram_create(&(struct spectrogram_options){.frame_count = logmel->frame_count,
					   .frame_sample_count = options->frame_sample_count,
					   .hop_sample_count = options->hop_sample_count,
					   .fft_point_count = options->frame_sample_count},
			keep);
	struct mel_options mel = options->mel;
	mel.bin_count = spectrogram_bin_count(logmel->spectrogram);
	logmel->mel = mel_create(&mel, keep);
	return logmel;
}

int logmel_frame_count(const struct logmel *logmel)
{
	return logmel->frame_count;
}

static const double *with_margins(
	const struct logmel *logmel, const double *samples, struct arena *scratch)
{
	if (logmel->margin == 0)
		return samples;
	double *padded = arena_array(scratch, double, logmel->sample_count + 2 * logmel->margin);
	spectrogram_pad(padded, samples, logmel->sample_count, logmel->margin, logmel->pad);
	return padded;
}

void logmel_run(
	const struct logmel *logmel, double *out, const double *samples, struct arena *scratch)
{
	const struct mel *mel = logmel->mel;
	const double *padded = with_margins(logmel, samples, scratch);
	struct spectrogram_work *work = spectrogram_work_create(logmel->spectrogram, scratch);
	lanes *power = arena_array(scratch, lanes, mel->end_bin);
	lanes *bands = arena_array(scratch, lanes, mel->band_count);
	for (int frame = 0; frame < logmel->frame_count; frame += LANE_COUNT) {
		spectrogram_take(logmel->spectrogram, work, power, padded, frame, mel->first_bin,
			mel->end_bin, WEAVE_AS_IS);
		mel_apply(mel, bands, power);
		for (int lane = 0; lane < LANE_COUNT && frame + lane < logmel->frame_count; lane++)
			for (int b = 0; b < mel->band_count; b++)
				*out++ = 10 * log10(bands[b][lane] + logmel->floor);
	}
}
