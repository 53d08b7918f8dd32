// SPDX-License-Identifier: Apache-2.0
/*
 * The text of loops.h.  GCC at -O2 only uses vectors for loops whose number of rounds it
 * knows, so these go by blocks, or by vectors (vec.h, lanes.h).
 */
#ifndef ZOO_FEATURES_LOOPS_TEXT_H
#define ZOO_FEATURES_LOOPS_TEXT_H

#include "zoo/features/dct.h"
#include "zoo/features/fft_spectrum.h"
#include "zoo/features/loops.h"
#include "zoo/features/mel.h"
#include "zoo/features/vec.h"

#include <math.h>

enum { LOOPS_BLOCK = 8, LOOPS_WIDE_BLOCK = 32 };

static VEC_TARGET void loops_divide(
	double *restrict out, const float *restrict samples, int64_t count, double by)
{
	int64_t i = 0;
	for (; i + LOOPS_BLOCK <= count; i += LOOPS_BLOCK)
		for (int k = 0; k < LOOPS_BLOCK; k++)
			out[i + k] = (double)samples[i + k] / by;
	for (; i < count; i++)
		out[i] = (double)samples[i] / by;
}

// By blocks, as a single running maximum would wait for each comparison.
static VEC_TARGET void loops_find_extremes(float out[2], const float *samples, int64_t count)
{
	float largest[LOOPS_WIDE_BLOCK], smallest[LOOPS_WIDE_BLOCK];
	for (int k = 0; k < LOOPS_WIDE_BLOCK; k++)
		largest[k] = smallest[k] = samples[0];
	int64_t i = 0;
	for (; i + LOOPS_WIDE_BLOCK <= count; i += LOOPS_WIDE_BLOCK)
		for (int k = 0; k < LOOPS_WIDE_BLOCK; k++) {
			float x = samples[i + k];
			largest[k] = x > largest[k] ? x : largest[k];
			smallest[k] = x < smallest[k] ? x : smallest[k];
		}
	for (; i < count; i++) {
		largest[0] = samples[i] > largest[0] ? samples[i] : largest[0];
		smallest[0] = samples[i] < smallest[0] ? samples[i] : smallest[0];
	}
	for (int k = 1; k < LOOPS_WIDE_BLOCK; k++) {
		largest[0] = largest[k] > largest[0] ? largest[k] : largest[0];
		smallest[0] = smallest[k] < smallest[0] ? smallest[k] : smallest[0];
	}
	out[0] = largest[0];
	out[1] = smallest[0];
}

VEC_FUNCTION double loops_woven(double x, enum weave f)
{
	if (f == WEAVE_AS_IS)
		return x;
	return sqrt(f == WEAVE_ROOT_OF_FLOAT ? (double)(float)x : x);
}

// `f` is a constant where this is called.
VEC_FUNCTION void loops_weave_by(
	lanes *values, const double *const rows[LANE_COUNT], int begin, int end, enum weave f)
{
	const double *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3];
	for (int i = begin; i < end; i++) {
		const double in[LANE_COUNT] = {a[i], b[i], c[i], d[i]};
		double *out = (double *)(void *)&values[i];
		for (int lane = 0; lane < LANE_COUNT; lane++)
			out[lane] = loops_woven(in[lane], f);
	}
}

static VEC_TARGET void loops_weave(
	lanes *values, const double *const rows[LANE_COUNT], int begin, int end, enum weave f)
{
	switch (f) {
	case WEAVE_AS_IS:
		loops_weave_by(values, rows, begin, end, WEAVE_AS_IS);
		break;
	case WEAVE_ROOT:
		loops_weave_by(values, rows, begin, end, WEAVE_ROOT);
		break;
	case WEAVE_ROOT_OF_FLOAT:
		loops_weave_by(values, rows, begin, end, WEAVE_ROOT_OF_FLOAT);
		break;
	}
}

/*
 * Neighbouring triangles overlap by half, so a bin lies on the falling slope of one band and
 * on the rising slope of the next, with weights that add up to 1.
 */
