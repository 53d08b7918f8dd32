// SPDX-License-Identifier: Apache-2.0
/*
 * A spectrum's bins to bands that are even steps of pitch, on the HTK mel scale:
 * mel(f) = 1127 ln(1 + f / 700).
 *
 * Band b is a triangle of height 1 over low + b d, low + (b + 1) d, low + (b + 2) d, in
 * mel, with d = (high - low) / (band_count + 1).  Its slopes are straight in mel, not in
 * hertz, and it is not divided by its area.  As TensorFlow's operator has it
 * (tensorflow/tensorflow:tensorflow/core/kernels/mfcc_mel_filterbank.cc), including its
 * choice of bins: from (int)(1.5 + low / spacing) to (int)(high / spacing).
 *
 * The tables are made once and shared by all threads.
 */
#ifndef ZOO_FEATURES_MEL_H
#define ZOO_FEATURES_MEL_H

#include "engine/base/arena.h"
#include "zoo/features/lanes.h"

struct mel_options {
	int rate_hz;
	int bin_count; // of the spectrum, 0 to rate_hz / 2 inclusive; at least 2
	int band_count;
	double low_hz, high_hz; // 0 <= low_hz < high_hz <= rate_hz / 2
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
};

const struct mel *mel_create(const struct mel_options *options, struct arena *keep);

// magnitudes[bin], of which first_bin to end_bin - 1 are read, to bands[band_count].
void mel_apply(const struct mel *mel, lanes *bands, const lanes *magnitudes);

#endif
