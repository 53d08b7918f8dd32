// SPDX-License-Identifier: Apache-2.0
/*
 * Counting without a model: top-5 and classes by place, areas by group, the draw of a part,
 * labels that are off by one, claims that cannot be made again.
 */
#include "zoo/eval/tally.h"

#include "zoo/eval/choose.h"
#include "zoo/eval/judge.h"

#include "tests/unit/check.h"

#include <math.h>

static const char *const no_faults[] = {NULL};

static const char *const metric_values[] = {"per-id", "pooled", NULL};
static const struct knob auc_knobs[] = {{.name = "auc", .about = "a", .values = metric_values}};
static const struct protocol by_area = {
	.name = "a", .metric = METRIC_AUC, .knobs = auc_knobs, .knob_count = 1};
static const struct protocol by_count = {.name = "c", .metric = METRIC_ACCURACY};
static const struct dataset_kind kind = {.name = "set", .family = "set", .split = "test"};

static bool has_reason(const struct eval_result *result, const char *word)
{
	for (const char *const *reason = result->reasons; *reason; reason++)
		if (strstr(*reason, word))
			return true;
	return false;
}

/*
 * Two machines: m0 has normal 1 2 3 and anomalies 2 4, so 4.5 of 6 pairs; m1 has normal 10
 * and anomaly 5, 0 of 1.  Together 1 2 3 10 against 2 4 5: 1.5 + 3 + 3 of 12.
 */
static void check_areas(void)
{
	static const double scores[] = {1, 2, 3, 2, 4, 10, 5, 99};
	static const int anomalous[] = {0, 0, 0, 1, 1, 0, 1, 1};
	static const int group[] = {0, 0, 0, 0, 0, 1, 1, 2};
	static const char *const groups[] = {"m0", "m1", "m2"};
	static const char *const labels[] = {"m2", "x", "m0", "m1"};
	static const struct dataset_class classes[] = {{"normal", 4}, {"anomaly", 4}};
	struct dataset_sample samples[8];
	struct eval_outcome outcomes[8];
	for (int i = 0; i < 8; i++) {
		samples[i] = (struct dataset_sample){
			.path = "p", .class_index = anomalous[i], .group_index = group[i]};
		outcomes[i] = (struct eval_outcome){.evaluated = true, .score = scores[i]};
	}
	struct dataset set = {.kind = &kind,
		.where = "here",
		.split = "test",
		.classes = classes,
		.class_count = 2,
		.groups = groups,
		.group_count = 3,
		.samples = samples,
		.sample_count = 8,
		.expected_count = 8,
		.faults = no_faults,
		.complete = true};
	struct method method = {.protocol = &by_area, .dataset = &kind};
	struct eval_request request = {
		.method = &method, .dataset = &set, .labels = labels, .label_count = 4};
	struct arena arena = {0};
	struct status st = {0};
	struct eval_targets targets;
	struct eval_result result = {.sample_count = 8};
	CHECK(eval_find_targets(&targets, &request, &arena, &st), "targets: %s", st.message);
	CHECK(targets.of_group[0] == 2 && targets.of_group[1] == 3 && targets.of_group[2] == 0,
		"groups find their outputs by label");
	eval_tally(&result, &request, outcomes, &targets, &arena);
	CHECK(result.groups[0].auc.auc == 4.5 / 6, "m0: %g", result.groups[0].auc.auc);
	CHECK(result.groups[1].auc.auc == 0, "m1: %g", result.groups[1].auc.auc);
	CHECK(isnan(result.groups[2].auc.auc), "m2 has no normal samples");
	CHECK(result.mean_auc == 4.5 / 6 / 2, "mean of those that have one: %g", result.mean_auc);
	CHECK(result.measured == result.mean_auc, "which is what is measured");
	// 99 of m2 is above all four normal ones
	CHECK(result.pooled.auc.auc == (7.5 + 4) / 16, "pooled: %g", result.pooled.auc.auc);
	eval_judge(&result, &request, &arena);
	CHECK(has_reason(&result, "m2 has no area"), "and m2 is named");
	method.knobs.value[0] = 1;
	eval_tally(&result, &request, outcomes, &targets, &arena);
	CHECK(result.measured == result.pooled.auc.auc, "auc=pooled measures the other");

	static const char *const too_few[] = {"m0", "m1"};
	request.labels = too_few;
	request.label_count = 2;
	CHECK(!eval_find_targets(&targets, &request, &arena, &st), "a group without an output");
	CHECK_INT(st.code, STATUS_FORMAT, "its code");
	CHECK(strstr(st.message, "group \"m2\"") != NULL, "its message: %s", st.message);
	arena_release(&arena);
}

