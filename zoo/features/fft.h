// SPDX-License-Identifier: Apache-2.0
/*
 * Power spectra of real signals by a fast Fourier transform, in double precision.
 *
 * Why our own: features are rounded to int8 and compared code by code, which asks for
 * double; of the libraries that can be had as system packages kissfft is built for float
 * only, and FFTW and GSL are under the GPL.
 *
 * The tables are made once and shared by all threads.
 */
#ifndef ZOO_FEATURES_FFT_H
#define ZOO_FEATURES_FFT_H

#include "engine/base/arena.h"
#include "zoo/features/loops.h"

struct fft;

enum { FFT_MIN_POINTS = 32, FFT_MAX_POINTS = 1 << 16 };

/*
 * `point_count`: a power of two, FFT_MIN_POINTS to FFT_MAX_POINTS; NULL if it is none.
 * `loops`: loops_best(), or others that this CPU runs; no bit of a result depends on it.
 */
const struct fft *fft_create(int point_count, const struct loops *loops, struct arena *keep);

// Elements of the work space of a transform, which is one thread's.
int fft_work_count(const struct fft *fft);

/*
 * power[k] = |sum over i of samples[i] window[i] exp(-2 pi j i k / point_count)|^2, over the
 * first sample_count i, a multiple of 8 up to point_count; for k = 0 to bin_count - 1.  power
 * has point_count / 2 + 1 elements; what is behind bin_count is not said.
 */
void fft_power(const struct fft *fft, double *power, int bin_count, const double *samples,
	const double *window, int sample_count, double *work);

#endif
