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

// The largest difference to the sum, relative to the largest value of the spectrum.
static double relative_error(const lanes *signal, const lanes *spectrum, int n, int lane)
{
	long double worst = 0, largest = 0;
	const long double turn = 2 * 3.141592653589793238462643383279503L / n;
	for (int k = 0; k <= n / 2; k++) {
		long double re = 0, im = 0;
		for (int i = 0; i < n; i++) {
			// reduced before it is multiplied, so that the angle stays exact
			long double angle = turn * (long double)((int64_t)i * k % n);
			re += (long double)signal[i][lane] * cosl(angle);
			im -= (long double)signal[i][lane] * sinl(angle);
		}
		long double difference = hypotl(re - (long double)spectrum[2 * k][lane],
			im - (long double)spectrum[2 * k + 1][lane]);
		worst = fmaxl(worst, difference);
		largest = fmaxl(largest, hypotl(re, im));
	}
	return (double)(worst / largest);
}

static void check_size(int n)
{
	struct arena arena = {0};
	const struct fft *fft = fft_create(n, &arena);
	if (!CHECK(fft != NULL, "tables for %d points", n))
		return;
	lanes *signal = arena_array(&arena, lanes, n), *work = arena_array(&arena, lanes, n);
	lanes *spectrum = arena_array(&arena, lanes, n + 2);
	for (int i = 0; i < n; i++)
		work[i] = signal[i] = (lanes){random_unit(), 1e3 * random_unit()};
	fft_run(fft, work, spectrum);
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		double error = relative_error(signal, spectrum, n, lane);
		CHECK(error < 1e-14 * log2(n), "%d points, lane %d: error %.1e", n, lane, error);
	}

	// A lane is the same, bit for bit, whatever goes beside it.
	lanes *alone = arena_array(&arena, lanes, n + 2);
	for (int i = 0; i < n; i++)
		work[i] = (lanes){signal[i][0], 0};
	fft_run(fft, work, alone);
	int different = 0;
	for (int i = 0; i < n + 2; i++)
		different += alone[i][0] != spectrum[i][0];
	CHECK_INT(different, 0, "%d points, lanes do not touch each other", n);
	arena_release(&arena);
}

int main(void)
{
	struct arena arena = {0};
	CHECK(!fft_create(0, &arena), "no points");
	CHECK(!fft_create(2, &arena), "two points are too few");
	CHECK(!fft_create(-4, &arena), "negative");
	CHECK(!fft_create(640, &arena), "not a power of two");
	CHECK(!fft_create(2 * FFT_MAX_POINTS, &arena), "too many");
	arena_release(&arena);
	for (int n = 4; n <= 2048; n *= 2)
		check_size(n);
	return check_done();
}