enum { PLACE_COUNT = 12 };

// Samples of class i each, in a set whose classes are outputs by their place.
static void init_places(struct dataset *set, struct dataset_sample *samples,
	struct dataset_class *classes, int class_count)
{
	*set = (struct dataset){.kind = &kind,
		.where = "here",
		.split = "test",
		.classes = classes,
		.class_count = class_count,
		.classes_by_place = true,
		.samples = samples,
		.sample_count = class_count,
		.expected_count = class_count,
		.faults = no_faults,
		.complete = true};
	for (int i = 0; i < class_count; i++) {
		classes[i] = (struct dataset_class){"same", 1}; // labels do not matter
		samples[i] =
			(struct dataset_sample){.path = "p", .class_index = i, .group_index = -1};
	}
}

static void check_places(void)
{
	static const char *const labels[PLACE_COUNT + 1] = {
		"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"};
	struct dataset_sample samples[PLACE_COUNT];
	struct dataset_class classes[PLACE_COUNT];
	struct dataset set;
	init_places(&set, samples, classes, PLACE_COUNT);
	struct method method = {.protocol = &by_count, .dataset = &kind};
	struct eval_request request = {.method = &method,
		.dataset = &set,
		.labels = labels,
		.label_count = PLACE_COUNT + 1};
	struct arena arena = {0};
	struct status st = {0};
	struct eval_targets targets;
	CHECK(eval_find_targets(&targets, &request, &arena, &st), "one more: %s", st.message);
	CHECK_INT(targets.of_class[0], 1, "class 0 is output 1 behind the background");
	request.label_count = PLACE_COUNT;
	CHECK(eval_find_targets(&targets, &request, &arena, &st), "as many: %s", st.message);
	CHECK_INT(targets.of_class[0], 0, "class 0 is output 0");
	request.label_count = PLACE_COUNT - 1;
	CHECK(!eval_find_targets(&targets, &request, &arena, &st), "too few outputs");
	CHECK_INT(st.code, STATUS_FORMAT, "too few outputs: code");

	request.label_count = PLACE_COUNT + 1;
	CHECK(eval_find_targets(&targets, &request, &arena, &st), "again");
	struct eval_outcome outcomes[PLACE_COUNT];
	for (int i = 0; i < PLACE_COUNT; i++) // ten predictions are the label - 1
		outcomes[i] = (struct eval_outcome){.evaluated = true,
			.predicted = i < 10 ? targets.of_class[i] - 1 : targets.of_class[i],
			.rank = i < 10 ? i : 0};
	struct eval_result result = {.sample_count = PLACE_COUNT};
	eval_tally(&result, &request, outcomes, &targets, &arena);
	eval_judge(&result, &request, &arena);
	CHECK_INT(result.correct_count, 2, "top-1");
	CHECK_INT(result.top5_count, 7, "top-5: ranks 0 to 4, and the two");
	CHECK(has_reason(&result, "off by one: 10 of 12 predictions are the label - 1"),
		"off by one");
	for (int i = 0; i < PLACE_COUNT; i++)
		outcomes[i].predicted = targets.of_class[i];
	result = (struct eval_result){.sample_count = PLACE_COUNT};
	eval_tally(&result, &request, outcomes, &targets, &arena);
	eval_judge(&result, &request, &arena);
	CHECK(!has_reason(&result, "off by one"), "not where they are right");
	arena_release(&arena);
}

