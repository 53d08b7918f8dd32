// SPDX-License-Identifier: Apache-2.0
/*
 * A spectrum's bins to bands that are even steps of pitch.
 *
 * With d = (mel(high) - mel(low)) / (band_count + 1), band b is a triangle over the edges
 * mel(low) + b d, mel(low) + (b + 1) d, mel(low) + (b + 2) d.  What a mel is, in which unit
 * the slopes are straight and how high the triangle is are the caller's choice; two banks
 * are common:
 *
 * - TensorFlow's operator (tensorflow/tensorflow:tensorflow/core/kernels/
 *   mfcc_mel_filterbank.cc): HTK, straight in mel, of height 1; zeroed options mean this.
 * - librosa's default (librosa/librosa:librosa/filters.py): Slaney, straight in hertz, of
 *   area 1.
 *
 * Bins from (int)(1.5 + low / spacing) to (int)(high / spacing) count, as in TensorFlow.
 * librosa takes every bin between low and high, which is the same if low is the frequency of
 * a bin, as 0 is: at an edge a bin has no weight.
 *
 * The tables are made once and shared by all threads.
 */
#ifndef ZOO_FEATURES_MEL_H
#define ZOO_FEATURES_MEL_H

#include "engine/base/arena.h"
#include "zoo/features/lanes.h"

enum mel_scale {
	MEL_HTK,   // mel(f) = 1127 ln(1 + f / 700)
	MEL_SLANEY // mel(f) = f / (200/3) up to 1000 Hz, 15 + 27 ln(f / 1000) / ln(6.4) above
};

enum mel_slopes { MEL_STRAIGHT_IN_MEL, MEL_STRAIGHT_IN_HZ };

enum mel_height {
	MEL_PEAK_1,
	MEL_AREA_1 // 2 / (the triangle's width in hertz)
};

struct mel_options {
	int rate_hz;
	int bin_count; // of the spectrum, 0 to rate_hz / 2 inclusive; at least 2
	int band_count;
	double low_hz, high_hz; // 0 <= low_hz < high_hz <= rate_hz / 2
	enum mel_scale scale;
	enum mel_slopes slopes;
	enum mel_height height;
};

struct mel {
	int band_count;
	int first_bin, end_bin; // the bins that count; end_bin is the first that does not
	/*
	 * Bins edge[b] to edge[b + 1] - 1 lie on the falling slope of band b - 1, if there is
	 * one, with weight[bin], and on the rising slope of band b with the rest of 1.
	 */
	const int *edge; // [band_count + 2]
	const double *weight;
	const double *edge_hz; // [band_count + 2], exactly, not in bins
	const double *height;  // [band_count]; NULL: all are 1
};

const struct mel *mel_create(const struct mel_options *options, struct arena *keep);

// values[bin], of which first_bin to end_bin - 1 are read, to bands[band_count].
void mel_apply(const struct mel *mel, lanes *bands, const lanes *values);

#endif
