// SPDX-License-Identifier: Apache-2.0
/*
 * A published sibling of the clustered DS-CNN, ds_cnn_l_quantized.tflite, on what the
 * official Speech Commands test archive has of its list, to the clip and to the prediction.
 *
 * What is expected was worked out once without this program: TensorFlow 2.21's decode_wav,
 * audio_spectrogram(640, 320, magnitude_squared) and mfcc(dct_coefficient_count=10), numpy's
 * round and cast, and LiteRT 2.3.0 without delegates.  All 2,396,100 input codes are the same,
 * too, of either cast.  (The card's 94.52 % is 4,622 of another list of clips.)
 */
#include "tests/unit/check.h"
#include "zoo/digest.h"
#include "zoo/eval.h"
#include "engine/base/file.h"

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

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
		"ml-zoo/models/keyword_spotting/ds_cnn_large/model_package_tf/model_archive/"
		"TFLite/tflite_int8/ds_cnn_l_quantized.tflite";
	struct dataset *dataset;
	const char *archive = arena_printf(
		&f->arena, "%s/datasets/speech_commands_test_set_v0.02.tar.gz", shared);
	const struct card *card;
	if (!catalogue_read(&f->catalogue, no_directories, &f->arena, st) ||
		!(card = catalogue_find(&f->catalogue, "ds-cnn-large-clustered", st)) ||
		!method_create(&f->method, protocol_find(card->protocol, st), card->dataset, st) ||
		!method_set(&f->method, "list=archive", st) ||
		!(f->request.kernels = kernels_choose(NULL, st)) ||
		!file_read(&f->request.file, arena_printf(&f->arena, "%s/%s", shared, model),
			MODEL_MAX_FILE_NBYTES, &f->arena, st) ||
		!dataset_open(
			&dataset, f->method.dataset, &f->method.list, archive, NULL, &f->arena, st))
		return false;
	f->request.method = &f->method;
	f->request.dataset = dataset;
	f->request.file_name = "ds_cnn_l_quantized.tflite";
	f->request.labels = card->labels;
	f->request.label_count = card->label_count;
	return true;
}

// SHA-1 over "<path> <predicted index>\n" of every sample that was evaluated, in order.
static void check_predictions(
	const struct eval_result *result, const struct dataset *set, const char *expected)
{
	struct digest *digest = digest_create();
	for (int64_t i = 0; i < set->sample_count; i++) {
		char line[256];
		if (result->predictions[i] < 0)
			continue;
		int nbytes = snprintf(line, sizeof(line), "%s %d\n", set->samples[i].path,
			result->predictions[i]);
		digest_add(digest, line, (size_t)nbytes);
	}
	struct digests digests;
	digest_finish(digest, &digests);
	CHECK_TEXT(digests.sha1, expected, "every prediction");
}

static void test_part(struct fixture *f)
{
	struct status st = {0};
	struct eval_result result;
	struct eval_request request = f->request;
	request.limit = 489; // every tenth
	if (!CHECK(eval_run(&result, &request, NULL, &f->arena, &st), "a part: %s", st.message))
		return;
	CHECK_INT(result.sample_count, 489, "samples of a part");
	CHECK_INT(result.correct_count, 462, "correct of a part");
	check_predictions(&result, request.dataset, "4d96393f42a42d2c503a59714ec2369bd33071d3");
}

static void test_whole_list(struct fixture *f)
{
	static const int correct_by_class[12] = {
		408, 360, 406, 390, 396, 375, 400, 380, 368, 369, 394, 371};
	struct status st = {0};
	struct eval_result result;
	if (IS_SANITIZED) {
		check_skip("all 4,890 clips", "too slow under a sanitizer; a tenth was done");
		return;
	}
	if (!CHECK(eval_run(&result, &f->request, NULL, &f->arena, &st), "runs: %s", st.message))
		return;
	CHECK_INT(result.sample_count, 4890, "samples");
	CHECK_INT(result.correct_count, 4617, "correct");
	for (int i = 0; i < result.label_count; i++)
		CHECK_INT(result.classes[i].correct_count, correct_by_class[i],
			"correct of class %s", result.classes[i].label);
	check_predictions(&result, f->request.dataset, "eb4eb152a587a9338c670ca38913844b45452cba");
	CHECK(!result.complete, "it is not the list that figures are published for");
	CHECK_INT(result.verdict, VERDICT_NOT_MEASURABLE, "so there is no verdict");
}

int main(void)
{
	const char *shared = check_shared();
	if (!shared) {
		check_skip("a published sibling", "there is no ../shared (or ZOO_SHARED)");
		return check_done();
	}
	struct fixture fixture = {.arena = {0}};
	struct status st = {0};
	if (CHECK(fixture_open(&fixture, shared, &st), "card, model and dataset open: %s",
		    st.message)) {
		test_part(&fixture);
		test_whole_list(&fixture);
	}
	arena_release(&fixture.arena);
	return check_done();
}
