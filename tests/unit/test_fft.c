// SPDX-License-Identifier: Apache-2.0
/*
 * The fast transform against the sum that defines it.
 */
#include "zoo/features/fft.h"

#include "tests/unit/check.h"

#include <math.h>
#include <stdint.h>

static uint32_t random_state = 12345;

static double random_unit(void)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (double)(random_state >> 8) / (1 << 23) - 1;
}

// The largest difference to the sum, relative to the largest value of the power spectrum.
static double relative_error(const double *signal, const double *power, int n)
{
	long double worst = 0, largest = 0;
	const long double turn = 2 * 3.141592653589793238462643383279503L / n;
	for (int k = 0; k <= n / 2; k++) {
		long double re = 0, im = 0;
		for (int i = 0; i < n; i++) {
			// reduced before it is multiplied, so that the angle stays exact
			long double angle = turn * (long double)((int64_t)i * k % n);
			re += (long double)signal[i] * cosl(angle);
			im -= (long double)signal[i] * sinl(angle);
		}
		worst = fmaxl(worst, fabsl(re * re + im * im - (long double)power[k]));
		largest = fmaxl(largest, re * re + im * im);
	}
	return (double)(worst / largest);
}

enum { MOST_POINTS = 2048 };

// So much of a signal, under a window, with nothing behind it.
struct part {
	double samples[MOST_POINTS], window[MOST_POINTS], product[MOST_POINTS];
	int count;
};

static void make_part(struct part *part, int count)
{
	*part = (struct part){.count = count};
	for (int i = 0; i < count; i++) {
		part->samples[i] = 1e3 * random_unit();
		part->window[i] = random_unit();
		part->product[i] = part->samples[i] * part->window[i];
	}
}

static void run(double *power, int bin_count, const struct part *part, int n,
	const struct loops *loops, struct arena *arena)
{
	const struct fft *fft = fft_create(n, loops, arena);
	// Allocated to size, so that a sanitizer sees what is read behind it.
	double *samples = arena_array(arena, double, part->count);
	double *work = arena_array(arena, double, fft_work_count(fft));
	memcpy(samples, part->samples, (size_t)part->count * sizeof(*samples));
	fft_power(fft, power, bin_count, samples, part->window, part->count, work);
}

static int count_different(const double *a, const double *b, int count)
{
	int different = 0;
	for (int i = 0; i < count; i++)
		different += a[i] != b[i];
	return different;
}

static void check_part(int n, int count)
{
	struct arena arena = {0};
	static struct part part;
	make_part(&part, count);
	static double any[MOST_POINTS], wide[MOST_POINTS], few[MOST_POINTS];
	run(any, n / 2 + 1, &part, n, &loops_any, &arena);
	double error = relative_error(part.product, any, n);
	CHECK(error < 2e-14 * log2(n), "%d samples in %d points: error %.1e", count, n, error);
	if (loops_wide_run()) {
		run(wide, n / 2 + 1, &part, n, &loops_wide, &arena);
		CHECK_INT(count_different(any, wide, n / 2 + 1), 0,
			"%d samples in %d points: wide registers change no bit", count, n);
	}
	static const int parts[] = {1, 2, 4, 5, 7};
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		int bins = parts[i] * n / 16 + 1;
		run(few, bins, &part, n, loops_best(), &arena);
		CHECK_INT(count_different(any, few, bins), 0, "%d samples in %d points: %d bins",
			count, n, bins);
	}
	arena_release(&arena);
}

int main(void)
{
	struct arena arena = {0};
	CHECK(!fft_create(0, &loops_any, &arena), "no points");
	CHECK(!fft_create(FFT_MIN_POINTS / 2, &loops_any, &arena), "too few");
	CHECK(!fft_create(-32, &loops_any, &arena), "negative");
	CHECK(!fft_create(640, &loops_any, &arena), "not a power of two");
	CHECK(!fft_create(2 * FFT_MAX_POINTS, &loops_any, &arena), "too many");
	arena_release(&arena);
	for (int n = FFT_MIN_POINTS; n <= MOST_POINTS; n *= 2)
		for (int eighths = 1; eighths <= 8; eighths++)
			check_part(n, (n * eighths / 8 + 7) / 8 * 8);
	if (!loops_wide_run())
		check_skip("wide registers", "this CPU has none");
	return check_done();
}
