// SPDX-License-Identifier: Apache-2.0
/*
 * Both sets are sorted by path, so that one walk through them finds the samples they share.
 */
#include "zoo/difference.h"

#include <math.h>
#include <string.h>

// Of two lists in the same order: below 0, the sample of the first comes first.
static int compare_samples(
	const struct dataset *a, int64_t index_a, const struct dataset *b, int64_t index_b)
{
	if (a == b)
		return (index_a > index_b) - (index_a < index_b);
	return strcmp(a->samples[index_a].path, b->samples[index_b].path);
}

static void note_predictions(struct difference *out, int a, int b)
{
	if (a < 0 || b < 0)
		return;
	out->compared_count++;
	out->flipped_count += a != b;
}

static void note_scores(struct difference *out, double a, double b)
{
	if (isnan(a) || isnan(b))
		return;
	out->compared_count++;
	out->flipped_count += a != b;
	out->largest = fmax(out->largest, fabs(a - b));
}

struct difference difference_between(const struct eval_result *a, const struct dataset *set_of_a,
	const struct eval_result *b, const struct dataset *set_of_b)
{
	struct difference out = {0};
	int64_t i = 0, k = 0;
	while (i < set_of_a->sample_count && k < set_of_b->sample_count) {
		int order = compare_samples(set_of_a, i, set_of_b, k);
		if (order == 0 && a->predictions)
			note_predictions(&out, a->predictions[i], b->predictions[k]);
		else if (order == 0)
			note_scores(&out, a->scores[i], b->scores[k]);
		i += order <= 0;
		k += order >= 0;
	}
	return out;
}
