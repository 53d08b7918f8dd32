// SPDX-License-Identifier: Apache-2.0
/*
 * How a transform runs: one of the loops of loops.h.
 *
 * A real signal of 2h points, taken as h complex ones (even samples real, odd samples
 * imaginary), goes through a complex transform of h points, from which the real one's
 * spectrum is separated at the end.
 *
 * The complex transform is Stockham's: decimation in frequency, radix 4, and one pass of
 * radix 2 if h is not a power of four.  Each pass goes from one array to the other and
 * leaves its output in order, so no bit reversal is needed.  (C. Van Loan, Computational
 * Frameworks for the Fast Fourier Transform, 1992, sections 1.7 and 2.4.)
 *
 * Real and imaginary parts are in arrays of their own.  In the first pass, a vector has
 * neighbouring butterflies, whose outputs then change places; in the later ones it has
 * neighbours of the same butterfly, with the same twiddles.
 */
#ifndef ZOO_FEATURES_FFT_PASSES_H
#define ZOO_FEATURES_FFT_PASSES_H

#include "zoo/features/fft_tables.h"
#include "zoo/features/vec.h"

#include <stdbool.h>

enum { LEGS = 4 }; // of a butterfly

// Complex numbers, `half` of them.
struct parts {
	double *re, *im;
};

struct complex_vec {
	vec re, im;
};

// Legs by name, as arrays would lie in memory.
struct butterfly {
	struct complex_vec a, b, c, d;
};

// What a butterfly makes of its legs, before the twiddles.
VEC_FUNCTION struct butterfly passes_butterfly(struct butterfly in)
{
	vec sum_re = in.a.re + in.c.re, sum_im = in.a.im + in.c.im;
	vec dif_re = in.a.re - in.c.re, dif_im = in.a.im - in.c.im;
	vec odd_re = in.b.re + in.d.re, odd_im = in.b.im + in.d.im;
	// j (b - d)
	vec rot_re = in.d.im - in.b.im, rot_im = in.b.re - in.d.re;
	return (struct butterfly){{sum_re + odd_re, sum_im + odd_im},
		{dif_re - rot_re, dif_im - rot_im}, {sum_re - odd_re, sum_im - odd_im},
		{dif_re + rot_re, dif_im + rot_im}};
}

VEC_FUNCTION struct complex_vec passes_turn(struct complex_vec z, vec re, vec im)
{
	return (struct complex_vec){z.re * re - z.im * im, z.re * im + z.im * re};
}

/* ---- the first pass ---- */

struct windowed {
	const double *samples, *window;
	long count;
};

// VEC_COUNT complex points of the signal.
VEC_FUNCTION struct complex_vec passes_take(const struct windowed *signal, long at)
{
	const double *samples = signal->samples + 2 * at, *window = signal->window + 2 * at;
	vec a = vec_load(samples) * vec_load(window);
	vec b = vec_load(samples + VEC_COUNT) * vec_load(window + VEC_COUNT);
	return (struct complex_vec){vec_firsts(a, b), vec_seconds(a, b)};
}

#if defined(WIDE_DOUBLES) && defined(__x86_64__)

// The legs of several butterflies to out[butterfly][leg]; for the order see first_place().
VEC_FUNCTION void passes_put(double *out, vec a, vec b, vec c, vec d)
{
	vec lower_ab = vec_firsts(a, b), lower_cd = vec_firsts(c, d);
	vec upper_ab = vec_seconds(a, b), upper_cd = vec_seconds(c, d);
	vec_store(out, VEC_PICK(lower_ab, lower_cd, 0, 1, 4, 5));
	vec_store(out + LEGS, VEC_PICK(lower_ab, lower_cd, 2, 3, 6, 7));
	vec_store(out + 2 * LEGS, VEC_PICK(upper_ab, upper_cd, 0, 1, 4, 5));
	vec_store(out + 3 * LEGS, VEC_PICK(upper_ab, upper_cd, 2, 3, 6, 7));
}

#else

