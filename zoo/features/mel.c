// SPDX-License-Identifier: Apache-2.0
/*
 * Neighbouring triangles overlap by half, so a bin lies on the falling slope of one band
 * and on the rising slope of the next, with weights that add up to 1.
 */
#include "zoo/features/mel.h"

#include <math.h>

static double mel_of_hz(double hz)
{
	return 1127.0 * log1p(hz / 700.0);
}

const struct mel *mel_create(const struct mel_options *options, struct arena *keep)
{
	struct mel *mel = arena_new(keep, struct mel);
	double spacing_hz = 0.5 * options->rate_hz / (options->bin_count - 1);
	mel->band_count = options->band_count;
	mel->first_bin = (int)(1.5 + options->low_hz / spacing_hz);
	mel->end_bin = (int)(options->high_hz / spacing_hz) + 1;
	if (mel->end_bin > options->bin_count)
		mel->end_bin = options->bin_count;

	double low = mel_of_hz(options->low_hz), high = mel_of_hz(options->high_hz);
	double step = (high - low) / (options->band_count + 1);
	double *weight = arena_array(keep, double, options->bin_count);
	int *edge = arena_array(keep, int, options->band_count + 2);
	edge[0] = mel->first_bin;
	int next = 0; // band b has its peak at low + (b + 1) step; this is the first not below
	for (int bin = mel->first_bin; bin < mel->end_bin; bin++) {
		double here = mel_of_hz(bin * spacing_hz);
		while (next < options->band_count && low + step * (next + 1) < here)
			edge[++next] = bin;
		weight[bin] = (low + step * (next + 1) - here) / step;
	}
	while (next <= options->band_count)
		edge[++next] = mel->end_bin;
	mel->weight = weight;
	mel->edge = edge;
	return mel;
}

void mel_apply(const struct mel *mel, lanes *bands, const lanes *magnitudes)
{
	lanes rising = lanes_all(0);
	for (int b = 0; b <= mel->band_count; b++) {
		lanes band = rising; // band b - 1, of which the falling slope is to come
		rising = lanes_all(0);
		for (int bin = mel->edge[b]; bin < mel->edge[b + 1]; bin++) {
			lanes falling = magnitudes[bin] * mel->weight[bin];
			band += falling;
			rising += magnitudes[bin] - falling;
		}
		if (b > 0)
			bands[b - 1] = band;
	}
}
