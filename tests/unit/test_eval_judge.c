// SPDX-License-Identifier: Apache-2.0
/*
 * Verdicts on a set of ten samples that needs no model: predictions are given, and what may
 * be said about the claims follows.
 */
#include "zoo/eval/judge.h"
#include "zoo/eval/tally.h"

#include "tests/unit/check.h"

enum { SAMPLE_COUNT = 10, CLASS_COUNT = 2 };

static const struct dataset_class classes[CLASS_COUNT] = {{"no", 4}, {"yes", 6}};
static const struct dataset_kind kind = {
	.name = "set", .family = "set", .split = "test", .sample_count = SAMPLE_COUNT};
static const char *const labels[] = {"yes", "no"}; // the model's order is another
static const char *const no_faults[] = {NULL};
static const char *const one_skip[] = {"x", NULL};
static const struct protocol protocol = {.name = "p"};
static const struct method method = {.protocol = &protocol, .dataset = &kind};
static const char sha1[] = "0123456789012345678901234567890123456789";

// A request and a result that can be judged, to be changed by each check.
struct trial {
	struct arena arena;
	struct dataset_sample samples[SAMPLE_COUNT];
	struct dataset dataset;
	struct claim claims[2];
	struct card card;
	struct eval_request request;
	struct eval_outcome outcomes[SAMPLE_COUNT];
	struct eval_result result;
};

// The first `correct_count` of 4 samples of "no" and 6 of "yes" are right.
static void trial_init(struct trial *t, int correct_count, const char *printed)
{
	struct status st = {0};
	*t = (struct trial){.dataset = {.kind = &kind,
				    .where = "here",
				    .split = "test",
				    .base = "",
				    .classes = classes,
				    .class_count = CLASS_COUNT,
				    .expected_count = SAMPLE_COUNT,
				    .sample_count = SAMPLE_COUNT,
				    .complete = true,
				    .faults = no_faults}};
	t->dataset.samples = t->samples;
	for (int i = 0; i < SAMPLE_COUNT; i++) {
		t->samples[i].class_index = i >= 4;
		int truth = i < 4; // as the model's labels count
		bool right = i < correct_count;
		t->outcomes[i] = (struct eval_outcome){
			.evaluated = true, .predicted = right ? truth : 1 - truth, .rank = !right};
	}
	t->claims[0] = (struct claim){.printed = printed, .split = "test"};
	CHECK(claim_parse_printed(&t->claims[0], &st), "claim %s", printed);
	t->card = (struct card){.id = "c",
		.dataset = "set",
		.protocol = "p",
		.claims = t->claims,
		.claim_count = 1};
	t->request = (struct eval_request){.card = &t->card,
		.file_name = "c",
		.labels = labels,
		.label_count = CLASS_COUNT,
		.method = &method,
		.dataset = &t->dataset};
	memcpy(t->result.sha1, sha1, sizeof(sha1));
	t->result.sample_count = SAMPLE_COUNT;
}

static bool has_reason(const struct trial *t, const char *word)
{
	for (const char *const *reason = t->result.reasons; *reason; reason++)
		if (strstr(*reason, word))
			return true;
	return false;
}

// From outcomes to a verdict.
static bool run(struct trial *t, const char *what)
{
	struct eval_targets targets;
	struct status st = {0};
	if (!CHECK(eval_find_targets(&targets, &t->request, &t->arena, &st), "%s: labels", what))
		return false;
	eval_tally(&t->result, &t->request, t->outcomes, &targets, &t->arena);
	eval_judge(&t->result, &t->request, &t->arena);
	return true;
}

// Judge, compare, and start again from nothing.
static void judge(struct trial *t, enum verdict verdict, const char *reason, const char *what)
{
	if (!run(t, what))
		return;
	CHECK_TEXT(verdict_name(t->result.verdict), verdict_name(verdict), "%s: verdict", what);
	if (reason)
		CHECK(has_reason(t, reason), "%s: says \"%s\"", what, reason);
	else
		CHECK(!t->result.reasons[0], "%s: nothing to add", what);
	for (int i = 0; i < t->result.claim_count; i++)
		CHECK(verdict == VERDICT_MET || !t->result.claims[i].met, "%s: claim %d is not met",
			what, i);
	arena_release(&t->arena);
}

