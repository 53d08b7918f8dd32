// SPDX-License-Identifier: Apache-2.0
/*
 * A real signal of 2h points, taken as h complex ones (even samples real, odd samples
 * imaginary: the array as it lies), goes through a complex transform of h points, from
 * which the real one's spectrum is separated at the end.
 *
 * The complex transform is Stockham's: decimation in frequency, radix 4, and one pass of
 * radix 2 if h is not a power of four.  Each pass goes from one array to the other and
 * leaves its output in order, so no bit reversal is needed.  (C. Van Loan, Computational
 * Frameworks for the Fast Fourier Transform, 1992, sections 1.7 and 2.4.)
 */
#include "zoo/features/fft.h"

#include <math.h>

struct twiddle { // exp(-2 pi j p / n) to the powers 1, 2, 3
	double re1, im1, re2, im2, re3, im3;
};

struct fft {
	long half;                    // complex points
	const struct twiddle *passes; // of all radix-4 passes, one after the other
	const double *separate;       // re, im of exp(-2 pi j k / (2 half)), k = 0 .. half / 2
};

static const double pi = 3.14159265358979323846;

static double cos_turn(long numerator, long denominator)
{
	return cos(2 * pi * (double)numerator / (double)denominator);
}

static double sin_turn(long numerator, long denominator)
{
	return sin(2 * pi * (double)numerator / (double)denominator);
}

const struct fft *fft_create(int point_count, struct arena *keep)
{
	if (point_count < 4 || point_count > FFT_MAX_POINTS || (point_count & (point_count - 1)))
		return NULL;
	struct fft *fft = arena_new(keep, struct fft);
	int half = point_count / 2;
	fft->half = half;

	// A pass over n points has n/4 triples, so all of them have less than half/3.
	struct twiddle *t = arena_array(keep, struct twiddle, half / 3 + 1);
	fft->passes = t;
	for (long n = half; n >= 4; n /= 4)
		for (long p = 0; p < n / 4; p++)
			*t++ = (struct twiddle){cos_turn(p, n), -sin_turn(p, n), cos_turn(2 * p, n),
				-sin_turn(2 * p, n), cos_turn(3 * p, n), -sin_turn(3 * p, n)};

	double *separate = arena_array(keep, double, half + 2);
	fft->separate = separate;
	for (long k = 0; k <= half / 2; k++) {
		separate[2 * k] = cos_turn(k, point_count);
		separate[2 * k + 1] = -sin_turn(k, point_count);
	}
	return fft;
}

// One pass of radix 4: transforms of n points, `stride` of them interleaved.
static void pass4(lanes *restrict out, const lanes *restrict in, const struct twiddle *restrict t,
	long n, long stride)
{
	long quarter = n / 4;
	for (long p = 0; p < quarter; p++, t++) {
		const lanes *a = in + 2 * stride * p, *b = a + 2 * stride * quarter;
		const lanes *c = b + 2 * stride * quarter, *d = c + 2 * stride * quarter;
		lanes *o = out + 2 * stride * 4 * p;
		for (long q = 0; q < 2 * stride; q += 2, o += 2) {
			lanes sum_re = a[q] + c[q], sum_im = a[q + 1] + c[q + 1];
			lanes dif_re = a[q] - c[q], dif_im = a[q + 1] - c[q + 1];
			lanes odd_re = b[q] + d[q], odd_im = b[q + 1] + d[q + 1];
			// j (b - d)
			lanes rot_re = d[q + 1] - b[q + 1], rot_im = b[q] - d[q];
			o[0] = sum_re + odd_re;
			o[1] = sum_im + odd_im;
			lanes re = dif_re - rot_re, im = dif_im - rot_im;
			o[2 * stride] = re * t->re1 - im * t->im1;
			o[2 * stride + 1] = re * t->im1 + im * t->re1;
			re = sum_re - odd_re, im = sum_im - odd_im;
			o[4 * stride] = re * t->re2 - im * t->im2;
			o[4 * stride + 1] = re * t->im2 + im * t->re2;
			re = dif_re + rot_re, im = dif_im + rot_im;
			o[6 * stride] = re * t->re3 - im * t->im3;
			o[6 * stride + 1] = re * t->im3 + im * t->re3;
		}
	}
}

// The last pass if one factor of 2 is left: its twiddles are all 1.
static void pass2(lanes *restrict out, const lanes *restrict in, long stride)
{
	for (long q = 0; q < 2 * stride; q++) {
		out[q] = in[q] + in[q + 2 * stride];
		out[q + 2 * stride] = in[q] - in[q + 2 * stride];
	}
}

/*
 * With Z the transform of even + j odd: the even samples' spectrum is
 * E = (Z[k] + conj Z[h-k]) / 2, the odd ones' O = (Z[k] - conj Z[h-k]) / 2j, and
 * X[k] = E + w^k O, X[h-k] = conj(E - w^k O).  `out` may be `z`.
 */
static void separate_spectra(const struct fft *fft, lanes *out, const lanes *z)
{
	long half = fft->half;
	lanes re0 = z[0], im0 = z[1];
	out[0] = re0 + im0;
	out[1] = lanes_all(0);
	out[2 * half] = re0 - im0;
	out[2 * half + 1] = lanes_all(0);
	for (long k = 1; k <= half / 2; k++) {
		lanes a_re = z[2 * k], a_im = z[2 * k + 1];
		lanes b_re = z[2 * (half - k)], b_im = z[2 * (half - k) + 1];
		lanes even_re = 0.5 * (a_re + b_re), even_im = 0.5 * (a_im - b_im);
		lanes odd_re = 0.5 * (a_im + b_im), odd_im = 0.5 * (b_re - a_re);
		double w_re = fft->separate[2 * k], w_im = fft->separate[2 * k + 1];
		lanes re = odd_re * w_re - odd_im * w_im, im = odd_re * w_im + odd_im * w_re;
		out[2 * k] = even_re + re;
		out[2 * k + 1] = even_im + im;
		out[2 * (half - k)] = even_re - re;
		out[2 * (half - k) + 1] = im - even_im;
	}
}

void fft_run(const struct fft *fft, lanes *signal, lanes *spectrum)
{
	lanes *from = signal, *to = spectrum;
	const struct twiddle *t = fft->passes;
	long n = fft->half, stride = 1;
	for (; n >= 4; n /= 4, stride *= 4) {
		pass4(to, from, t, n, stride);
		t += n / 4;
		lanes *swap = from;
		from = to;
		to = swap;
	}
	if (n == 2) {
		pass2(to, from, stride);
		from = to;
	}
	separate_spectra(fft, spectrum, from);
}
