// SPDX-License-Identifier: Apache-2.0
/*
 * A clip and its coefficients, by the options of the MicroNets' protocol.
 */
#ifndef TESTS_UNIT_MFCC_CLIP_H
#define TESTS_UNIT_MFCC_CLIP_H

#include "zoo/features/mfcc.h"

#include "tests/unit/check.h"

#include <math.h>
#include <stdint.h>

enum { CLIP_SAMPLE_COUNT = 16000, CODE_COUNT = 490 };

static const struct mfcc_options micronet = {.rate_hz = 16000,
	.frame_count = 49,
	.frame_sample_count = 640,
	.hop_sample_count = 320,
	.fft_point_count = 1024,
	.band_count = 40,
	.coefficient_count = 10,
	.low_hz = 20,
	.high_hz = 4000};

__attribute__((unused)) static void check_close(
	const double *got, const double *expected, int count, double tolerance, const char *what)
{
	double worst = 0;
	for (int i = 0; i < count; i++)
		worst = fmax(worst, fabs(got[i] - expected[i]));
	CHECK(worst < tolerance, "%s: differs by %.1e", what, worst);
}

// A linear congruential generator's upper bits.
__attribute__((unused)) static void random_clip(int16_t samples[static CLIP_SAMPLE_COUNT])
{
	uint32_t x = 1;
	for (int i = 0; i < CLIP_SAMPLE_COUNT; i++) {
		x = (1103515245u * x + 12345u) & 0x7fffffffu;
		samples[i] = (int16_t)((int)(x >> 15 & 0xffff) - 32768);
	}
}

static double frames[CODE_COUNT];

// All 490 coefficients of samples / by into frames[].
__attribute__((unused)) static void run_frames(
	const int16_t *samples, double by, enum log_floor log_floor)
{
	struct arena arena = {0};
	struct mfcc_options options = micronet;
	options.log_floor = log_floor;
	const struct mfcc *mfcc = mfcc_create(&options, &arena);
	double *scaled = arena_array(&arena, double, CLIP_SAMPLE_COUNT);
	for (int i = 0; i < CLIP_SAMPLE_COUNT; i++)
		scaled[i] = samples[i] / by;
	mfcc_run(mfcc, frames, scaled, &arena);
	arena_release(&arena);
}

#endif
