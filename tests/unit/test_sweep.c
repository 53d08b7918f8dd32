// SPDX-License-Identifier: Apache-2.0
/*
 * Roundings that differ where arithmetic says they do.  The last output of the toy is a whole
 * number n over 8, in two steps: n / 2, then a quarter of that.
 *
 *	n = 740, 92.5: double and single round the half up, fp32 to the even 92
 *	n = 739, 92.375: double rounds 369.5 to 370 first and gives 93, the others 92
 *	n = 736, 92
 */
#include "zoo/sweep.h"

#include "tests/unit/toy.h"

enum { DOUBLE, SINGLE, FP32 };

static const int8_t code_740[2] = {88, 0}, code_739[2] = {89, 1}, code_736[2] = {92, 4};
// First output (94 - 10 + 100) / 2 = 92, last (470 - 30 + 300) / 8 = 92.5.
static const int8_t code_tie[2] = {94, 5};

struct trial {
	struct toy toy;
	struct dataset set;
	struct dataset_sample samples[4];
	struct toy_content contents[4];
	struct sweep sweep;
};

static void add(struct trial *t, const char *path, int class_index, const int8_t codes[2])
{
	int64_t i = t->set.sample_count++;
	t->contents[i].number = 1;
	memcpy(t->contents[i].own, codes, 2);
	t->samples[i] = toy_sample(&t->contents[i], class_index);
	t->samples[i].path = path;
	t->set.expected_count = t->set.sample_count;
}

static bool trial_begin(struct trial *t, const struct protocol *protocol)
{
	if (!toy_begin(&t->toy, protocol, TOY_LIST_ALL))
		return false;
	t->set = *t->toy.request.dataset;
	t->set.samples = t->samples;
	t->set.sample_count = 0;
	t->toy.request.dataset = &t->set;
	return true;
}

static bool sweep(struct trial *t)
{
	struct status st = {0};
	return toy_run(&t->toy) && CHECK(sweep_rounding(&t->sweep, &t->toy.request, &t->toy.result,
						 NULL, &t->toy.arena, &st),
					   "swept: %s", st.message);
}

static void check_pair(const struct sweep *sweep, int pair, int a, int b, int64_t compared,
	int64_t flipped, double largest)
{
	const struct sweep_pair *p = &sweep->pairs[pair];
	const char *name_a = rounding_name(sweep->runs[a].rounding);
	const char *name_b = rounding_name(sweep->runs[b].rounding);
	CHECK(p->a == a && p->b == b, "pair %d is %s and %s", pair, name_a, name_b);
	CHECK_INT(p->difference.compared_count, compared, "%s and %s: compared", name_a, name_b);
	CHECK_INT(p->difference.flipped_count, flipped, "%s and %s: flipped", name_a, name_b);
	CHECK(p->difference.largest == largest, "%s and %s: differ by %g at most", name_a, name_b,
		largest);
}

static void check_areas(enum rounding own)
{
	struct trial t;
	if (!trial_begin(&t, &toy_area))
		return;
	add(&t, "a", 0, code_736);
	add(&t, "b", 1, code_739);
	add(&t, "c", 1, code_740);
	add(&t, "d", 0, code_736);
	t.toy.request.rounding = own;
	if (sweep(&t)) {
		static const double areas[] = {1, 0.75, 0.5};
		for (int r = 0; r < SWEEP_COUNT; r++)
			CHECK(t.sweep.runs[r].rounding == (enum rounding)r &&
					t.sweep.runs[r].result.measured == areas[r],
				"the area by %s, asked for by %s", rounding_name((enum rounding)r),
				rounding_name(own));
		check_pair(&t.sweep, 0, DOUBLE, SINGLE, 4, 1, 1);
		check_pair(&t.sweep, 1, DOUBLE, FP32, 4, 2, 1);
		check_pair(&t.sweep, 2, SINGLE, FP32, 4, 1, 1);
		CHECK_INT(t.sweep.sample_count, 2, "samples that differ");
		CHECK(t.sweep.samples[0].index == 1 && t.sweep.samples[1].index == 2, "which");
	}
	toy_end(&t.toy);
}

static void check_predictions(void)
{
	static const int64_t correct[] = {3, 3, 2};
	struct trial t;
	if (!trial_begin(&t, &toy_accuracy))
		return;
	add(&t, "a", 0, toy_codes[0]);
	add(&t, "b", 1, toy_codes[1]);
	add(&t, "c", 1, code_tie);
	if (sweep(&t)) {
		for (int r = 0; r < SWEEP_COUNT; r++)
			CHECK_INT(t.sweep.runs[r].result.correct_count, correct[r], "correct by %s",
				rounding_name((enum rounding)r));
		check_pair(&t.sweep, 0, DOUBLE, SINGLE, 3, 0, 0);
		check_pair(&t.sweep, 1, DOUBLE, FP32, 3, 1, 0);
		check_pair(&t.sweep, 2, SINGLE, FP32, 3, 1, 0);
		CHECK(t.sweep.sample_count == 1 && t.sweep.samples[0].index == 2,
			"the sample that flips");
		CHECK(t.sweep.runs[SINGLE].result.predictions[2] == 2 &&
				t.sweep.runs[FP32].result.predictions[2] == 0,
			"of equal outputs the first is the prediction");
	}
	toy_end(&t.toy);

	// What a part leaves out is not compared.
	if (!trial_begin(&t, &toy_accuracy))
		return;
	add(&t, "a", 0, toy_codes[0]);
	add(&t, "b", 1, toy_codes[1]);
	add(&t, "c", 1, code_tie);
	t.toy.request.limit = 2;
	if (sweep(&t)) {
		check_pair(&t.sweep, 1, DOUBLE, FP32, 2, 0, 0);
		CHECK_INT(t.sweep.sample_count, 0, "nothing differs there");
	}
	toy_end(&t.toy);
}

static bool is_enough(void *context)
{
	return ++*(int *)context > 1;
}

static void check_stopped(void)
{
	struct trial t;
	struct status st = {0};
	int asked = 0;
	const struct observer observer = {.stopped = is_enough, .context = &asked};
	if (!trial_begin(&t, &toy_accuracy))
		return;
	for (int i = 0; i < 4; i++)
		add(&t, "a", 0, toy_codes[0]);
	CHECK(toy_run(&t.toy) &&
			!sweep_rounding(&t.sweep, &t.toy.request, &t.toy.result, &observer,
				&t.toy.arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"stopped when asked: %s", st.message);
	toy_end(&t.toy);
}

int main(void)
{
	scratch_begin();
	check_areas(ROUNDING_DOUBLE);
	check_areas(ROUNDING_FP32);
	check_predictions();
	check_stopped();
	return check_done();
}
