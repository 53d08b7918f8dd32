// SPDX-License-Identifier: Apache-2.0
/*
 * The main job below the command line: MicroNet Medium on the complete official
 * Speech Commands test set, to the clip and to the prediction, however many threads run.
 */
#include "tests/unit/check.h"
#include "zoo/digest.h"
#include "zoo/eval.h"
#include "engine/base/file.h"

#include <math.h>

static const char *const no_directories[] = {NULL};

struct fixture {
	struct arena arena;
	struct catalogue catalogue;
	struct method method;
	struct eval_request request;
};

static bool fixture_open(struct fixture *f, const char *shared, struct status *st)
{
	static const char model[] =
		"ml-zoo/models/keyword_spotting/micronet_medium/tflite_int8/kws_micronet_m.tflite";
	struct dataset *dataset;
	const char *archive = arena_printf(
		&f->arena, "%s/datasets/speech_commands_test_set_v0.02.tar.gz", shared);
	if (!catalogue_read(&f->catalogue, no_directories, &f->arena, st) ||
		!(f->request.card = catalogue_find(&f->catalogue, "micronet-kws-medium", st)) ||
		!method_create(&f->method, protocol_find("kws-micronet", st), NULL, st) ||
		!(f->request.kernels = kernels_choose(NULL, st)) ||
		!file_read(&f->request.file, arena_printf(&f->arena, "%s/%s", shared, model),
			MODEL_MAX_FILE_NBYTES, &f->arena, st) ||
		!dataset_open(&dataset, f->method.dataset, NULL, archive, NULL, &f->arena, st))
		return false;
	f->request.method = &f->method;
	f->request.dataset = dataset;
	f->request.file_name = f->request.card->file.name;
	f->request.labels = f->request.card->labels;
	f->request.label_count = f->request.card->label_count;
	return true;
}

// SHA-1 over "<path> <predicted index>\n" of every sample in order.
static struct digests digest_predictions(
	const struct eval_result *result, const struct dataset *set)
{
	struct digest *digest = digest_create();
	for (int64_t i = 0; i < set->sample_count; i++) {
		char line[256];
		int nbytes = snprintf(line, sizeof(line), "%s %d\n", set->samples[i].path,
			result->predictions[i]);
		digest_add(digest, line, (size_t)nbytes);
	}
	struct digests digests;
	digest_finish(digest, &digests);
	return digests;
}

static void test_whole_set(struct fixture *f)
{
	// The published figure and everything behind it, worked out independently with
	// double-precision features and TFLite's reference kernels.
	static const int correct_by_class[12] = {
		371, 384, 401, 393, 380, 366, 386, 399, 389, 412, 407, 395};
	struct status st = {0};
	struct eval_result result;
	if (!CHECK(eval_run(&result, &f->request, NULL, &f->arena, &st), "runs: %s", st.message))
		return;
	CHECK_INT(result.sample_count, 4890, "samples");
	CHECK_INT(result.correct_count, 4683, "correct");
	CHECK(result.complete, "the set is complete");
	CHECK_INT(result.verdict, VERDICT_MET, "verdict");
	CHECK(fabs(result.measured - 4683.0 / 4890.0) < 1e-15, "measured %.6f", result.measured);
	for (int i = 0; i < result.label_count; i++)
		CHECK_INT(result.classes[i].correct_count, correct_by_class[i],
			"correct of class %s", result.classes[i].label);
	CHECK_TEXT(digest_predictions(&result, f->request.dataset).sha1,
		"be8372c79dc5c9f6c901dc80410f04fc8c4c61af", "every prediction");
	int met = 0, applying = 0;
	for (int i = 0; i < result.claim_count; i++) {
		met += result.claims[i].met;
		applying += result.claims[i].applies;
	}
	CHECK(met == applying && met >= 2, "95.77%% and 0.958 are met: %d of %d", met, applying);
	CHECK(result.claims[0].implied_low == 4683 && result.claims[0].implied_high == 4683,
		"95.77%% is 4683 and no other count");
}

static void test_threads_and_limit(struct fixture *f)
{
	struct status st = {0};
	struct eval_request request = f->request;
	request.limit = 120;
	struct eval_result one, many;
	request.threads = 1;
	if (!CHECK(eval_run(&one, &request, NULL, &f->arena, &st), "120 clips: %s", st.message))
		return;
	request.threads = 7;
	CHECK(eval_run(&many, &request, NULL, &f->arena, &st) &&
			memcmp(one.predictions, many.predictions,
				(size_t)request.dataset->sample_count * sizeof(int)) == 0,
		"seven threads predict what one does");
	CHECK_INT(one.sample_count, 120, "samples of a limited run");
	CHECK(!one.complete && one.verdict == VERDICT_NOT_MEASURABLE,
		"a part of the set gives no verdict");
	int classes = 0;
	for (int i = 0; i < one.label_count; i++)
		classes += one.classes[i].sample_count >= 8;
	CHECK_INT(classes, 12, "the part has samples of every class");
}

struct stopper {
	int asked;
};

static bool stop_soon(void *context)
{
	return ++((struct stopper *)context)->asked > 20;
}

static void test_failures(struct fixture *f)
{
	struct status st = {0};
	struct eval_result result;
	struct eval_request request = f->request;
	struct stopper stopper = {0};
	const struct observer observer = {.stopped = stop_soon, .context = &stopper};
	request.threads = 1;
	CHECK(!eval_run(&result, &request, &observer, &f->arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"stopped when asked: %s", st.message);
	request.label_count = 11;
	CHECK(!eval_run(&result, &request, NULL, &f->arena, &st) && st.code == STATUS_FORMAT,
		"labels that are too few: %s", st.message);
	request = f->request;
	request.file.nbytes -= 100000;
	CHECK(!eval_run(&result, &request, NULL, &f->arena, &st) && st.code == STATUS_FORMAT,
		"half a model: %s", st.message);
}

int main(void)
{
	const char *shared = check_shared();
	if (!shared) {
		check_skip("the official test set", "there is no ../shared (or ZOO_SHARED)");
		return check_done();
	}
	struct fixture fixture = {0};
	struct status st = {0};
	if (CHECK(fixture_open(&fixture, shared, &st), "card, model and dataset open: %s",
		    st.message)) {
		test_threads_and_limit(&fixture);
		test_failures(&fixture);
		test_whole_set(&fixture);
	}
	arena_release(&fixture.arena);
	return check_done();
}
