// SPDX-License-Identifier: Apache-2.0
/*
 * Power spectra of the frames of a signal: each frame is windowed (periodic Hann), filled up
 * with zeros and transformed.  Frames start at the first sample, and LANE_COUNT neighbouring
 * ones come out side by side (lanes.h); what "centred" frames need is put around the signal
 * beforehand, by spectrogram_pad().
 *
 * The tables are made once and shared by all threads; the work space is one thread's.
 */
#ifndef ZOO_FEATURES_SPECTROGRAM_H
#define ZOO_FEATURES_SPECTROGRAM_H

#include "engine/base/arena.h"
#include "zoo/features/lanes.h"
#include "zoo/features/loops.h"

struct spectrogram_options {
	int frame_count;
	int frame_sample_count; // a multiple of 8
	int hop_sample_count;
	int fft_point_count; // a power of two, not below frame_sample_count
};

struct spectrogram;
struct spectrogram_work;

const struct spectrogram *spectrogram_create(
	const struct spectrogram_options *options, struct arena *keep);

// Samples that all frames together read.
int spectrogram_sample_count(const struct spectrogram *spectrogram);

// Bins of a spectrum, 0 to half the rate inclusive.
int spectrogram_bin_count(const struct spectrogram *spectrogram);

struct spectrogram_work *spectrogram_work_create(
	const struct spectrogram *spectrogram, struct arena *scratch);

/*
 * f(|transform|^2) of the frames from `frame` on, one a lane (nothing in particular behind the
 * last), bins first_bin to end_bin - 1, to out[bin].
 */
void spectrogram_take(const struct spectrogram *spectrogram, struct spectrogram_work *work,
	lanes *out, const double *samples, int frame, int first_bin, int end_bin, enum weave f);

enum spectrogram_pad {
	PAD_REFLECT, // the signal mirrored at its first and its last sample, which come once
	PAD_ZEROS
};

/*
 * samples[count] with `margin` samples put before and behind, to out[count + 2 margin].
 * count > margin.
 */
void spectrogram_pad(
	double *out, const double *samples, int count, int margin, enum spectrogram_pad how);

#endif
