// SPDX-License-Identifier: Apache-2.0
/*
 * Fourier transform of real signals in double precision, two signals at a time.
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
#include "zoo/features/lanes.h"

struct fft;

enum { FFT_MAX_POINTS = 1 << 16 };

// `point_count`: a power of two, 4 to FFT_MAX_POINTS; NULL if it is none.
const struct fft *fft_create(int point_count, struct arena *keep);

/*
 * spectrum[2k], spectrum[2k + 1] = real and imaginary part of
 * sum over i of signal[i] exp(-2 pi j i k / point_count), k = 0 .. point_count / 2.
 * signal has point_count elements and is overwritten; spectrum has point_count + 2.
 */
void fft_run(const struct fft *fft, lanes *signal, lanes *spectrum);

#endif