static void check_counts(void)
{
	for (int correct = 0; correct <= SAMPLE_COUNT; correct++) {
		struct trial t;
		char what[40];
		trial_init(&t, correct, "70%");
		snprintf(what, sizeof(what), "%d of 10 against 70%%", correct);
		judge(&t, correct == 7 ? VERDICT_MET : VERDICT_NOT_MET, NULL, what);
		CHECK_INT(t.result.correct_count, correct, "%s: counted", what);
	}
}

static void check_table(void)
{
	struct trial t;
	trial_init(&t, 7, "70%");
	t.outcomes[0].predicted = 0; // one "no" for a "yes"
	run(&t, "table");
	// [truth][predicted] in the model's order: yes, no
	static const int64_t expected[] = {3, 3, 1, 3};
	for (int i = 0; i < 4; i++)
		CHECK_INT(t.result.confusion[i], expected[i], "confusion %d", i);
	CHECK_INT(t.result.classes[0].sample_count, 6, "yes: samples");
	CHECK_INT(t.result.classes[0].correct_count, 3, "yes: correct");
	CHECK_INT(t.result.classes[1].correct_count, 3, "no: correct");
	arena_release(&t.arena);
}

static void check_no_verdict(void)
{
	struct trial t;
	trial_init(&t, 7, "70%");
	t.dataset.complete = false;
	judge(&t, VERDICT_NOT_MEASURABLE, "not the complete set", "an incomplete set");

	trial_init(&t, 7, "70%");
	t.outcomes[9].evaluated = false;
	t.result.sample_count = 9;
	t.result.skipped_count = 1;
	t.result.skips = one_skip;
	judge(&t, VERDICT_NOT_MEASURABLE, "skipped, as they cannot be read: 1; the first: x",
		"a sample skipped");
	trial_init(&t, 7, "70%");
	t.result.sample_count = 9;
	t.result.skipped_count = 1;
	t.result.skips = one_skip;
	run(&t, "skipped");
	CHECK(!has_reason(&t, "a part of the set"), "skipped is not left out");
	arena_release(&t.arena);

	trial_init(&t, 7, "70%");
	t.outcomes[9].evaluated = false;
	t.result.sample_count = 9;
	judge(&t, VERDICT_NOT_MEASURABLE, "a part of the set: 9 of 10", "a part");

	trial_init(&t, 7, "70%");
	t.request.card = NULL;
	judge(&t, VERDICT_NOT_MEASURABLE, "without a card", "no card");
}

static void check_applies(void)
{
	struct trial t;
	trial_init(&t, 7, "70%");
	t.claims[0].split = "train";
	judge(&t, VERDICT_NOT_MEASURABLE, "publishes no figure", "a claim for another split");

	trial_init(&t, 7, "70%");
	t.card.dataset = "other";
	judge(&t, VERDICT_NOT_MEASURABLE, "publishes no figure", "a claim for another set");

	trial_init(&t, 7, "70%");
	t.claims[0].sha1 = "9999999999999999999999999999999999999999";
	judge(&t, VERDICT_NOT_MEASURABLE, "publishes no figure", "a claim for another file");

	// the first that applies decides
	trial_init(&t, 7, "70%");
	t.claims[1] = t.claims[0];
	t.claims[0].sha1 = "9999999999999999999999999999999999999999";
	t.claims[1].sha1 = sha1;
	t.card.claim_count = 2;
	judge(&t, VERDICT_MET, NULL, "the second claim is for this file");

	trial_init(&t, 7, "71.5%");
	judge(&t, VERDICT_NOT_MET, "no count of 10 samples rounds to", "an impossible figure");
	trial_init(&t, 7, "70%");
	t.request.rounding = ROUNDING_SINGLE;
	judge(&t, VERDICT_MET, "rounding single", "another rounding");
}

int main(void)
{
	check_counts();
	check_table();
	check_no_verdict();
	check_applies();
	return check_done();
}
