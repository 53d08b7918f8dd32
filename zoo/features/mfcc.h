// SPDX-License-Identifier: Apache-2.0
/*
 * Mel-frequency cepstral coefficients: frames of a signal are windowed (periodic Hann),
 * transformed, turned into the logarithms of mel bands of their magnitude, and those into
 * the first few coefficients of a cosine transform.  Frames start at the first sample:
 * nothing is centred, emphasised or liftered.
 *
 * The tables are made once and shared by all threads.
 */
#ifndef ZOO_FEATURES_MFCC_H
#define ZOO_FEATURES_MFCC_H

#include "engine/base/arena.h"
#include "zoo/features/lanes.h"

/*
 * What keeps the logarithm of an empty band finite: ln(x + 1e-6) in
 * mlcommons/tiny:benchmark/training/keyword_spotting/get_dataset.py; ln(max(x, 1e-12)) in
 * tensorflow/tensorflow:tensorflow/core/kernels/mfcc.cc; ln(x + FLT_MIN) in Arm's ML
 * embedded evaluation kit.
 */
enum log_floor { LOG_FLOOR_ADD_1E_6, LOG_FLOOR_MAX_1E_12, LOG_FLOOR_ADD_FLT_MIN };

/*
 * The precision in which a spectrum's power is handed on before its square root is taken:
 * tensorflow/tensorflow:tensorflow/core/kernels/spectrogram_op.cc computes in double, but
 * its output, which mfcc_op.cc reads, is float32.
 */
enum mfcc_power { MFCC_POWER_DOUBLE, MFCC_POWER_FLOAT32 };

struct mfcc_options {
	int rate_hz;
	int frame_count, frame_sample_count, hop_sample_count;
	int fft_point_count; // a power of two; the frame is filled up with zeros
	int band_count;
	int coefficient_count;
	double low_hz, high_hz;
	enum mfcc_power power;
	enum log_floor log_floor;
};

struct mfcc;

const struct mfcc *mfcc_create(const struct mfcc_options *options, struct arena *keep);

// Samples that mfcc_run() reads.
int mfcc_sample_count(const struct mfcc *mfcc);

// samples[mfcc_sample_count()] to out[frame][coefficient].
void mfcc_run(const struct mfcc *mfcc, double *out, const double *samples, struct arena *scratch);

// The stages behind the transform: magnitudes[bin] of two frames to out[coefficient].
void mfcc_of_magnitudes(
	const struct mfcc *mfcc, lanes *out, const lanes *magnitudes, struct arena *scratch);

#endif
