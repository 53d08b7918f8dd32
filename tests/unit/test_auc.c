// SPDX-License-Identifier: Apache-2.0
/*
 * The area under the ROC curve.  Expected values: scikit-learn 1.9.1, roc_auc_score(y, s) and
 * roc_auc_score(y, s, max_fpr=0.1); DeLong's variance from the whole matrix of pairs,
 *
 *	k = (x[:, None] > z[None, :]) + 0.5 * (x[:, None] == z[None, :])
 *	numpy.var(k.mean(1), ddof=1) / len(x) + numpy.var(k.mean(0), ddof=1) / len(z)
 *
 * with x the positives' scores and z the negatives'; the interval's bounds with
 * scipy.stats.norm.ppf(0.975).
 */
#include "tests/unit/check.h"
#include "tests/unit/random.h"
#include "zoo/auc.h"

#include <math.h>

static bool close_to(double got, double expected)
{
	if (isnan(expected))
		return isnan(got);
	return fabs(got - expected) <= 1e-15 + 1e-12 * fabs(expected);
}

struct expected {
	int64_t positive_count, negative_count;
	double auc, pauc, variance, interval[2];
	int64_t roc_count;
};

static void check_measure(
	const char *name, struct scored *scored, int64_t count, const struct expected *expected)
{
	struct arena arena = {0};
	struct auc got;
	double interval[2];
	auc_measure(&got, scored, count, &arena);
	auc_interval95(interval, got.auc, got.variance);
	CHECK_INT(got.positive_count, expected->positive_count, "%s: positives", name);
	CHECK_INT(got.negative_count, expected->negative_count, "%s: negatives", name);
	CHECK(close_to(got.auc, expected->auc), "%s: area %.16g", name, got.auc);
	CHECK(close_to(got.pauc, expected->pauc), "%s: partial area %.16g", name, got.pauc);
	CHECK(close_to(got.variance, expected->variance), "%s: variance %.16g", name, got.variance);
	CHECK(close_to(interval[0], expected->interval[0]) &&
			close_to(interval[1], expected->interval[1]),
		"%s: interval %.16g to %.16g", name, interval[0], interval[1]);
	CHECK_INT(got.roc_count, expected->roc_count, "%s: points", name);
	const struct roc_point *last = &got.roc[got.roc_count - 1];
	CHECK(got.roc[0].threshold == INFINITY && got.roc[0].true_positives == 0 &&
			got.roc[0].false_positives == 0,
		"%s: starts at (0, 0)", name);
	CHECK(last->true_positives == got.positive_count &&
			last->false_positives == got.negative_count,
		"%s: ends with all", name);
	arena_release(&arena);
}

static void check_small(void)
{
	struct scored documented[] = {{0.1, false}, {0.4, false}, {0.35, true}, {0.8, true}};
	check_measure("scikit-learn's example", documented, 4,
		&(struct expected){2, 2, 0.75, 0.7368421052631579, 0.125,
			{0.06932327703202112, 0.9917916068049315}, 5});
	struct scored ties[] = {{1, false}, {2, false}, {2, false}, {3, false}, {2, true},
		{3, true}, {3, true}, {4, true}, {5, true}, {4, false}};
	check_measure("ties", ties, 10,
		&(struct expected){5, 5, 0.74, 0.6052631578947368, 0.0272,
			{0.3465810440361117, 0.9385457689458583}, 6});
	CHECK(ties[0].score == 5 && ties[9].score == 1, "sorted by falling score");
	struct scored tied[] = {{7, false}, {7, true}, {7, false}, {7, true}, {7, true}};
	check_measure("all tied", tied, 5, &(struct expected){3, 2, 0.5, 0.5, 0, {NAN, NAN}, 2});
	struct scored right[] = {{1, false}, {2, false}, {3, false}, {4, true}, {5, true}};
	check_measure("all right", right, 5, &(struct expected){2, 3, 1, 1, 0, {NAN, NAN}, 6});
	struct scored wrong[] = {{1, true}, {2, true}, {3, false}, {4, false}, {5, false}};
	check_measure("all wrong", wrong, 5,
		&(struct expected){2, 3, 0, 0.4736842105263158, 0, {NAN, NAN}, 6});
	struct scored zeros[] = {{0.0, true}, {-0.0, false}, {-1, false}, {-0.0, true}};
	check_measure("two signs of zero", zeros, 4,
		&(struct expected){2, 2, 0.75, 0.5263157894736842, 0.0625,
			{0.180247283524541, 0.9761515261637748}, 3});
}

static void check_one_missing(void)
{
	struct scored one[] = {{2, true}, {1, false}, {3, false}};
	check_measure("one positive", one, 3,
		&(struct expected){1, 2, 0.5, 0.4736842105263158, NAN, {NAN, NAN}, 4});
	check_measure(
		"no positive", one, 0, &(struct expected){0, 0, NAN, NAN, NAN, {NAN, NAN}, 1});
	struct scored negative[] = {{2, false}, {1, false}};
	check_measure("only negatives", negative, 2,
		&(struct expected){0, 2, NAN, NAN, NAN, {NAN, NAN}, 3});
	struct scored positive[] = {{2, true}, {2, true}};
	check_measure("only positives", positive, 2,
		&(struct expected){2, 0, NAN, NAN, NAN, {NAN, NAN}, 2});
}

