// SPDX-License-Identifier: Apache-2.0
/*
 * Frames go through in pairs, as the spectrogram gives them.  Magnitudes are taken only of
 * the bins that lie in some band.
 */
#include "zoo/features/mfcc.h"

#include "zoo/features/dct.h"
#include "zoo/features/loops.h"
#include "zoo/features/mel.h"
#include "zoo/features/spectrogram.h"

#include <float.h>
#include <math.h>

struct mfcc {
	struct mfcc_options options;
	const struct spectrogram *spectrogram;
	const struct mel *mel;
	const struct dct *dct;
};

const struct mfcc *mfcc_create(const struct mfcc_options *options, struct arena *keep)
{
	struct mfcc *mfcc = arena_new(keep, struct mfcc);
	mfcc->options = *options;
	mfcc->spectrogram = spectrogram_create(
		&(struct spectrogram_options){.frame_count = options->frame_count,
			.frame_sample_count = options->frame_sample_count,
			.hop_sample_count = options->hop_sample_count,
			.fft_point_count = options->fft_point_count},
		keep);
	mfcc->mel = mel_create(&(struct mel_options){.rate_hz = options->rate_hz,
				       .bin_count = spectrogram_bin_count(mfcc->spectrogram),
				       .band_count = options->band_count,
				       .low_hz = options->low_hz,
				       .high_hz = options->high_hz},
		keep);
	mfcc->dct = dct_create(options->band_count, options->coefficient_count, keep);
	return mfcc;
}

int mfcc_sample_count(const struct mfcc *mfcc)
{
	return spectrogram_sample_count(mfcc->spectrogram);
}

static double floored_log(enum log_floor log_floor, double x)
{
	switch (log_floor) {
	case LOG_FLOOR_ADD_1E_6:
		return log(x + 1e-6);
	case LOG_FLOOR_ADD_FLT_MIN:
		return log(x + (double)FLT_MIN);
	case LOG_FLOOR_MAX_1E_12:
		break;
	}
	return log(x > 1e-12 ? x : 1e-12);
}

static void cepstrum(const struct mfcc *mfcc, lanes *out, const lanes *magnitudes, lanes *bands)
{
	mel_apply(mfcc->mel, bands, magnitudes);
	for (int b = 0; b < mfcc->options.band_count; b++)
		for (int lane = 0; lane < LANE_COUNT; lane++)
			bands[b][lane] = floored_log(mfcc->options.log_floor, bands[b][lane]);
	dct_apply(mfcc->dct, out, bands);
}

void mfcc_of_magnitudes(
	const struct mfcc *mfcc, lanes *out, const lanes *magnitudes, struct arena *scratch)
{
	cepstrum(mfcc, out, magnitudes, arena_array(scratch, lanes, mfcc->options.band_count));
}

void mfcc_run(const struct mfcc *mfcc, double *out, const double *samples, struct arena *scratch)
{
	const struct mfcc_options *o = &mfcc->options;
	int first_bin = mfcc->mel->first_bin, end_bin = mfcc->mel->end_bin;
	enum weave root = o->power == MFCC_POWER_FLOAT32 ? WEAVE_ROOT_OF_FLOAT : WEAVE_ROOT;
	struct spectrogram_work *work = spectrogram_work_create(mfcc->spectrogram, scratch);
	lanes *magnitudes = arena_array(scratch, lanes, end_bin);
	lanes *bands = arena_array(scratch, lanes, o->band_count);
	lanes *coefficients = arena_array(scratch, lanes, o->coefficient_count);
	for (int frame = 0; frame < o->frame_count; frame += LANE_COUNT) {
		spectrogram_take(mfcc->spectrogram, work, magnitudes, samples, frame, first_bin,
			end_bin, root);
		cepstrum(mfcc, coefficients, magnitudes, bands);
		for (int lane = 0; lane < LANE_COUNT && frame + lane < o->frame_count; lane++)
			for (int k = 0; k < o->coefficient_count; k++)
				*out++ = coefficients[k][lane];
	}
}
