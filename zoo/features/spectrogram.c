// SPDX-License-Identifier: Apache-2.0
/*
 * Only the bins that somebody will look at are squared.
 */
#include "zoo/features/spectrogram.h"

#include "zoo/features/fft.h"
#include "zoo/features/loops.h"
#include "zoo/features/window.h"

#include <string.h>

struct spectrogram {
	struct spectrogram_options options;
	const double *window;
	const struct fft *fft;
};

struct spectrogram_work {
	double *power[LANE_COUNT]; // of a frame each
	double *fft_work;
};

const struct spectrogram *spectrogram_create(
	const struct spectrogram_options *options, struct arena *keep)
{
	struct spectrogram *s = arena_new(keep, struct spectrogram);
	s->options = *options;
	s->window = window_hann_periodic(options->frame_sample_count, keep);
	s->fft = fft_create(options->fft_point_count, loops_best(), keep);
	return s;
}

int spectrogram_sample_count(const struct spectrogram *s)
{
	return (s->options.frame_count - 1) * s->options.hop_sample_count +
	       s->options.frame_sample_count;
}

int spectrogram_bin_count(const struct spectrogram *s)
{
	return s->options.fft_point_count / 2 + 1;
}

struct spectrogram_work *spectrogram_work_create(const struct spectrogram *s, struct arena *scratch)
{
	struct spectrogram_work *work = arena_new(scratch, struct spectrogram_work);
	for (int lane = 0; lane < LANE_COUNT; lane++)
		work->power[lane] = arena_array(scratch, double, spectrogram_bin_count(s));
	work->fft_work = arena_array(scratch, double, fft_work_count(s->fft));
	return work;
}

void spectrogram_take(const struct spectrogram *s, struct spectrogram_work *work, lanes *out,
	const double *samples, int frame, int first_bin, int end_bin, enum weave f)
{
	const struct spectrogram_options *o = &s->options;
	for (int lane = 0; lane < LANE_COUNT && frame + lane < o->frame_count; lane++) {
		const double *first = samples + (long)(frame + lane) * o->hop_sample_count;
		fft_power(s->fft, work->power[lane], end_bin, first, s->window,
			o->frame_sample_count, work->fft_work);
	}
	loops_best()->weave(out, (const double *const *)work->power, first_bin, end_bin, f);
}

void spectrogram_pad(
	double *out, const double *samples, int count, int margin, enum spectrogram_pad how)
{
	memcpy(out + margin, samples, (size_t)count * sizeof(*out));
	for (int i = 1; i <= margin; i++) {
		out[margin - i] = how == PAD_REFLECT ? samples[i] : 0;
		out[margin + count - 1 + i] = how == PAD_REFLECT ? samples[count - 1 - i] : 0;
	}
}