// What both languages can make: ANSI C's example of rand(), its upper bits.
static int32_t next_number(uint32_t *state)
{
	*state = (*state * 1103515245u + 12345u) & 0x7fffffffu;
	return (int32_t)(*state >> 16);
}

static void check_made(int count, int32_t modulus, uint32_t seed, const struct expected *expected)
{
	struct scored *scored = calloc((size_t)count, sizeof(*scored));
	uint32_t state = seed;
	char name[64];
	for (int i = 0; scored && i < count; i++) {
		scored[i].positive = next_number(&state) % 3 == 0;
		scored[i].score = next_number(&state) % modulus;
		scored[i].score += scored[i].positive ? modulus / 5 : 0;
	}
	snprintf(name, sizeof(name), "%d of up to %d values", count, modulus);
	if (scored)
		check_measure(name, scored, count, expected);
	free(scored);
}

static void check_large(void)
{
	check_made(60, 7, 1,
		&(struct expected){21, 39, 0.6514041514041514, 0.6484962406015038,
			0.006226768825573532, {0.4860345212125989, 0.7868951194696624}, 9});
	check_made(1290, 50, 2,
		&(struct expected){424, 866, 0.7001408013421064, 0.6212967419882586,
			0.0002300427770966465, {0.669599203024708, 0.7290017937430134}, 61});
	check_made(1290, 100000, 3,
		&(struct expected){416, 874, 0.9273139082027811, 0.8375196291423859,
			4.862746336128378e-05, {0.9124056961327024, 0.9398520663010911}, 1273});
	check_made(37, 1000, 4,
		&(struct expected){11, 26, 0.7587412587412586, 0.6577107103422892,
			0.01063230475817888, {0.510436048598677, 0.904635994472723}, 38});
}

/* ---- by the definition, from all pairs ---- */

enum { MOST = 80 };

struct pairs {
	double auc, variance;
};

static double variance_of(const double *x, int count, double mean)
{
	double sum = 0;
	for (int i = 0; i < count; i++)
		sum += (x[i] - mean) * (x[i] - mean);
	return sum / (count - 1);
}

static struct pairs from_pairs(const struct scored *scored, int count)
{
	double share[2][MOST] = {
		{0}}; // of each positive [1] and negative [0]: pairs that are right
	int counts[2] = {0, 0};
	double sum = 0;
	for (int i = 0; i < count; i++) {
		double right = 0, others = 0;
		for (int k = 0; k < count; k++) {
			if (scored[k].positive == scored[i].positive)
				continue;
			double ahead = scored[i].score - scored[k].score;
			ahead = scored[i].positive ? ahead : -ahead;
			right += ahead > 0 ? 1 : ahead == 0 ? 0.5 : 0;
			others++;
		}
		int side = scored[i].positive;
		share[side][counts[side]++] = right / others;
		sum += side ? right : 0;
	}
	struct pairs p = {.auc = sum / ((double)counts[0] * counts[1])};
	p.variance = variance_of(share[0], counts[0], p.auc) / counts[0] +
		     variance_of(share[1], counts[1], p.auc) / counts[1];
	return p;
}

static void check_all_pairs(void)
{
	int wrong_area = 0, wrong_variance = 0, measured = 0;
	for (int round = 0; round < 2000; round++) {
		struct scored scored[MOST];
		struct arena arena = {0};
		struct auc got;
		int count = random_in(4, MOST), positives = 0;
		int32_t levels = random_in(0, 12);
		for (int i = 0; i < count; i++) {
			scored[i].positive = random_in(0, 1);
			scored[i].score = random_in(-levels, levels) * 0.125;
			positives += scored[i].positive;
		}
		if (positives < 2 || count - positives < 2)
			continue;
		struct pairs expected = from_pairs(scored, count);
		auc_measure(&got, scored, count, &arena);
		wrong_area += got.auc != expected.auc; // the same whole numbers, divided once
		wrong_variance += !close_to(got.variance, expected.variance);
		measured++;
		arena_release(&arena);
	}
	CHECK(measured > 1000, "%d random sets", measured);
	CHECK_INT(wrong_area, 0, "areas that differ from the count of pairs, by one bit");
	CHECK_INT(wrong_variance, 0, "variances that differ");
}

static void check_points(void)
{
	struct scored scored[] = {
		{1, false}, {3, true}, {2, true}, {3, false}, {-4, false}, {9, true}};
	static const struct roc_point expected[] = {
		{INFINITY, 0, 0}, {9, 1, 0}, {3, 2, 1}, {2, 3, 1}, {1, 3, 2}, {-4, 3, 3}};
	struct arena arena = {0};
	struct auc got;
	auc_measure(&got, scored, 6, &arena);
	CHECK_INT(got.roc_count, 6, "points");
	for (int i = 0; i < 6 && got.roc_count == 6; i++)
		CHECK(got.roc[i].threshold == expected[i].threshold &&
				got.roc[i].true_positives == expected[i].true_positives &&
				got.roc[i].false_positives == expected[i].false_positives,
			"point %d: %lld and %lld from %g on", i,
			(long long)got.roc[i].true_positives, (long long)got.roc[i].false_positives,
			got.roc[i].threshold);
	arena_release(&arena);
}

int main(void)
{
	random_init();
	check_small();
	check_one_missing();
	check_large();
	check_all_pairs();
	check_points();
	return check_done();
}
