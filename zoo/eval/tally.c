// SPDX-License-Identifier: Apache-2.0
/*
 * Which output stands for what, and the two ways of counting.
 */
#include "zoo/eval/tally.h"

#include "zoo/digest.h"
#include "zoo/eval/score.h"

#include <math.h>
#include <string.h>

// The label's index among the model's, -1 if it is not there.
static int find_label(const struct eval_request *request, const char *label)
{
	for (int i = 0; i < request->label_count; i++)
		if (strcmp(request->labels[i], label) == 0)
			return i;
	return -1;
}

static bool map_by_label(const int **out, const struct eval_request *request, const char *what,
	const char *label_of(const struct dataset *set, int index), int count, struct arena *keep,
	struct status *st)
{
	const struct dataset *set = request->dataset;
	int *map = arena_array(keep, int, count);
	for (int i = 0; i < count; i++) {
		const char *label = label_of(set, i);
		map[i] = find_label(request, label);
		if (map[i] < 0)
			return status_fail(st, STATUS_FORMAT,
				"%s: %s \"%s\" of dataset %s is not among the model's %d labels",
				request->file_name, what, label, set->kind->name,
				request->label_count);
	}
	*out = map;
	return true;
}

static const char *class_label(const struct dataset *set, int index)
{
	return set->classes[index].label;
}

static const char *group_label(const struct dataset *set, int index)
{
	return set->groups[index];
}

static bool map_by_place(
	const int **out, const struct eval_request *request, struct arena *keep, struct status *st)
{
	const struct dataset *set = request->dataset;
	int background_count = request->label_count - set->class_count;
	if (background_count != 0 && background_count != 1)
		return status_fail(st, STATUS_FORMAT,
			"%s: %d outputs, but dataset %s has %d classes: expected as many or one more",
			request->file_name, request->label_count, set->kind->name,
			set->class_count);
	int *map = arena_array(keep, int, set->class_count);
	for (int c = 0; c < set->class_count; c++)
		map[c] = c + background_count;
	*out = map;
	return true;
}

bool eval_find_targets(struct eval_targets *out, const struct eval_request *request,
	struct arena *keep, struct status *st)
{
	const struct dataset *set = request->dataset;
	*out = (struct eval_targets){NULL, NULL};
	if (request->method->protocol->metric == METRIC_AUC) {
		if (set->class_count != 2)
			return status_fail(st, STATUS_FORMAT,
				"an area under the ROC curve needs two classes, dataset %s has %d",
				set->kind->name, set->class_count);
		return map_by_label(
			&out->of_group, request, "group", group_label, set->group_count, keep, st);
	}
	if (set->classes_by_place)
		return map_by_place(&out->of_class, request, keep, st);
	return map_by_label(
		&out->of_class, request, "class", class_label, set->class_count, keep, st);
}

static void tally_accuracy(struct eval_result *out, const struct eval_request *request,
	const struct eval_outcome *outcomes, const struct eval_targets *targets, struct arena *keep)
{
	enum { TOP = 5 };
	int labels = request->label_count;
	const struct dataset *set = request->dataset;
	struct eval_class *classes = arena_array(keep, struct eval_class, labels);
	int64_t *confusion = arena_array(keep, int64_t, (size_t)labels * (size_t)labels);
	int *predictions = arena_array(keep, int, set->sample_count);
	for (int i = 0; i < labels; i++)
		classes[i].label = request->labels[i];
	for (int64_t i = 0; i < set->sample_count; i++) {
		predictions[i] = outcomes[i].evaluated ? outcomes[i].predicted : -1;
		if (!outcomes[i].evaluated)
			continue;
		int truth = targets->of_class[set->samples[i].class_index];
		bool correct = outcomes[i].predicted == truth;
		classes[truth].sample_count++;
		classes[truth].correct_count += correct;
		out->correct_count += correct;
		out->top5_count += outcomes[i].rank < TOP;
		confusion[truth * labels + outcomes[i].predicted]++;
	}
	if (labels <= TOP)
		out->top5_count = -1;
	out->label_count = labels;
	out->classes = classes;
	out->confusion = confusion;
	out->predictions = predictions;
	if (out->sample_count == 0)
		return;
	out->measured = (double)out->correct_count / (double)out->sample_count;
	score_wilson95(out->interval95, out->correct_count, out->sample_count);
}

