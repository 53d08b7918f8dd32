// SPDX-License-Identifier: Apache-2.0
/*
 * Log-mel spectrogram: power spectra of a signal's frames, summed into mel bands, in
 * decibels.  With centred frames and librosa's bank (mel.h) this is
 *
 *	10 * numpy.log10(librosa.feature.melspectrogram(y=.., sr=.., n_fft=.., hop_length=..,
 *		n_mels=.., pad_mode=..) + sys.float_info.epsilon)
 *
 * in double precision throughout, where librosa goes by the type of y.
 *
 * The tables are made once and shared by all threads.
 */
#ifndef ZOO_FEATURES_LOGMEL_H
#define ZOO_FEATURES_LOGMEL_H

#include "engine/base/arena.h"
#include "zoo/features/mel.h"

// Where the first frame lies, and what it reads before the first sample.
enum logmel_centre {
	LOGMEL_CENTRE_REFLECT, // around the first sample; the signal mirrored there
	LOGMEL_CENTRE_ZEROS,   // around the first sample; zeros
	LOGMEL_FROM_START      // starts at the first sample
};

/*
 * What keeps the logarithm of an empty band finite: 2.220446049250313e-16 is added in
 * daisukelab/dcase2020_task2_variants:image_common.py, FLT_MIN in Arm's ML embedded
 * evaluation kit, source/use_case/ad/src/AdMelSpectrogram.cc.
 */
enum logmel_floor { LOGMEL_ADD_DOUBLE_EPSILON, LOGMEL_ADD_FLT_MIN };

struct logmel_options {
	int sample_count;                         // of the signal; not below frame_sample_count
	int frame_sample_count, hop_sample_count; // a power of two; any
	enum logmel_centre centre;
	enum logmel_floor floor;
	struct mel_options mel; // bin_count is not looked at
};

struct logmel;

const struct logmel *logmel_create(const struct logmel_options *options, struct arena *keep);

int logmel_frame_count(const struct logmel *logmel);

// samples[sample_count] to out[frame][band].
void logmel_run(
	const struct logmel *logmel, double *out, const double *samples, struct arena *scratch);

#endif