static VEC_TARGET void loops_mel_apply(const struct mel *mel, lanes *bands, const lanes *values)
{
	lanes rising = lanes_all(0);
	for (int b = 0; b <= mel->band_count; b++) {
		lanes band = rising; // band b - 1, of which the falling slope is to come
		rising = lanes_all(0);
		for (int bin = mel->edge[b]; bin < mel->edge[b + 1]; bin++) {
			lanes falling = values[bin] * mel->weight[bin];
			band += falling;
			rising += values[bin] - falling;
		}
		if (b > 0)
			bands[b - 1] = mel->height ? band * mel->height[b - 1] : band;
	}
}

// Several outputs are summed side by side, as each sum would wait for every addition.
static VEC_TARGET void loops_dct_apply(const struct dct *dct, lanes *out, const lanes *in)
{
	const double *c = dct->cosine;
	for (int first = 0; first < dct->output_count; first += DCT_GROUP) {
		lanes sum0 = lanes_all(0), sum1 = lanes_all(0);
		lanes sum2 = lanes_all(0), sum3 = lanes_all(0);
		for (int i = 0; i < dct->input_count; i++, c += DCT_GROUP) {
			sum0 += in[i] * c[0];
			sum1 += in[i] * c[1];
			sum2 += in[i] * c[2];
			sum3 += in[i] * c[3];
		}
		const lanes sums[DCT_GROUP] = {sum0, sum1, sum2, sum3};
		for (int k = 0; k < DCT_GROUP && first + k < dct->output_count; k++)
			out[first + k] = sums[k];
	}
}

// Between low and high: codes that are not numbers are low.
VEC_FUNCTION float loops_code(float x, const struct float_codes *codes)
{
	float code = x / codes->by + codes->zero;
	code = code > codes->low ? code : codes->low;
	return code < codes->high ? code : codes->high;
}

VEC_FUNCTION int32_t loops_cut(float x, const struct float_codes *codes)
{
	return (int32_t)loops_code(x, codes);
}

// Half away from zero.
VEC_FUNCTION int32_t loops_nearest(float x, const struct float_codes *codes)
{
	float code = loops_code(x, codes);
	int32_t whole = (int32_t)code;
	float rest = code - (float)whole; // exact
	return whole + (rest >= 0.5F) - (rest <= -0.5F);
}

static VEC_TARGET void loops_encode_cut(uint8_t *restrict out, const float *restrict in,
	int64_t count, const struct float_codes *restrict codes)
{
	const struct float_codes c = *codes;
	int64_t i = 0;
	for (; i + LOOPS_WIDE_BLOCK <= count; i += LOOPS_WIDE_BLOCK)
		for (int k = 0; k < LOOPS_WIDE_BLOCK; k++)
			out[i + k] = (uint8_t)loops_cut(in[i + k], &c);
	for (; i < count; i++)
		out[i] = (uint8_t)loops_cut(in[i], &c);
}

static VEC_TARGET void loops_encode_nearest(uint8_t *restrict out, const float *restrict in,
	int64_t count, const struct float_codes *restrict codes)
{
	const struct float_codes c = *codes;
	int64_t i = 0;
	for (; i + LOOPS_WIDE_BLOCK <= count; i += LOOPS_WIDE_BLOCK)
		for (int k = 0; k < LOOPS_WIDE_BLOCK; k++)
			out[i + k] = (uint8_t)loops_nearest(in[i + k], &c);
	for (; i < count; i++)
		out[i] = (uint8_t)loops_nearest(in[i], &c);
}

// These, of whatever width vec.h gives to the source that includes this.
#define LOOPS_OF_THIS_SOURCE                                                            \
	{                                                                               \
		.vec_count = VEC_COUNT, .divide = loops_divide,                         \
		.find_extremes = loops_find_extremes, .weave = loops_weave,             \
		.encode_cut = loops_encode_cut, .encode_nearest = loops_encode_nearest, \
		.fft_power = spectrum_run, .mel_apply = loops_mel_apply,                \
		.dct_apply = loops_dct_apply                                            \
	}

#endif
