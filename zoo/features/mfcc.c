// SPDX-License-Identifier: Apache-2.0
/*
 * Frames go through in pairs (lanes.h); an odd last one has zeros beside it.  Magnitudes
 * are taken only of the bins that lie in some band.
 */
#include "zoo/features/mfcc.h"

#include "zoo/features/dct.h"
#include "zoo/features/fft.h"
#include "zoo/features/mel.h"
#include "zoo/features/window.h"

#include <float.h>
#include <math.h>

struct mfcc {
	struct mfcc_options options;
	const double *window;
	const struct fft *fft;
	const struct mel *mel;
	const struct dct *dct;
};

const struct mfcc *mfcc_create(const struct mfcc_options *options, struct arena *keep)
{
	struct mfcc *mfcc = arena_new(keep, struct mfcc);
	mfcc->options = *options;
	mfcc->window = window_hann_periodic(options->frame_sample_count, keep);
	mfcc->fft = fft_create(options->fft_point_count, keep);
	mfcc->mel = mel_create(&(struct mel_options){.rate_hz = options->rate_hz,
				       .bin_count = options->fft_point_count / 2 + 1,
				       .band_count = options->band_count,
				       .low_hz = options->low_hz,
				       .high_hz = options->high_hz},
		keep);
	mfcc->dct = dct_create(options->band_count, options->coefficient_count, keep);
	return mfcc;
}

int mfcc_sample_count(const struct mfcc *mfcc)
{
	const struct mfcc_options *o = &mfcc->options;
	return (o->frame_count - 1) * o->hop_sample_count + o->frame_sample_count;
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

// Frame `frame` and the next one, windowed, side by side.
static void take_frames(const struct mfcc *mfcc, lanes *signal, const double *samples, int frame)
{
	const struct mfcc_options *o = &mfcc->options;
	const double *first = samples + (long)frame * o->hop_sample_count;
	const double *second = first + o->hop_sample_count;
	if (frame + 1 < o->frame_count)
		for (int i = 0; i < o->frame_sample_count; i++)
			signal[i] = (lanes){first[i], second[i]} * mfcc->window[i];
	else
		for (int i = 0; i < o->frame_sample_count; i++)
			signal[i] = (lanes){first[i], 0} * mfcc->window[i];
	for (int i = o->frame_sample_count; i < o->fft_point_count; i++)
		signal[i] = lanes_all(0);
}

void mfcc_run(const struct mfcc *mfcc, double *out, const double *samples, struct arena *scratch)
{
	const struct mfcc_options *o = &mfcc->options;
	lanes *signal = arena_array(scratch, lanes, o->fft_point_count);
	lanes *spectrum = arena_array(scratch, lanes, o->fft_point_count + 2);
	lanes *magnitudes = arena_array(scratch, lanes, o->fft_point_count / 2 + 1);
	lanes *bands = arena_array(scratch, lanes, o->band_count);
	lanes *coefficients = arena_array(scratch, lanes, o->coefficient_count);
	for (int frame = 0; frame < o->frame_count; frame += LANE_COUNT) {
		take_frames(mfcc, signal, samples, frame);
		fft_run(mfcc->fft, signal, spectrum);
		for (long bin = mfcc->mel->first_bin; bin < mfcc->mel->end_bin; bin++) {
			lanes re = spectrum[2 * bin], im = spectrum[2 * bin + 1];
			lanes power = re * re + im * im;
			magnitudes[bin] = (lanes){sqrt(power[0]), sqrt(power[1])};
		}
		cepstrum(mfcc, coefficients, magnitudes, bands);
		for (int lane = 0; lane < LANE_COUNT && frame + lane < o->frame_count; lane++)
			for (int k = 0; k < o->coefficient_count; k++)
				*out++ = coefficients[k][lane];
	}
}
