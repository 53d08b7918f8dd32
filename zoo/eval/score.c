// SPDX-License-Identifier: Apache-2.0
/*
 * Elements of every type are compared as doubles, which hold each of them exactly but int64
 * beyond 2^53.
 */
#include "zoo/eval/score.h"

#include <math.h>
#include <stddef.h>

int score_argmax(const struct tensor *tensor, const void *elements)
{
	int best = 0;
	double largest = -INFINITY;
	for (size_t i = 0; i < tensor->count; i++) {
		double value = tensor_element(tensor, elements, i);
		if (value > largest) {
			largest = value;
			best = (int)i;
		}
	}
	return best;
}

int score_rank(const struct tensor *tensor, const void *elements, int target)
{
	double wanted = tensor_element(tensor, elements, (size_t)target);
	if (isnan(wanted)) // it never wins
		return (int)tensor->count;
	int before = 0;
	for (int i = 0; i < (int)tensor->count; i++) {
		double value = tensor_element(tensor, elements, (size_t)i);
		before += value > wanted || (value == wanted && i < target);
	}
	return before;
}

void score_wilson95(double out[2], int64_t correct_count, int64_t sample_count)
{
	const double z = 1.959963984540054; // the normal distribution's 0.975 quantile
	double n = (double)sample_count;
	double p = (double)correct_count / n;
	double shrink = 1 + z * z / n;
	double centre = (p + z * z / (2 * n)) / shrink;
	double reach = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / shrink;
	// At 0 and n the interval ends exactly there; only rounding says otherwise.
	out[0] = correct_count == 0 ? 0 : fmax(0, centre - reach);
	out[1] = correct_count == sample_count ? 1 : fmin(1, centre + reach);
}
