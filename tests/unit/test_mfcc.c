// SPDX-License-Identifier: Apache-2.0
/*
 * From samples to coefficients, against published and measured vectors: TensorFlow's own
 * test of its MFCC operator (tensorflow/core/kernels/mfcc_test.cc), a clip of pseudo-random
 * numbers and a clip of zeros.
 */
#include "zoo/features/mfcc.h"

#include "tests/unit/check.h"
#include "tests/unit/mfcc_clip.h"

#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

// Power spectrum 1, 2, 3 ... 513 at 22,050 Hz, 13 coefficients.
static void check_synthetic_spectrum(void)
{
	static const double expected[13] = {29.13970072, -6.41568601, -0.61903012, -0.96778652,
		-0.26819878, -0.40907028, -0.15614748, -0.23203119, -0.10481487, -0.15430290,
		-0.07697910, -0.10806114, -0.06047613};
	struct arena arena = {0};
	struct mfcc_options options = micronet;
	options.rate_hz = 22050;
	options.coefficient_count = 13;
	options.log_floor = LOG_FLOOR_MAX_1E_12;
	const struct mfcc *mfcc = mfcc_create(&options, &arena);
	lanes magnitudes[513], out[13];
	for (int i = 0; i < 513; i++)
		magnitudes[i] = (lanes){sqrt(i + 1), sqrt(4.0 * (i + 1))};
	mfcc_of_magnitudes(mfcc, out, magnitudes, &arena);
	double got[13], doubled[13], doubled_expected[13];
	for (int k = 0; k < 13; k++) {
		got[k] = out[k][0];
		doubled[k] = out[k][1];
		doubled_expected[k] = expected[k];
	}
	// Twice the magnitude adds ln 2 to each of 40 bands, so sqrt(2 / 40) 40 ln 2 to c0.
	doubled_expected[0] += sqrt(80.0) * log(2.0);
	check_close(got, expected, 13, 6e-9, "synthetic spectrum");
	check_close(doubled, doubled_expected, 13, 6e-9, "synthetic spectrum, second lane");
	arena_release(&arena);
}

static void check_random_clip_frames(void)
{
	static const double clip_max[10] = {33.649083, -3.395366, -0.868409, -0.091165, 0.012174,
		-0.044055, 0.323095, 0.836445, 0.397493, 0.108977};
	static const double full_scale[10] = {33.648263, -3.395366, -0.868409, -0.091165, 0.012174,
		-0.044055, 0.323095, 0.836445, 0.397493, 0.108977};
	static int16_t samples[CLIP_SAMPLE_COUNT];
	random_clip(samples);
	run_frames(samples, 32765, LOG_FLOOR_ADD_1E_6);
	check_close(frames, clip_max, 10, 6e-7, "random clip, by its maximum");
	run_frames(samples, 32768, LOG_FLOOR_MAX_1E_12);
	check_close(frames, full_scale, 10, 6e-7, "random clip, full scale");
	double lowest = frames[0], highest = frames[0];
	for (int f = 1; f < 49; f++) {
		lowest = fmin(lowest, frames[10 * f]);
		highest = fmax(highest, frames[10 * f]);
	}
	check_close((double[]){lowest, highest}, (double[]){31.657879, 34.509937}, 2, 6e-7,
		"random clip, c0 of all frames");
}

// No sample behind the last is read: there is no memory.
static void check_no_overread(void)
{
	struct arena arena = {0};
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t nbytes = CLIP_SAMPLE_COUNT * sizeof(double);
	const size_t whole = (nbytes + page - 1) / page * page;
	unsigned char *memory = mmap(
		NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED || mprotect(memory + whole, page, PROT_NONE) != 0) {
		check_skip("samples before an unmapped page", "mmap");
		return;
	}
	const struct mfcc *mfcc = mfcc_create(&micronet, &arena);
	CHECK_INT(mfcc_sample_count(mfcc), CLIP_SAMPLE_COUNT, "samples that are read");
	memset(frames, 0xff, sizeof(frames));
	mfcc_run(mfcc, frames, (double *)(void *)(memory + whole - nbytes), &arena);
	CHECK(fabs(frames[480] + 123.5697) < 6e-5, "the last frame, at the end of memory");
	munmap(memory, whole + page);
	arena_release(&arena);
}

static void check_silence_frames(void)
{
	static int16_t samples[CLIP_SAMPLE_COUNT];
	static const double c0[] = {-123.5697, -247.139366, -781.1618};
	for (int floor = 0; floor < 3; floor++) {
		double expected[CODE_COUNT] = {0};
		for (int f = 0; f < 49; f++)
			expected[10 * f] = c0[floor];
		run_frames(samples, 32768, (enum log_floor)floor);
		check_close(frames, expected, CODE_COUNT, 6e-5, "zeros");
	}
}

int main(void)
{
	check_synthetic_spectrum();
	check_random_clip_frames();
	check_silence_frames();
	check_no_overread();
	return check_done();
}
