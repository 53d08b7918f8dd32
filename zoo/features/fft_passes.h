// SPDX-License-Identifier: Apache-2.0
/*
 * The passes of a complex transform, which is Stockham's: decimation in frequency, radix 4.
 * Each pass goes from one array to the other and leaves its output in order, so no bit
 * reversal is needed.  (C. Van Loan, Computational Frameworks for the Fast Fourier
 * Transform, 1992, sections 1.7 and 2.4.)  fft_spectrum.h says what it is a part of.
 *
 * Real and imaginary parts are in arrays of their own.  In the first pass, a vector has
 * neighbouring butterflies, whose outputs then change places; in the later ones it has
 * neighbours of the same butterfly, with the same twiddles.
 */
#ifndef ZOO_FEATURES_FFT_PASSES_H
#define ZOO_FEATURES_FFT_PASSES_H

#include "zoo/features/fft_tables.h"
#include "zoo/features/vec.h"

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

// Butterflies begin to end - 1, of which the legs from leg_count on are known to be 0.
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

#endif
