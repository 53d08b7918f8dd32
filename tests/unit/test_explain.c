// SPDX-License-Identifier: Apache-2.0
/*
 * The lattice on a set whose every figure follows from its knobs by counting: which points
 * reproduce what, what each value is worth, what is left out and why.
 */
#include "tests/unit/toy_explain.h"

enum { POINT_COUNT = 36 }; // 3 flips, 2 levels, 2 refusals, 3 lists

static const struct explain_knob *find_knob(const struct explanation *e, const char *name)
{
	for (int k = 0; k < e->knob_count; k++)
		if (strcmp(e->knobs[k].knob->name, name) == 0)
			return &e->knobs[k];
	return NULL;
}

static void check_shape(const struct explanation *e)
{
	static const char *const names[] = {"flip", "level", "refuse", "list"};
	CHECK_INT(e->point_count, POINT_COUNT, "points");
	CHECK_INT(e->knob_count, 4, "knobs in doubt, which taste is not");
	for (int k = 0; k < e->knob_count; k++)
		CHECK_TEXT(e->knobs[k].knob->name, names[k], "knob %d", k);
	CHECK(e->knobs[3].of_list && !e->knobs[2].of_list, "whose knobs they are");
	int wrong = 0;
	for (int p = 0; p < e->point_count; p++)
		for (int k = 0; k < e->knob_count; k++) {
			struct arena scratch = {0};
			struct method_knob chosen =
				method_knob(&e->points[p].method, e->knobs[k].index, &scratch);
			int v = explain_value_index(&e->knobs[k], p);
			wrong += strcmp(chosen.value, e->knobs[k].values[v].value) != 0;
			arena_release(&scratch);
		}
	CHECK_INT(wrong, 0, "values that explain_value_index() does not tell");
}

// Every point that can be measured: counts, and flips against the base, by counting.
static void check_points(const struct explanation *e)
{
	int wrong = 0, unlike = 0;
	for (int flip = 0; flip < 3; flip++)
		for (int level = 0; level < 2; level++)
			for (int list = 0; list < 2; list++) {
				int64_t step = list == TOY_LIST_HALF ? 2 : 1, inverted = 0;
				for (int64_t k = 0; k < 200; k += step)
					inverted += toy_inverted(k, flip, level);
				const struct explain_point *point =
					&e->points[find_point(e, flip, level, 0, list)];
				wrong += point->sample_count != 200 / step || !point->whole ||
					 point->correct_count != 200 / step - inverted;
				unlike += point->from_base.compared_count != 200 / step ||
					  point->from_base.flipped_count != inverted;
			}
	CHECK_INT(wrong, 0, "points with another count");
	CHECK_INT(unlike, 0, "points with other flips");
	CHECK_INT(e->measured_count, 12, "points that were measured");
}

static void check_failures(const struct explanation *e)
{
	int refused = 0, gone = 0;
	for (int p = 0; p < e->point_count; p++) {
		const struct explain_point *point = &e->points[p];
		if (!point->failure)
			continue;
		CHECK(isnan(point->measured) && !point->whole, "point %d has no figure", p);
		refused += point->failure_code == STATUS_FORMAT &&
			   strcmp(point->failure, "toy.tflite: input input: refused") == 0;
		gone += point->failure_code == STATUS_UNMEASURABLE &&
			strstr(point->failure, "that list is gone") != NULL;
	}
	CHECK_INT(refused, 12, "points that the pipeline refuses");
	CHECK_INT(gone, 12, "points whose list cannot be made");
}

static void check_worth(const struct explanation *e, const char *name, int v, double alone,
	double main_effect, int pair_count)
{
	const struct explain_value *value = &find_knob(e, name)->values[v];
	double change = e->points[value->point].measured - e->points[e->base].measured;
	CHECK(fabs(change - alone) < 1e-12 || (isnan(change) && isnan(alone)),
		"%s=%s alone changes the figure by %g", name, value->value, alone);
	CHECK(fabs(value->main_effect - main_effect) < 1e-12 ||
			(isnan(value->main_effect) && isnan(main_effect)),
		"%s=%s: main effect %g", name, value->value, main_effect);
	CHECK_INT(value->pair_count, pair_count, "%s=%s: pairs", name, value->value);
}

/*
 * Of 200: none 200, 180 with level 1; odd 100, 80; all 0, 20.  Of the even half's 100: none
 * and odd 100, 80; all 0, 20.
 */
