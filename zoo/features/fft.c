// SPDX-License-Identifier: Apache-2.0
/*
 * The tables; what is done with them is in fft_spectrum.h.
 */
#include "zoo/features/fft.h"

#include "zoo/features/fft_tables.h"
#include "zoo/features/loops.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

static double cos_turn(long numerator, long denominator)
{
	return cos(2 * pi * (double)numerator / (double)denominator);
}

static double sin_turn(long numerator, long denominator)
{
	return sin(2 * pi * (double)numerator / (double)denominator);
}

// Of four butterflies, vectors of four have the two in the middle in each other's place.
static long first_place(long p, int vec_count)
{
	static const long wide_places[] = {0, 2, 1, 3};
	return vec_count == 4 ? p - p % 4 + wide_places[p % 4] : p;
}

static const double *first_twiddles(long n, int vec_count, struct arena *keep)
{
	long quarter = n / 4;
	double *first = arena_array(keep, double, 6 * quarter);
	for (long p = 0; p < quarter; p++)
		for (long power = 1; power <= 3; power++) {
			long place = first_place(p, vec_count);
			first[(2 * power - 2) * quarter + place] = cos_turn(power * p, n);
			first[(2 * power - 1) * quarter + place] = -sin_turn(power * p, n);
		}
	return first;
}

static const struct twiddle *later_twiddles(long half, struct arena *keep)
{
	// A pass over n points has n/4 triples, so all but the first have less than half/12.
	struct twiddle *t = arena_array(keep, struct twiddle, half / 12 + 1), *begin = t;
	for (long n = half / 4; n >= 4; n /= 4)
		for (long p = 0; p < n / 4; p++)
			*t++ = (struct twiddle){cos_turn(p, n), -sin_turn(p, n), cos_turn(2 * p, n),
				-sin_turn(2 * p, n), cos_turn(3 * p, n), -sin_turn(3 * p, n)};
	return begin;
}

static void make_separate(struct fft *fft, long point_count, struct arena *keep)
{
	long count = fft->half / 2 + 1;
	double *re = arena_array(keep, double, count), *im = arena_array(keep, double, count);
	for (long k = 0; k < count; k++) {
		re[k] = cos_turn(k, point_count);
		im[k] = -sin_turn(k, point_count);
	}
	fft->separate_re = re;
	fft->separate_im = im;
}

const struct fft *fft_create(int point_count, const struct loops *loops, struct arena *keep)
{
	if (point_count < FFT_MIN_POINTS || point_count > FFT_MAX_POINTS ||
		(point_count & (point_count - 1)))
		return NULL;
	struct fft *fft = arena_new(keep, struct fft);
	fft->half = point_count / 2;
	fft->first = first_twiddles(fft->half, loops->vec_count, keep);
	fft->later = later_twiddles(fft->half, keep);
	make_separate(fft, point_count, keep);
	fft->loops = loops;
	return fft;
}

int fft_work_count(const struct fft *fft)
{
	return 4 * ((int)fft->half + FFT_GAP);
}

void fft_power(const struct fft *fft, double *power, int bin_count, const double *samples,
	const double *window, int sample_count, double *work)
{
	fft->loops->fft_power(fft, power, bin_count, samples, window, sample_count, work);
}
