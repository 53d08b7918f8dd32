// SPDX-License-Identifier: Apache-2.0
/*
 * The loops in which the features spend their time, compiled twice from one text: for
 * any CPU of the architecture, and for those x86-64 that have AVX2, whose registers take
 * twice as much.  Results are the same bit for bit, as every element goes through the same
 * operations of IEEE 754: none is fused, and no sum changes its order.
 *
 * The modules that own the data call these; who wants features calls the modules.
 */
#ifndef ZOO_FEATURES_LOOPS_H
#define ZOO_FEATURES_LOOPS_H

#include "zoo/features/lanes.h"

#include <stdbool.h>
#include <stdint.h>

struct dct;
struct fft;
struct mel;

enum weave {
	WEAVE_AS_IS,
	WEAVE_ROOT,         // the square root
	WEAVE_ROOT_OF_FLOAT // the same of the number rounded to float32
};

struct float_codes {
	float by, zero, low, high; // low and high are whole numbers, from -32768 to 32767
};

struct loops {
	int vec_count; // doubles in a vector, which decides the order of the tables of fft.h

	// out[i] = samples[i] / by
	void (*divide)(double *out, const float *samples, int64_t count, double by);

	// The largest and the smallest of the samples.
	void (*find_extremes)(float out[2], const float *samples, int64_t count);

	/*
	 * Numbers that lie in a row each to lanes: values[i][lane] = f(rows[lane][i]), for i from
	 * begin to end - 1.
	 */
	void (*weave)(lanes *values, const double *const rows[LANE_COUNT], int begin, int end,
		enum weave f);

	/*
	 * Codes of x = in[i] / by + zero, taken into low to high and rounded, in float32; not a
	 * number is low.  Each for elements of one byte; the low byte of a code is written.
	 */
	void (*encode_cut)(
		uint8_t *out, const float *in, int64_t count, const struct float_codes *codes);
	void (*encode_nearest)(
		uint8_t *out, const float *in, int64_t count, const struct float_codes *codes);

	// fft_power(), mel_apply(), dct_apply()
	void (*fft_power)(const struct fft *fft, double *power, long bin_count,
		const double *samples, const double *window, long sample_count, double *work);
	void (*mel_apply)(const struct mel *mel, lanes *bands, const lanes *values);
	void (*dct_apply)(const struct dct *dct, lanes *out, const lanes *in);
};

extern const struct loops loops_any, loops_wide;

// Whether this CPU, and the system on it, run loops_wide.
bool loops_wide_run(void);

// The quicker of those that run here.
const struct loops *loops_best(void);

#endif