static void check_worths(const struct explanation *e)
{
	check_worth(e, "flip", 0, 0, NAN, 0);
	check_worth(e, "flip", 1, -0.5, (-0.5 - 0.5 + 0 + 0) / 4, 4);
	check_worth(e, "flip", 2, -1, (-1 - 0.8 - 1 - 0.6) / 4, 4);
	check_worth(e, "level", 1, -0.1, (-0.1 - 0.1 + 0.1 - 0.2 - 0.2 + 0.2) / 6, 6);
	check_worth(e, "refuse", 1, NAN, NAN, 0);
	check_worth(e, "list", 1, 0, (0 - 0.1 + 0.5 + 0.4 + 0 + 0.1) / 6, 6);
	check_worth(e, "list", 2, NAN, NAN, 0);
}

enum { LOST, WANTED, NOBODYS, ABOVE, BELOW, BEST, OTHER_SPLIT, OTHER_FILE, CLAIM_COUNT };

static void make_claims(struct toy *toy)
{
	static const char *const printed[CLAIM_COUNT] = {
		"100%", "40%", "35%", "39.5%", "40.5%", "100%", "100%", "100%"};
	for (int i = 0; i < CLAIM_COUNT; i++)
		toy_claim(toy, printed[i], i == OTHER_SPLIT ? "train" : "test");
	toy->claims[LOST].unrepeatable = "lost";
	toy->claims[OTHER_FILE].sha1 = "9999999999999999999999999999999999999999";
}

static void check_claims(const struct explanation *e)
{
	const struct explain_claim *claims = e->claims;
	CHECK_INT(e->claim_count, CLAIM_COUNT, "claims");
	CHECK(claims[WANTED].exact_count == 1 &&
			claims[WANTED].exact[0] == find_point(e, 1, 1, 0, 0),
		"40%% comes from flip=odd level=1");
	CHECK_INT(claims[NOBODYS].exact_count, 0, "nothing makes 35%%");
	CHECK_INT(claims[ABOVE].exact_count, 0, "80 of 200 do not make 39.5%%");
	CHECK_INT(claims[BELOW].exact_count, 0, "nor 40.5%%");
	CHECK(claims[BEST].exact_count == 3 && claims[BEST].exact[0] == e->base,
		"100%% comes from the default, and from two ways on the half");
	CHECK(!claims[OTHER_SPLIT].concerned && claims[OTHER_SPLIT].exact_count == 0,
		"another split is not concerned");
	CHECK(claims[LOST].concerned && claims[LOST].exact_count == 3,
		"what is said to be unrepeatable is found all the same");
	CHECK(!claims[OTHER_FILE].concerned && claims[OTHER_FILE].exact_count == 0,
		"nor is another file");
	for (int i = 0; i < e->claim_count; i++)
		CHECK_INT(claims[i].possible_count, 0, "claim %d: all points are whole", i);
}

static void check_order(const struct explanation *e)
{
	CHECK_INT(e->target, WANTED, "the claim that decides is what is sought");
	CHECK(e->closest[0] == find_point(e, 1, 1, 0, 0) &&
			e->closest[1] == find_point(e, 1, 0, 0, 0),
		"40%% is closest, then 50%%");
	CHECK_INT(e->best[0], e->base, "of the best, the base differs least");
	CHECK(e->best[1] == find_point(e, 0, 0, 0, 1) && e->best[2] == find_point(e, 1, 0, 0, 1),
		"then that with one departure, then that with two");
	double last = 1;
	bool falling = true;
	for (int i = 0; i < e->measured_count; i++) {
		falling = falling && e->points[e->best[i]].measured <= last;
		last = e->points[e->best[i]].measured;
	}
	CHECK(falling, "the best come first");
}

static void check_whole(void)
{
	struct trial t;
	if (!trial_begin(&t, &toy_accuracy))
		return;
	make_claims(&t.toy);
	toy_opened_count = 0;
	if (explain(&t, NULL)) {
		CHECK_INT(toy_opened_count, 2, "each other list is opened once, the base's never");
		CHECK(!t.e.reduced && t.e.limit == 0, "the whole set is small enough");
		check_shape(&t.e);
		check_points(&t.e);
		check_failures(&t.e);
		check_worths(&t.e);
		check_claims(&t.e);
		check_order(&t.e);
	}
	toy_end(&t.toy);
}

