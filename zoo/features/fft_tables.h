// SPDX-License-Identifier: Apache-2.0
/*
 * The tables of a transform, for fft.c, which makes them, and the loops that use them.
 */
#ifndef ZOO_FEATURES_FFT_TABLES_H
#define ZOO_FEATURES_FFT_TABLES_H

/*
 * Elements between two arrays of the work space: what loops may read behind an array without
 * using it, and so much that no two of a length of 2^n get into each other's way in a cache.
 */
enum { FFT_GAP = 24 };

struct twiddle { // exp(-2 pi j p / n) to the powers 1, 2, 3
	double re1, im1, re2, im2, re3, im3;
};

struct loops;

struct fft {
	long half; // complex points
	/*
	 * Of the first pass: re1[n / 4], im1[], re2[], im2[], re3[], im3[], in the order in
	 * which vectors have the butterflies, see first_place().
	 */
	const double *first;
	const struct twiddle *later; // of all other radix-4 passes, one after the other
	const double *separate_re;   // exp(-2 pi j k / (2 half)), k = 0 .. half / 2
	const double *separate_im;
	const struct loops *loops;
};

#endif