// A figure that nobody can make again is shown with its distance, and decides nothing.
static void check_unrepeatable(void)
{
	static const char *const labels[PLACE_COUNT] = {
		"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};
	struct dataset_sample samples[PLACE_COUNT];
	struct dataset_class classes[PLACE_COUNT];
	struct dataset set;
	init_places(&set, samples, classes, PLACE_COUNT);
	struct claim claims[2] = {{.metric = "accuracy",
					  .printed = "0.83",
					  .split = "test",
					  .unrepeatable = "the list is lost"},
		{.metric = "accuracy", .printed = "0.50", .split = "test"}};
	struct status st = {0};
	CHECK(claim_parse_printed(&claims[0], &st) && claim_parse_printed(&claims[1], &st),
		"claims");
	struct card card = {
		.id = "c", .dataset = "set", .protocol = "c", .claims = claims, .claim_count = 2};
	struct method method = {.protocol = &by_count, .dataset = &kind};
	struct eval_request request = {.card = &card,
		.method = &method,
		.dataset = &set,
		.labels = labels,
		.label_count = PLACE_COUNT};
	struct arena arena = {0};
	struct eval_targets targets;
	struct eval_outcome outcomes[PLACE_COUNT];
	CHECK(eval_find_targets(&targets, &request, &arena, &st), "targets");
	for (int i = 0; i < PLACE_COUNT; i++)
		outcomes[i] = (struct eval_outcome){.evaluated = true, .predicted = i < 6 ? i : 0};
	struct eval_result result = {.sample_count = PLACE_COUNT};
	eval_tally(&result, &request, outcomes, &targets, &arena);
	eval_judge(&result, &request, &arena);
	CHECK_INT(result.verdict, VERDICT_MET, "the second decides");
	CHECK(!result.claims[0].applies && !result.claims[0].met && result.claims[1].decides,
		"the first does not count");
	CHECK_INT(result.claims[0].short_of, 4, "but its distance is known: 10 of 12 is 0.83");
	set.departure = "list=archive";
	result = (struct eval_result){.sample_count = PLACE_COUNT};
	eval_tally(&result, &request, outcomes, &targets, &arena);
	eval_judge(&result, &request, &arena);
	CHECK_INT(result.verdict, VERDICT_NOT_MEASURABLE, "another list has no verdict");
	CHECK(has_reason(&result, "list=archive"), "and says which");
	arena_release(&arena);
}

static void check_choice(void)
{
	struct arena arena = {0};
	int64_t count;
	CHECK(!eval_choose(&count, 10, 0, 7, &arena) && count == 10, "no limit: all");
	CHECK(!eval_choose(&count, 10, 10, 7, &arena) && count == 10, "as many as there are: all");
	const int64_t *even = eval_choose(&count, 10, 4, 0, &arena);
	CHECK(count == 4 && even[0] == 0 && even[1] == 2 && even[2] == 5 && even[3] == 7, "even");
	// each index is drawn equally often: 20,000 draws of 3 of 10 give each 6,000 or so
	int64_t drawn[10] = {0};
	bool rising = true;
	for (uint64_t seed = 1; seed <= 20000; seed++) {
		struct arena scratch = {0};
		const int64_t *c = eval_choose(&count, 10, 3, seed, &scratch);
		rising = rising && c[0] < c[1] && c[1] < c[2] && c[0] >= 0 && c[2] < 10;
		for (int i = 0; i < 3; i++)
			drawn[c[i]]++;
		arena_release(&scratch);
	}
	CHECK(rising, "in rising order, each once");
	for (int i = 0; i < 10; i++) // standard deviation 65
		CHECK(drawn[i] > 5700 && drawn[i] < 6300, "index %d: %lld", i, (long long)drawn[i]);
	const int64_t *a = eval_choose(&count, 1000, 5, 42, &arena);
	const int64_t *b = eval_choose(&count, 1000, 5, 42, &arena);
	CHECK(memcmp(a, b, 5 * sizeof(*a)) == 0, "the same seed, the same samples");
	arena_release(&arena);
}

int main(void)
{
	check_areas();
	check_places();
	check_unrepeatable();
	check_choice();
	return check_done();
}