// What a user chose as the list is the base, wherever its point stands in the lattice.
static void check_other_base(void)
{
	struct trial t = {.e = {.knob_count = 0}};
	if (!toy_begin(&t.toy, &toy_accuracy, TOY_LIST_HALF))
		return;
	toy_claim(&t.toy, "100%", "test");
	toy_opened_count = 0;
	if (explain(&t, NULL)) {
		const struct explain_point *all = &t.e.points[find_point(&t.e, 0, 0, 0, 0)];
		CHECK_INT(toy_opened_count, 2, "each other list is opened once");
		CHECK_INT(t.e.base, find_point(&t.e, 0, 0, 0, 1), "the base");
		CHECK_INT(
			t.e.best[0], t.e.base, "is best, though others are as good and before it");
		CHECK(all->sample_count == 200 && all->from_base.compared_count == 100 &&
				all->from_base.flipped_count == 0,
			"the whole list is compared where it meets the half");
		CHECK_INT(t.e.claims[0].exact_count, 3, "three points make 100%%");
	}
	toy_end(&t.toy);
}

// On a list in which something is missing nothing is reproduced, on others it can be.
static void check_incomplete(void)
{
	struct trial t;
	if (!trial_begin(&t, &toy_accuracy))
		return;
	struct dataset set = *t.toy.request.dataset;
	set.complete = false;
	t.toy.request.dataset = &set;
	toy_claim(&t.toy, "100%", "test");
	if (explain(&t, NULL)) {
		const struct explain_claim *claim = &t.e.claims[0];
		CHECK(claim->exact_count == 2 && claim->possible_count == 1 &&
				claim->possible[0] == t.e.base,
			"exact on the half, possible on the incomplete list");
		CHECK(!t.e.points[t.e.base].whole, "which is not whole");
	}
	toy_end(&t.toy);
}

static void check_held(void)
{
	struct trial t;
	const bool held[TOY_KNOB_COUNT + 1] = {[TOY_FLIP] = true, [TOY_KNOB_COUNT] = true};
	if (!trial_begin(&t, &toy_accuracy))
		return;
	t.toy.method.knobs.value[TOY_FLIP] = 2;
	t.toy.method.knobs.value[TOY_LEVEL] = 1;
	t.toy.method.knobs.value[TOY_TASTE] = 1;
	if (explain(&t, held)) {
		CHECK_INT(t.e.point_count, 4, "level and refuse are left");
		CHECK(!find_knob(&t.e, "flip") && !find_knob(&t.e, "list"), "held knobs are not");
		CHECK_INT(t.e.points[t.e.base].correct_count, 20, "the base is the request's own");
		CHECK_INT(
			t.e.points[find_point(&t.e, 2, 0, 0, 0)].correct_count, 0, "its neighbour");
		int taste = 0;
		for (int p = 0; p < t.e.point_count; p++)
			taste += t.e.points[p].method.knobs.value[TOY_TASTE];
		CHECK_INT(taste, 4, "a fixed knob stays as it was set");
		CHECK_INT(t.e.target, -1, "without a claim there is no target");
		CHECK(!t.e.closest, "and nothing closest to it");
	}
	toy_end(&t.toy);

	// A number that is not among the values cannot be a point: it is held.
	if (!trial_begin(&t, &toy_accuracy))
		return;
	t.toy.method.knobs.value[TOY_LEVEL] = KNOB_NUMBER;
	t.toy.method.knobs.number[TOY_LEVEL] = 7;
	if (explain(&t, held)) {
		CHECK(t.e.point_count == 2 && !find_knob(&t.e, "level"), "a number is held");
		CHECK(t.e.points[1].method.knobs.number[TOY_LEVEL] == 7, "and kept");
	}
	toy_end(&t.toy);
}

static void check_too_large(void)
{
	static const char *const values[] = {
		"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", NULL};
	static const char *const names[] = {"a", "b", "c", "d"};
	struct knob knobs[4];
	struct trial t;
	struct status st = {0};
	for (int k = 0; k < 4; k++)
		knobs[k] = (struct knob){.name = names[k], .about = "", .values = values};
	struct protocol protocol = toy_accuracy;
	protocol.knobs = knobs;
	protocol.knob_count = 4;
	if (!trial_begin(&t, &protocol))
		return;
	const struct explain_request request = {&t.toy.request, &t.toy.result, NULL};
	CHECK(!explain_run(&t.e, &request, NULL, &t.toy.arena, &st) && st.code == STATUS_USAGE,
		"30,000 points: %s", st.message);
	CHECK(strstr(st.hint, "a (10 values), b (10 values)") != NULL, "what to hold: %s", st.hint);
	toy_end(&t.toy);
}

int main(void)
{
	scratch_begin();
	check_whole();
	check_other_base();
	check_incomplete();
	check_held();
	check_too_large();
	return check_done();
}
