// SPDX-License-Identifier: Apache-2.0
/*
 * Where the bands lie, and how much of each bin is in which.
 */
#include "zoo/features/mel.h"

#include "zoo/features/loops.h"

#include <math.h>

// Where Slaney's scale turns from straight to logarithmic, and the step of the latter: M.
// Slaney, Auditory Toolbox, 1998; librosa/librosa:librosa/core/convert.py, hz_to_mel.
static const double turn_hz = 1000, turn_mel = 15, mel_per_hz = 3.0 / 200;

static double log_step(void)
{
	return log(6.4) / 27;
}

static double mel_of_hz(enum mel_scale scale, double hz)
{
	if (scale == MEL_HTK)
		return 1127.0 * log1p(hz / 700.0);
	return hz < turn_hz ? hz * mel_per_hz : turn_mel + log(hz / turn_hz) / log_step();
}

static double hz_of_mel(enum mel_scale scale, double mel)
{
	if (scale == MEL_HTK)
		return 700.0 * expm1(mel / 1127.0);
	return mel < turn_mel ? mel / mel_per_hz : turn_hz * exp(log_step() * (mel - turn_mel));
}

// The edges in mel and in hertz; both ends are what was asked for.
static void place_edges(
	double *edge_mel, double *edge_hz, const struct mel_options *options, double step)
{
	int last = options->band_count + 1;
	double low = mel_of_hz(options->scale, options->low_hz);
	for (int i = 0; i <= last; i++) {
		edge_mel[i] = low + step * i;
		edge_hz[i] = hz_of_mel(options->scale, edge_mel[i]);
	}
	edge_hz[0] = options->low_hz;
	edge_hz[last] = options->high_hz;
}

static const double *heights_of_area_1(const double *edge_hz, int band_count, struct arena *keep)
{
	double *height = arena_array(keep, double, band_count);
	for (int b = 0; b < band_count; b++)
		height[b] = 2 / (edge_hz[b + 2] - edge_hz[b]);
	return height;
}

static double spacing_hz(const struct mel_options *options)
{
	return 0.5 * options->rate_hz / (options->bin_count - 1);
}

// Weights of the bins and the first bin behind each edge, in the unit of `position`.
static void weigh_bins(struct mel *mel, const struct mel_options *options, const double *position,
	double step, struct arena *keep)
{
	double *weight = arena_array(keep, double, options->bin_count);
	int *edge = arena_array(keep, int, options->band_count + 2);
	edge[0] = mel->first_bin;
	int next = 0; // band b has its peak at position[b + 1]; this is the first not below
	for (int bin = mel->first_bin; bin < mel->end_bin; bin++) {
		double here = bin * spacing_hz(options);
		if (options->slopes == MEL_STRAIGHT_IN_MEL)
			here = mel_of_hz(options->scale, here);
		while (next < options->band_count && position[next + 1] < here)
			edge[++next] = bin;
		double width = options->slopes == MEL_STRAIGHT_IN_MEL
				       ? step
				       : position[next + 1] - position[next];
		weight[bin] = (position[next + 1] - here) / width;
	}
	while (next <= options->band_count)
		edge[++next] = mel->end_bin;
	mel->weight = weight;
	mel->edge = edge;
}

const struct mel *mel_create(const struct mel_options *options, struct arena *keep)
{
	struct mel *mel = arena_new(keep, struct mel);
	mel->band_count = options->band_count;
	mel->first_bin = (int)(1.5 + options->low_hz / spacing_hz(options));
	mel->end_bin = (int)(options->high_hz / spacing_hz(options)) + 1;
	if (mel->end_bin > options->bin_count)
		mel->end_bin = options->bin_count;

	double step = (mel_of_hz(options->scale, options->high_hz) -
			      mel_of_hz(options->scale, options->low_hz)) /
		      (options->band_count + 1);
	double *edge_mel = arena_array(keep, double, options->band_count + 2);
	double *edge_hz = arena_array(keep, double, options->band_count + 2);
	place_edges(edge_mel, edge_hz, options, step);
	mel->edge_hz = edge_hz;
	if (options->height == MEL_AREA_1)
		mel->height = heights_of_area_1(edge_hz, options->band_count, keep);
	weigh_bins(mel, options, options->slopes == MEL_STRAIGHT_IN_MEL ? edge_mel : edge_hz, step,
		keep);
	return mel;
}

void mel_apply(const struct mel *mel, lanes *bands, const lanes *values)
{
	loops_best()->mel_apply(mel, bands, values);
}