// Samples of one group, or of all (-1).
static struct eval_group measure_group(const char *id, int group, const struct dataset *set,
	const struct eval_outcome *outcomes, struct arena *keep)
{
	struct arena scratch = {0};
	struct scored *scored = arena_array(&scratch, struct scored, set->sample_count);
	int64_t count = 0;
	for (int64_t i = 0; i < set->sample_count; i++) {
		const struct dataset_sample *sample = &set->samples[i];
		if (outcomes[i].evaluated && (group < 0 || sample->group_index == group))
			scored[count++] = (struct scored){
				.score = outcomes[i].score, .positive = sample->class_index == 1};
	}
	struct eval_group out = {.id = id};
	auc_measure(&out.auc, scored, count, keep);
	auc_interval95(out.interval95, out.auc.auc, out.auc.variance);
	arena_release(&scratch);
	return out;
}

/*
 * Clips of different machines are different clips, so the areas are independent and the
 * variance of their mean is the sum of theirs over the square of their number.
 */
static double mean_of_groups(double *variance, const struct eval_group *groups, int group_count)
{
	double sum = 0, variances = 0;
	int count = 0;
	for (int g = 0; g < group_count; g++) {
		if (isnan(groups[g].auc.auc))
			continue;
		sum += groups[g].auc.auc;
		variances += groups[g].auc.variance;
		count++;
	}
	*variance = count ? variances / ((double)count * count) : NAN;
	return count ? sum / count : NAN;
}

/*
 * Whether the figure is the area over all samples together, not the mean over groups: a
 * protocol of METRIC_AUC offers that as its knob "auc", value "pooled" (zoo/protocol.h).
 */
static bool pools_groups(const struct method *method)
{
	struct arena scratch = {0};
	bool pools = false;
	for (int i = 0; i < method_knob_count(method); i++) {
		struct method_knob k = method_knob(method, i, &scratch);
		pools |= strcmp(k.knob->name, "auc") == 0 && strcmp(k.value, "pooled") == 0;
	}
	arena_release(&scratch);
	return pools;
}

static void tally_auc(struct eval_result *out, const struct eval_request *request,
	const struct eval_outcome *outcomes, struct arena *keep)
{
	const struct dataset *set = request->dataset;
	struct eval_group *groups = arena_array(keep, struct eval_group, set->group_count);
	double *scores = arena_array(keep, double, set->sample_count);
	for (int64_t i = 0; i < set->sample_count; i++)
		scores[i] = outcomes[i].evaluated ? outcomes[i].score : NAN;
	for (int g = 0; g < set->group_count; g++)
		groups[g] = measure_group(set->groups[g], g, set, outcomes, keep);
	out->groups = groups;
	out->group_count = set->group_count;
	out->pooled = measure_group("", -1, set, outcomes, keep);
	out->scores = scores;
	double variance;
	out->mean_auc = mean_of_groups(&variance, groups, set->group_count);
	if (pools_groups(request->method) || set->group_count == 0) {
		out->measured = out->pooled.auc.auc;
		memcpy(out->interval95, out->pooled.interval95, sizeof(out->interval95));
	} else {
		out->measured = out->mean_auc;
		auc_interval95(out->interval95, out->measured, variance);
	}
}

/*
 * What was read, as one digest: a set in which a clip was exchanged for another has the right
 * names in the right number, and makes another figure.
 */
static void digest_content(
	struct eval_result *out, const struct dataset *set, const struct eval_outcome *outcomes)
{
	struct digest *digest = digest_create();
	for (int64_t i = 0; i < set->sample_count; i++) {
		digest_add(digest, outcomes[i].content_sha256, SHA256_HEX_NBYTES - 1);
		digest_add(digest, "  ./", 4);
		digest_add(digest, set->samples[i].path, strlen(set->samples[i].path));
		digest_add(digest, "\n", 1);
	}
	struct digests digests;
	digest_finish(digest, &digests);
	memcpy(out->content_sha256, digests.sha256, sizeof(out->content_sha256));
}

void eval_tally(struct eval_result *out, const struct eval_request *request,
	const struct eval_outcome *outcomes, const struct eval_targets *targets, struct arena *keep)
{
	const struct dataset *set = request->dataset;
	out->expected_count = set->expected_count;
	out->complete = set->complete && !set->departure && out->skipped_count == 0 &&
			out->sample_count == set->sample_count;
	if (out->complete && set->kind->content_sha256) {
		digest_content(out, set, outcomes);
		out->complete = strcmp(out->content_sha256, set->kind->content_sha256) == 0;
	}
	if (request->method->protocol->metric == METRIC_AUC)
		tally_auc(out, request, outcomes, keep);
	else
		tally_accuracy(out, request, outcomes, targets, keep);
}
