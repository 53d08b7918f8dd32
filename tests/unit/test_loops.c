// SPDX-License-Identifier: Apache-2.0
/*
 * The loops for wide registers give what those for any CPU do, bit for bit; and both give
 * what they say.  The transform has a test of its own (test_fft.c), and so have codes of
 * floats (test_quantise.c).
 */
#include "zoo/features/dct.h"
#include "zoo/features/loops.h"
#include "zoo/features/mel.h"

#include "tests/unit/check.h"

#include <math.h>

enum { COUNT = 1003, BINS = 257, BANDS = 40, OUTPUTS = 13 };

static uint32_t random_state = 2024;

static double random_unit(void)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (double)(random_state >> 8) / (1 << 23) - 1;
}

static void check_same(const void *a, const void *b, size_t nbytes, const char *what)
{
	if (loops_wide_run())
		CHECK(memcmp(a, b, nbytes) == 0, "%s: wide registers change no bit", what);
}

// The loops to compare with loops_any.
static const struct loops *other(void)
{
	return loops_wide_run() ? &loops_wide : &loops_any;
}

static void check_divide(void)
{
	static float samples[COUNT];
	static double a[COUNT], b[COUNT];
	int different = 0;
	for (int i = 0; i < COUNT; i++)
		samples[i] = (float)(int)(32768 * random_unit());
	loops_any.divide(a, samples, COUNT, 12345);
	other()->divide(b, samples, COUNT, 12345);
	for (int i = 0; i < COUNT; i++)
		different += a[i] != (double)samples[i] / 12345;
	CHECK_INT(different, 0, "divide");
	check_same(a, b, sizeof(a), "divide");
}

// The largest and the smallest at each place of a short row and of a long one.
static void check_extremes(int count)
{
	float samples[COUNT];
	int wrong = 0, different = 0;
	for (int i = 0; i < count; i++)
		samples[i] = (float)random_unit();
	for (int i = 0; i < count; i++) {
		float before = samples[i], a[2], b[2];
		samples[i] = 2;
		loops_any.find_extremes(a, samples, count);
		other()->find_extremes(b, samples, count);
		wrong += a[0] != 2;
		different += memcmp(a, b, sizeof(a)) != 0;
		samples[i] = -3;
		loops_any.find_extremes(a, samples, count);
		other()->find_extremes(b, samples, count);
		wrong += a[1] != -3;
		different += memcmp(a, b, sizeof(a)) != 0;
		samples[i] = before;
	}
	CHECK_INT(wrong, 0, "extremes of %d", count);
	CHECK_INT(different, 0, "extremes of %d: wide registers", count);
}

static double woven(double x, enum weave f)
{
	return f == WEAVE_AS_IS ? x : sqrt(f == WEAVE_ROOT ? x : (double)(float)x);
}

static void check_weave(enum weave f)
{
	static double rows[LANE_COUNT][COUNT];
	static lanes a[COUNT], b[COUNT];
	const double *where[LANE_COUNT];
	int different = 0;
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		where[lane] = rows[lane];
		for (int i = 0; i < COUNT; i++)
			rows[lane][i] = 1e4 * fabs(random_unit());
	}
	loops_any.weave(a, where, 2, COUNT - 3, f);
	other()->weave(b, where, 2, COUNT - 3, f);
	for (int i = 0; i < COUNT; i++)
		for (int lane = 0; lane < LANE_COUNT; lane++) {
			bool inside = i >= 2 && i < COUNT - 3;
			different += a[i][lane] != (inside ? woven(rows[lane][i], f) : 0);
		}
	CHECK_INT(different, 0, "weave %d", (int)f);
	check_same(a, b, sizeof(a), "weave");
}

static void check_bands(void)
{
	struct arena arena = {0};
	static lanes values[BINS], a[BANDS], b[BANDS];
	const struct mel_options options = {.rate_hz = 16000,
		.bin_count = BINS,
		.band_count = BANDS,
		.low_hz = 20,
		.high_hz = 8000};
	const struct mel *mel = mel_create(&options, &arena);
	for (int i = 0; i < BINS; i++)
		for (int lane = 0; lane < LANE_COUNT; lane++)
			values[i][lane] = random_unit();
	loops_any.mel_apply(mel, a, values);
	other()->mel_apply(mel, b, values);
	check_same(a, b, sizeof(a), "bands");
	CHECK(a[3][0] != a[3][1], "bands of one lane are not those of another");
	arena_release(&arena);
}

static void check_cosines(void)
{
	struct arena arena = {0};
	static lanes in[BANDS], a[OUTPUTS + 1], b[OUTPUTS + 1];
	const struct dct *dct = dct_create(BANDS, OUTPUTS, &arena);
	double worst = 0;
	for (int i = 0; i < BANDS; i++)
		for (int lane = 0; lane < LANE_COUNT; lane++)
			in[i][lane] = random_unit();
	loops_any.dct_apply(dct, a, in);
	other()->dct_apply(dct, b, in);
	for (int k = 0; k < OUTPUTS; k++) {
		double sum = 0;
		for (int i = 0; i < BANDS; i++)
			sum += sqrt(2.0 / BANDS) * in[i][2] * cos(M_PI * k * (i + 0.5) / BANDS);
		worst = fmax(worst, fabs(sum - a[k][2]));
	}
	CHECK(worst < 1e-14, "cosines: %.1e off", worst);
	CHECK(a[OUTPUTS][0] == 0, "nothing behind the last output");
	check_same(a, b, sizeof(a), "cosines");
	arena_release(&arena);
}

int main(void)
{
	check_divide();
	check_extremes(5);
	check_extremes(32);
	check_extremes(COUNT);
	check_weave(WEAVE_AS_IS);
	check_weave(WEAVE_ROOT);
	check_weave(WEAVE_ROOT_OF_FLOAT);
	check_bands();
	check_cosines();
	if (!loops_wide_run())
		check_skip("wide registers", "this CPU has none");
	return check_done();
}
