// SPDX-License-Identifier: Apache-2.0
/*
 * Only the bins that somebody will look at are squared.
 */
#include "zoo/features/spectrogram.h"

#include "zoo/features/fft.h"
#include "zoo/features/window.h"

#include <string.h>

struct spectrogram {
	struct spectrogram_options options;
	const double *window;
	const struct fft *fft;
};

struct spectrogram_work {
	lanes *signal, *spectrum;
};

const struct spectrogram *spectrogram_create(
	const struct spectrogram_options *options, struct arena *keep)
{
	struct spectrogram *s = arena_new(keep, struct spectrogram);
	s->options = *options;
	s->window = window_hann_periodic(options->frame_sample_count, keep);
	s->fft = fft_create(options->fft_point_count, keep);
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
	work->signal = arena_array(scratch, lanes, s->options.fft_point_count);
	work->spectrum = arena_array(scratch, lanes, s->options.fft_point_count + 2);
	return work;
}

// Frame `frame` and the next one, windowed, side by side.
static void take_frames(
	const struct spectrogram *s, lanes *signal, const double *samples, int frame)
{
	const struct spectrogram_options *o = &s->options;
	const double *first = samples + (long)frame * o->hop_sample_count;
	const double *second = first + o->hop_sample_count;
	if (frame + 1 < o->frame_count)
		for (int i = 0; i < o->frame_sample_count; i++)
			signal[i] = (lanes){first[i], second[i]} * s->window[i];
	else
		for (int i = 0; i < o->frame_sample_count; i++)
			signal[i] = (lanes){first[i], 0} * s->window[i];
	for (int i = o->frame_sample_count; i < o->fft_point_count; i++)
		signal[i] = lanes_all(0);
}

void spectrogram_power(const struct spectrogram *s, struct spectrogram_work *work, lanes *power,
	const double *samples, int frame, int first_bin, int end_bin)
{
	take_frames(s, work->signal, samples, frame);
	fft_run(s->fft, work->signal, work->spectrum);
	for (long bin = first_bin; bin < end_bin; bin++) {
		lanes re = work->spectrum[2 * bin], im = work->spectrum[2 * bin + 1];
		power[bin] = re * re + im * im;
	}
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