VEC_FUNCTION void passes_put(double *out, vec a, vec b, vec c, vec d)
{
	vec_store(out, vec_firsts(a, b));
	vec_store(out + 2, vec_firsts(c, d));
	vec_store(out + LEGS, vec_seconds(a, b));
	vec_store(out + LEGS + 2, vec_seconds(c, d));
}

#endif

// Butterflies begin to end - 1, of
// which the legs from leg_count on are known to be 0.
VEC_FUNCTION void passes_first_part(const struct fft *fft, struct parts out,
	const struct windowed *signal, long quarter, long begin, long end, int leg_count)
{
	for (long p = begin; p < end; p += VEC_COUNT) {
		const double *t = fft->first + p;
		struct butterfly in = {{{0}, {0}}, {{0}, {0}}, {{0}, {0}}, {{0}, {0}}};
		if (leg_count > 0)
			in.a = passes_take(signal, p);
		if (leg_count > 1)
			in.b = passes_take(signal, p + quarter);
		if (leg_count > 2)
			in.c = passes_take(signal, p + 2 * quarter);
		if (leg_count > 3)
			in.d = passes_take(signal, p + 3 * quarter);
		struct butterfly z = passes_butterfly(in);
		z.b = passes_turn(z.b, vec_load(t), vec_load(t + quarter));
		z.c = passes_turn(z.c, vec_load(t + 2 * quarter), vec_load(t + 3 * quarter));
		z.d = passes_turn(z.d, vec_load(t + 4 * quarter), vec_load(t + 5 * quarter));
		passes_put(out.re + LEGS * p, z.a.re, z.b.re, z.c.re, z.d.re);
		passes_put(out.im + LEGS * p, z.a.im, z.b.im, z.c.im, z.d.im);
	}
}

// Where a leg has nothing but zeros any more.
VEC_FUNCTION long passes_leg_end(long quarter, int leg, long sample_count)
{
	long count = sample_count / 2 - leg * quarter;
	return count < 0 ? 0 : count < quarter ? count : quarter;
}

VEC_FUNCTION void passes_first(
	const struct fft *fft, struct parts out, const struct windowed *signal, long quarter)
{
	long begin = 0;
	for (int leg_count = LEGS; leg_count >= 0; leg_count--) {
		long end =
			leg_count ? passes_leg_end(quarter, leg_count - 1, signal->count) : quarter;
		if (begin < end)
			passes_first_part(fft, out, signal, quarter, begin, end, leg_count);
		begin = begin < end ? end : begin;
	}
}

/* ---- the later passes ---- */

VEC_FUNCTION struct complex_vec passes_load(struct parts from, long at)
{
	return (struct complex_vec){vec_load(from.re + at), vec_load(from.im + at)};
}

VEC_FUNCTION void passes_store(struct parts to, long at, struct complex_vec z)
{
	vec_store(to.re + at, z.re);
	vec_store(to.im + at, z.im);
}

// Transforms of n points, `stride` of them interleaved.
VEC_FUNCTION void passes_later(
	struct parts out, struct parts in, const struct twiddle *t, long n, long stride)
{
	long leg = stride * (n / LEGS);
	for (long p = 0; p < n / LEGS; p++, t++) {
		vec re1 = vec_all(t->re1), im1 = vec_all(t->im1);
		vec re2 = vec_all(t->re2), im2 = vec_all(t->im2);
		vec re3 = vec_all(t->re3), im3 = vec_all(t->im3);
		for (long q = 0; q < stride; q += VEC_COUNT) {
			long from = stride * p + q, to = LEGS * stride * p + q;
			struct butterfly z = passes_butterfly((struct butterfly){
				passes_load(in, from), passes_load(in, from + leg),
				passes_load(in, from + 2 * leg), passes_load(in, from + 3 * leg)});
			passes_store(out, to, z.a);
			passes_store(out, to + stride, passes_turn(z.b, re1, im1));
			passes_store(out, to + 2 * stride, passes_turn(z.c, re2, im2));
			passes_store(out, to + 3 * stride, passes_turn(z.d, re3, im3));
		}
	}
}

