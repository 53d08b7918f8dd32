// SPDX-License-Identifier: Apache-2.0
/*
 * How a transform runs: one of the loops of loops.h.
 *
 * A real signal of 2h points, taken as h complex ones (even samples real, odd samples
 * imaginary), goes through a complex transform of h points, from which the real one's
 * spectrum is separated at the end.  The complex transform is made of the passes of
 * fft_passes.h, and one of radix 2 if h is not a power of four.
 */
#ifndef ZOO_FEATURES_FFT_SPECTRUM_H
#define ZOO_FEATURES_FFT_SPECTRUM_H

#include "zoo/features/fft_passes.h"

#include <stdbool.h>

/*
 * Z, the complex transform.  If one factor of 2 is left, a last pass of radix 2, whose
 * twiddles are all 1, is done while it is read.
 */
struct transform {
	struct parts z;
	long half;
	bool last2;
};

// Z[k] and what follows; k + VEC_COUNT <= half / 2.
VEC_FUNCTION struct complex_vec spectrum_lower(const struct transform *t, long k)
{
	struct complex_vec a = passes_load(t->z, k);
	if (!t->last2)
		return a;
	struct complex_vec b = passes_load(t->z, k + t->half / 2);
	return (struct complex_vec){a.re + b.re, a.im + b.im};
}

// Z[half - k] and what is before it, in this order; the first is not right if k is 0.
VEC_FUNCTION struct complex_vec spectrum_upper(const struct transform *t, long k)
{
	long mirror = t->half - k - (VEC_COUNT - 1);
	struct complex_vec z = passes_load(t->z, mirror);
	if (t->last2) {
		struct complex_vec a = passes_load(t->z, mirror - t->half / 2);
		z = (struct complex_vec){a.re - z.re, a.im - z.im};
	}
	return (struct complex_vec){vec_reversed(z.re), vec_reversed(z.im)};
}

/*
 * With Z the transform of even + j odd: the even samples' spectrum is
 * E = (Z[k] + conj Z[h-k]) / 2, the odd ones' O = (Z[k] - conj Z[h-k]) / 2j, and
 * X[k] = E + w^k O, X[h-k] = conj(E - w^k O).
 */
VEC_FUNCTION void spectrum_separate(struct complex_vec *even, struct complex_vec *turned,
	const struct fft *fft, const struct transform *t, long k)
{
	struct complex_vec a = spectrum_lower(t, k), b = spectrum_upper(t, k);
	*even = (struct complex_vec){0.5 * (a.re + b.re), 0.5 * (a.im - b.im)};
	struct complex_vec odd = {0.5 * (a.im + b.im), 0.5 * (b.re - a.re)};
	*turned = passes_turn(odd, vec_load(fft->separate_re + k), vec_load(fft->separate_im + k));
}

// The bins that are their own mirror images.
VEC_FUNCTION void spectrum_single(const struct fft *fft, double *power, const struct transform *t)
{
	long half = t->half;
	double re = t->z.re[0], im = t->z.im[0];
	double middle_re = t->z.re[half / 2], middle_im = t->z.im[half / 2];
	if (t->last2) {
		double other_re = middle_re, other_im = middle_im;
		middle_re = re - other_re;
		middle_im = im - other_im;
		re += other_re;
		im += other_im;
	}
	power[0] = (re + im) * (re + im);
	power[half] = (re - im) * (re - im);
	// As if it were X[h-k]: E is real, and so is O.
	double w_re = fft->separate_re[half / 2], w_im = fft->separate_im[half / 2];
	re = middle_re - middle_im * w_re;
	im = middle_im * w_im;
	power[half / 2] = re * re + im * im;
}

VEC_FUNCTION void spectrum_power(
	const struct fft *fft, double *power, long bin_count, const struct transform *t)
{
	long half = t->half;
	struct complex_vec even, turned;
	for (long k = 0; k < half / 2 && k < bin_count; k += VEC_COUNT) {
		spectrum_separate(&even, &turned, fft, t, k);
		vec re = even.re + turned.re, im = even.im + turned.im;
		vec_store(power + k, re * re + im * im);
	}
	for (long k = half / 2 - VEC_COUNT; k >= 0 && half - k - VEC_COUNT + 1 < bin_count;
		k -= VEC_COUNT) {
		spectrum_separate(&even, &turned, fft, t, k);
		vec re = even.re - turned.re, im = turned.im - even.im;
		vec_store(power + half - k - (VEC_COUNT - 1), vec_reversed(re * re + im * im));
	}
	spectrum_single(fft, power, t);
}

/* ---- the whole ---- */

// Where in the work space complex numbers are, of two times.
VEC_FUNCTION struct parts spectrum_parts(double *work, long half, int which)
{
	double *re = work + 2 * which * (half + FFT_GAP);
	return (struct parts){re, re + half + FFT_GAP};
}

static VEC_TARGET void spectrum_any_size(const struct fft *fft, double *power, long bin_count,
	const struct windowed *signal, double *work)
{
	long half = fft->half, n = half / LEGS, stride = LEGS;
	struct parts from = spectrum_parts(work, half, 0), to = spectrum_parts(work, half, 1);
	passes_first(fft, from, signal, half / LEGS);
	for (const struct twiddle *t = fft->later; n >= LEGS; n /= LEGS, stride *= LEGS) {
		passes_later(to, from, t, n, stride);
		t += n / LEGS;
		struct parts swap = from;
		from = to;
		to = swap;
	}
	spectrum_power(fft, power, bin_count, &(struct transform){from, half, n == 2});
}

// 1024 points, as protocols have them: all distances in memory are constants.
static VEC_TARGET void spectrum_1024(const struct fft *fft, double *power, long bin_count,
	const struct windowed *signal, double *work)
{
	enum { HALF = 512 };
	struct parts a = spectrum_parts(work, HALF, 0), b = spectrum_parts(work, HALF, 1);
	const struct twiddle *t = fft->later;
	passes_first(fft, a, signal, HALF / LEGS);
	passes_later(b, a, t, 128, 4);
	passes_later(a, b, t + 32, 32, 16);
	passes_later(b, a, t + 32 + 8, 8, 64);
	spectrum_power(fft, power, bin_count, &(struct transform){b, HALF, true});
}

static VEC_TARGET void spectrum_run(const struct fft *fft, double *power, long bin_count,
	const double *samples, const double *window, long sample_count, double *work)
{
	struct windowed signal = {samples, window, sample_count};
	if (fft->half == 512)
		spectrum_1024(fft, power, bin_count, &signal, work);
	else
		spectrum_any_size(fft, power, bin_count, &signal, work);
}

#endif
