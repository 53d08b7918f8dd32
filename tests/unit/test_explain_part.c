// SPDX-License-Identifier: Apache-2.0
/*
 * Lattices on a part of the set, chosen by the user or because the whole is too large; of
 * areas; watched and stopped.
 */
#include "tests/unit/toy_explain.h"

// Points on a part against single runs with the same limit and seed.
static void check_against_runs(struct trial *t, const char *what)
{
	int wrong = 0, whole = 0;
	for (int p = 0; p < t->e.point_count; p++) {
		const struct explain_point *point = &t->e.points[p];
		struct eval_request request = t->toy.request;
		struct eval_result result;
		struct status st = {0};
		whole += point->whole;
		if (point->failure || point->method.list.value[0] != TOY_LIST_ALL)
			continue;
		request.method = &point->method;
		request.limit = t->e.limit;
		request.seed = t->e.seed;
		wrong += !eval_run(&result, &request, NULL, &t->toy.arena, &st) ||
			 result.measured != point->measured ||
			 result.sample_count != point->sample_count ||
			 memcmp(result.interval95, point->interval95, sizeof(point->interval95)) !=
				 0;
	}
	CHECK_INT(wrong, 0, "%s: points that differ from a run of their own", what);
	CHECK_INT(whole, 0, "%s: points that claim to be whole", what);
}

static void check_possible(const struct explanation *e, double value, const char *what)
{
	int count = 0, wrong = 0;
	for (int p = 0; p < e->point_count; p++) {
		const double *interval = e->points[p].interval95;
		bool possible = value >= interval[0] && value <= interval[1];
		wrong += possible &&
			 (count >= e->claims->possible_count || e->claims->possible[count] != p);
		count += possible;
	}
	CHECK(wrong == 0 && count == e->claims->possible_count && count > 0,
		"%s: %d points are consistent", what, count);
	for (int i = 0; i < e->claim_count; i++)
		CHECK_INT(e->claims[i].exact_count, 0, "%s: none reproduces claim %d", what, i);
}

static void check_part(void)
{
	struct trial t;
	if (!trial_begin(&t, &toy_accuracy))
		return;
	toy_claim(&t.toy, "50%", "test");
	toy_claim(&t.toy, "0%", "test");
	t.toy.request.limit = 40;
	t.toy.request.seed = 9;
	if (explain(&t, NULL)) {
		CHECK(!t.e.reduced && t.e.limit == 40 && t.e.seed == 9, "the user's own part");
		check_against_runs(&t, "40 of 200");
		check_possible(&t.e, 0.5, "40 of 200");
		const struct explain_point *half = &t.e.points[find_point(&t.e, 0, 0, 0, 1)];
		CHECK(half->sample_count == 40 && half->from_base.compared_count < 40 &&
				half->from_base.flipped_count == 0,
			"two parts of two lists share %lld samples, which agree",
			(long long)half->from_base.compared_count);
	}
	toy_end(&t.toy);
}

static void check_reduced(void)
{
	struct trial t;
	toy_sample_count = 15000;
	if (!trial_begin(&t, &toy_accuracy))
		return;
	toy_claim(&t.toy, "50%", "test");
	if (explain(&t, NULL)) {
		CHECK(t.e.reduced && t.e.seed == EXPLAIN_SEED, "15,000 x 36 are too many");
		CHECK_INT(t.e.limit, 250000 / 36, "so many samples are as many as may be");
		CHECK_INT(t.toy.result.sample_count, 15000, "the result itself is on all");
		CHECK_INT(
			t.e.points[t.e.base].sample_count, 250000 / 36, "the base's point is not");
		check_against_runs(&t, "6,944 of 15,000");
		check_possible(&t.e, 0.5, "6,944 of 15,000");
	}
	toy_end(&t.toy);

	toy_sample_count = 400;
	toy_windows = 1000;
	if (!trial_begin(&t, &toy_area))
		return;
	t.toy.request.seed = 77; // without a limit: for the part, should there be one
	const bool held[TOY_KNOB_COUNT + 1] = {[TOY_FLIP] = true, [TOY_KNOB_COUNT] = true};
	if (explain(&t, held)) {
		CHECK(t.e.reduced && t.e.limit == EXPLAIN_LEAST_SAMPLES && t.e.seed == 77,
			"1,000 inferences for each sample: %lld samples", (long long)t.e.limit);
		check_against_runs(&t, "100 of 400");
	}
	toy_end(&t.toy);
	toy_windows = 1;
	toy_sample_count = 200;
}

/*
 * The last output is 38 for the first class and 98 for the second.  Turned round, the area is
 * 1 less what it was; of flip=odd, half of each class is: 1/4 of the pairs right, 1/4 wrong,
 * the rest equal.
 */
static void check_area(void)
{
	struct trial t;
	if (!trial_begin(&t, &toy_area))
		return;
	toy_claim(&t.toy, "0.50", "test");
	if (explain(&t, NULL)) {
		const struct explain_point *turned = &t.e.points[find_point(&t.e, 2, 0, 0, 0)];
		int odd = find_point(&t.e, 1, 0, 0, 0);
		CHECK(t.e.points[t.e.base].measured == 1 && turned->measured == 0, "areas 1 and 0");
		CHECK(turned->correct_count == -1, "an area counts nothing");
		CHECK(turned->from_base.flipped_count == 200 && turned->from_base.largest == 60,
			"every score is another, by 98 - 38");
		CHECK(t.e.points[odd].measured == 0.5, "half of each turned: 0.5");
		CHECK(t.e.claims[0].exact_count == 1 && t.e.claims[0].exact[0] == odd,
			"which reproduces 0.50");
	}
	toy_end(&t.toy);
}

struct watcher {
	int asked, most; // stop when asked more often
	char first[64], last[64];
	int64_t done, total;
};

static void watch(void *context, const char *what, const char *unit, int64_t done, int64_t total)
{
	struct watcher *watcher = context;
	(void)unit;
	if (!watcher->first[0])
		snprintf(watcher->first, sizeof(watcher->first), "%s", what);
	snprintf(watcher->last, sizeof(watcher->last), "%s", what);
	watcher->done = done;
	watcher->total = total;
}

static bool is_enough(void *context)
{
	struct watcher *watcher = context;
	return watcher->most && ++watcher->asked > watcher->most;
}

static void check_observed(void)
{
	struct trial t;
	struct status st = {0};
	struct watcher watcher = {0};
	const struct observer observer = {
		.progress = watch, .stopped = is_enough, .context = &watcher};
	if (!trial_begin(&t, &toy_accuracy) || !toy_run(&t.toy))
		return;
	t.toy.request.threads = 1;
	const bool held[TOY_KNOB_COUNT + 1] = {[TOY_REFUSE] = true, [TOY_KNOB_COUNT] = true};
	const struct explain_request request = {&t.toy.request, &t.toy.result, held};
	CHECK(explain_run(&t.e, &request, &observer, &t.toy.arena, &st), "watched");
	CHECK_TEXT(watcher.first, "point 2 of 6: toy.tflite", "first; the base has been run");
	CHECK_TEXT(watcher.last, "point 6 of 6: toy.tflite", "last");
	CHECK(watcher.done == 6 * 200 && watcher.total == 6 * 200, "all points together");
	watcher = (struct watcher){.most = 500};
	CHECK(!explain_run(&t.e, &request, &observer, &t.toy.arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"stopped when asked: %s", st.message);
	toy_end(&t.toy);
}

int main(void)
{
	scratch_begin();
	check_part();
	check_reduced();
	check_area();
	check_observed();
	return check_done();
}