/* ---- the real signal's spectrum ---- */

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
VEC_FUNCTION struct complex_vec passes_lower(const struct transform *t, long k)
{
	struct complex_vec a = passes_load(t->z, k);
	if (!t->last2)
		return a;
	struct complex_vec b = passes_load(t->z, k + t->half / 2);
	return (struct complex_vec){a.re + b.re, a.im + b.im};
}

// Z[half - k] and what is before it, in this order; the first is not right if k is 0.
VEC_FUNCTION struct complex_vec passes_upper(const struct transform *t, long k)
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
VEC_FUNCTION void passes_separate(struct complex_vec *even, struct complex_vec *turned,
	const struct fft *fft, const struct transform *t, long k)
{
	struct complex_vec a = passes_lower(t, k), b = passes_upper(t, k);
	*even = (struct complex_vec){0.5 * (a.re + b.re), 0.5 * (a.im - b.im)};
	struct complex_vec odd = {0.5 * (a.im + b.im), 0.5 * (b.re - a.re)};
	*turned = passes_turn(odd, vec_load(fft->separate_re + k), vec_load(fft->separate_im + k));
}

// The bins that are their own mirror images.
VEC_FUNCTION void passes_single(const struct fft *fft, double *power, const struct transform *t)
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

VEC_FUNCTION void passes_power(
	const struct fft *fft, double *power, long bin_count, const struct transform *t)
{
	long half = t->half;
	struct complex_vec even, turned;
	for (long k = 0; k < half / 2 && k < bin_count; k += VEC_COUNT) {
		passes_separate(&even, &turned, fft, t, k);
		vec re = even.re + turned.re, im = even.im + turned.im;
		vec_store(power + k, re * re + im * im);
	}
	for (long k = half / 2 - VEC_COUNT; k >= 0 && half - k - VEC_COUNT + 1 < bin_count;
		k -= VEC_COUNT) {
		passes_separate(&even, &turned, fft, t, k);
		vec re = even.re - turned.re, im = turned.im - even.im;
		vec_store(power + half - k - (VEC_COUNT - 1), vec_reversed(re * re + im * im));
	}
	passes_single(fft, power, t);
}

/* ---- the whole ---- */

// Where in the work space complex numbers are, of two times.
VEC_FUNCTION struct parts passes_parts(double *work, long half, int which)
{
	double *re = work + 2 * which * (half + FFT_GAP);
	return (struct parts){re, re + half + FFT_GAP};
}

static VEC_TARGET void passes_any_size(const struct fft *fft, double *power, long bin_count,
	const struct windowed *signal, double *work)
{
	long half = fft->half, n = half / LEGS, stride = LEGS;
	struct parts from = passes_parts(work, half, 0), to = passes_parts(work, half, 1);
	passes_first(fft, from, signal, half / LEGS);
	for (const struct twiddle *t = fft->later; n >= LEGS; n /= LEGS, stride *= LEGS) {
		passes_later(to, from, t, n, stride);
		t += n / LEGS;
		struct parts swap = from;
		from = to;
		to = swap;
	}
	passes_power(fft, power, bin_count, &(struct transform){from, half, n == 2});
}

// 1024 points, as protocols have them: all distances in memory are constants.
static VEC_TARGET void passes_1024(const struct fft *fft, double *power, long bin_count,
	const struct windowed *signal, double *work)
{
	enum { HALF = 512 };
	struct parts a = passes_parts(work, HALF, 0), b = passes_parts(work, HALF, 1);
	const struct twiddle *t = fft->later;
	passes_first(fft, a, signal, HALF / LEGS);
	passes_later(b, a, t, 128, 4);
	passes_later(a, b, t + 32, 32, 16);
	passes_later(b, a, t + 32 + 8, 8, 64);
	passes_power(fft, power, bin_count, &(struct transform){b, HALF, true});
}

static VEC_TARGET void passes_run(const struct fft *fft, double *power, long bin_count,
	const double *samples, const double *window, long sample_count, double *work)
{
	struct windowed signal = {samples, window, sample_count};
	if (fft->half == 512)
		passes_1024(fft, power, bin_count, &signal, work);
	else
		passes_any_size(fft, power, bin_count, &signal, work);
}

#endif
