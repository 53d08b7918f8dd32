// SPDX-License-Identifier: Apache-2.0
/*
 * Everything is read off the curve's points.  A step from one point to the next is a group
 * of samples with the same score, and what it adds to the area, times twice the number of
 * pairs, is a whole number: its negatives times (positives above it and up to it).
 */
#include "zoo/auc.h"

#include <math.h>
#include <stdlib.h>

static int compare_falling(const void *a, const void *b)
{
	double left = ((const struct scored *)a)->score, right = ((const struct scored *)b)->score;
	return (left < right) - (left > right);
}

static void trace_curve(
	struct auc *out, const struct scored *scored, int64_t count, struct arena *keep)
{
	struct roc_point *points = arena_array(keep, struct roc_point, count + 1);
	struct roc_point here = {.threshold = INFINITY};
	int64_t point_count = 0;
	points[point_count++] = here;
	for (int64_t i = 0; i < count; i++) {
		here.threshold = scored[i].score + 0.0; // 0 and -0 are one score, written 0
		here.true_positives += scored[i].positive;
		here.false_positives += !scored[i].positive;
		if (i + 1 == count || scored[i + 1].score != scored[i].score)
			points[point_count++] = here;
	}
	out->positive_count = here.true_positives;
	out->negative_count = here.false_positives;
	out->roc = points;
	out->roc_count = point_count;
}

static int64_t step_area2(const struct roc_point *from, const struct roc_point *to)
{
	return (to->false_positives - from->false_positives) *
	       (from->true_positives + to->true_positives);
}

static double whole_area(const struct auc *a)
{
	int64_t area2 = 0;
	for (int64_t i = 1; i < a->roc_count; i++)
		area2 += step_area2(&a->roc[i - 1], &a->roc[i]);
	return (double)area2 / (2.0 * (double)a->positive_count * (double)a->negative_count);
}

static double partial_area(const struct auc *a)
{
	const double limit = 0.1;
	int64_t area2 = 0, i = 1;
	for (; i < a->roc_count && a->roc[i].false_positives * 10 <= a->negative_count; i++)
		area2 += step_area2(&a->roc[i - 1], &a->roc[i]);
	double cut2 = 0; // of the step that crosses the limit, the part before it
	if (i < a->roc_count) {
		const struct roc_point *from = &a->roc[i - 1], *to = &a->roc[i];
		double width = (double)(a->negative_count - 10 * from->false_positives) / 10;
		double rise = (double)(to->true_positives - from->true_positives);
		double run = (double)(to->false_positives - from->false_positives);
		cut2 = width * (2 * (double)from->true_positives + rise * width / run);
	}
	double pairs = (double)a->positive_count * (double)a->negative_count;
	double area = ((double)area2 + cut2) / (2 * pairs);
	double smallest = 0.5 * limit * limit;
	return 0.5 * (1 + (area - smallest) / (limit - smallest));
}

/*
 * E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988), p. 837: the
 * variance of each positive's share of negatives that it beats over the number of positives,
 * and the same the other way round.  All shares follow from ranks among ties, without going
 * through the pairs: X. Sun, W. Xu, IEEE Signal Process. Lett. 21 (2014), p. 1389.
 */
static double delong_variance(const struct auc *a)
{
	if (a->positive_count < 2 || a->negative_count < 2)
		return NAN;
	double positives = (double)a->positive_count, negatives = (double)a->negative_count;
	double of_positives = 0, of_negatives = 0; // squared deviations from the mean, the area
	for (int64_t i = 1; i < a->roc_count; i++) {
		const struct roc_point *from = &a->roc[i - 1], *to = &a->roc[i];
		// Half a pair for each tie, so the middle of the step counts.
		double beaten =
			1 - (double)(from->false_positives + to->false_positives) / (2 * negatives);
		double beaten_by =
			(double)(from->true_positives + to->true_positives) / (2 * positives);
		of_positives += (double)(to->true_positives - from->true_positives) *
				(beaten - a->auc) * (beaten - a->auc);
		of_negatives += (double)(to->false_positives - from->false_positives) *
				(beaten_by - a->auc) * (beaten_by - a->auc);
	}
	return of_positives / ((positives - 1) * positives) +
	       of_negatives / ((negatives - 1) * negatives);
}

void auc_measure(struct auc *out, struct scored *scored, int64_t count, struct arena *keep)
{
	if (count > 0)
		qsort(scored, (size_t)count, sizeof(*scored), compare_falling);
	trace_curve(out, scored, count, keep);
	out->auc = out->pauc = out->variance = NAN;
	if (out->positive_count == 0 || out->negative_count == 0)
		return;
	out->auc = whole_area(out);
	out->pauc = partial_area(out);
	out->variance = delong_variance(out);
}

void auc_interval95(double out[2], double auc, double variance)
{
	const double z = 1.959963984540054; // the normal distribution's 0.975 quantile
	out[0] = out[1] = NAN;
	if (isnan(variance) || variance <= 0)
		return;
	double centre = log(auc / (1 - auc));
	double reach = z * sqrt(variance) / (auc * (1 - auc));
	out[0] = 1 / (1 + exp(-(centre - reach)));
	out[1] = 1 / (1 + exp(-(centre + reach)));
}
