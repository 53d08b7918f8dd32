// SPDX-License-Identifier: Apache-2.0
/*
 * Verify against the published models and cards: what is right is found right, and each
 * kind of wrong is found, by the check that is for it.
 */
#include "zoo/verify.h"

#include "tests/unit/check.h"
#include "tests/unit/scratch.h"
#include "zoo/fetch.h"
#include "zoo/incoming.h"

static struct arena arena;
static struct store store;
static struct catalogue catalogue;
static const char *mirrors[2];

static const struct verify_check *find(const struct verify_result *result, const char *name)
{
	static const struct verify_check none = {"none", false, "no such check", "no such check"};
	for (int i = 0; i < result->check_count; i++)
		if (strcmp(result->checks[i].name, name) == 0)
			return &result->checks[i];
	return &none;
}

static struct verify_result verify(
	const struct card *card, bool golden, enum verify_outcome outcome, const char *what)
{
	struct verify_result result = {0};
	struct status st = {0};
	CHECK(verify_card(&result, &store, card, golden, NULL, &arena, &st), "%s: an answer %s",
		what, st.message);
	if (!CHECK(result.outcome == outcome, "%s: %s, expected %s", what,
		    verify_outcome_name(result.outcome), verify_outcome_name(outcome)))
		for (int i = 0; i < result.check_count; i++)
			printf("#   %s: expected %s, got %s\n", result.checks[i].name,
				result.checks[i].expected, result.checks[i].got);
	return result;
}

static void expect_failed(
	const struct verify_result *result, const char *name, const char *expected, const char *got)
{
	const struct verify_check *check = find(result, name);
	CHECK(!check->ok && strstr(check->expected, expected) && strstr(check->got, got),
		"%s fails: expected %s, got %s", name, check->expected, check->got);
}

static void expect_ok(const struct verify_result *result, const char *name)
{
	const struct verify_check *check = find(result, name);
	CHECK(check->ok, "%s is right: expected %s, got %s", name, check->expected, check->got);
}

static struct card read_card(const char *name)
{
	struct status st = {0};
	const struct card *card = catalogue_find(&catalogue, name, &st);
	if (!card) {
		printf("Bail out! %s\n", st.message);
		exit(1);
	}
	return *card;
}

static void install(const struct card *card, bool golden)
{
	struct fetch_result result;
	struct status st = {0};
	struct fetch_options options = {
		.mirrors = mirrors, .offline = true, .force = true, .golden = golden};
	scratch_remove(store.home);
	CHECK(fetch_card(&result, &store, card, &options, NULL, &arena, &st), "%s is installed %s",
		card->id, st.message);
}

// Of two of them the shared data holds no vectors.
static void test_published(void)
{
	static const struct {
		const char *name;
		bool golden;
	} models[] = {{"micronet-kws-medium", true}, {"micronet-ad-small", false},
		{"micronet-vww2", false}, {"mobilenet-v2", true}};
	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
		struct card card = read_card(models[i].name);
		install(&card, models[i].golden);
		struct verify_result result =
			verify(&card, models[i].golden, VERIFY_OK, models[i].name);
		CHECK_INT(result.check_count, models[i].golden ? 6 : 5, "%s: checks", card.id);
		CHECK_TEXT(result.checks[0].name, "size", "first the size");
		expect_ok(&result, "structure");
		expect_ok(&result, "labels");
		if (models[i].golden)
			expect_ok(&result, "golden");
	}
}

static void test_wrong_file(void)
{
	struct card card = read_card("micronet-kws-medium");
	scratch_remove(store.home);
	struct verify_result result = verify(&card, true, VERIFY_MISSING, "nothing there");
	CHECK(result.path && strstr(result.path, "kws_micronet_m.tflite"), "path: %s", result.path);
	CHECK_INT(result.check_count, 0, "no checks");

	install(&card, true);
	scratch_flip(result.path, 100000);
	result = verify(&card, false, VERIFY_MISMATCH, "a flipped bit");
	expect_ok(&result, "size");
	expect_failed(&result, "sha1", card.file.sha1, "");
	expect_failed(&result, "sha256", card.file.sha256, "");
	CHECK(truncate(result.path, 5000) == 0, "cut");
	result = verify(&card, false, VERIFY_MISMATCH, "a short file");
	expect_failed(&result, "size", "181968", "5000 (a TFLite model, cut short");
	expect_failed(&result, "structure", "a TFLite model", "kws_micronet_m.tflite: ");
	scratch_write(result.path, "<html></html>", 13);
	result = verify(&card, false, VERIFY_MISMATCH, "a page");
	expect_failed(&result, "size", "181968", "13 (an HTML page");
	unlink(result.path);
	mkdir(result.path, 0755);
	struct status st = {0};
	CHECK(!verify_card(&result, &store, &card, false, NULL, &arena, &st) &&
			st.code == STATUS_STORE &&
			strstr(st.message, "kws_micronet_m.tflite: expected a link"),
		"a directory in its place: %s", st.message);
	CHECK(result.outcome == VERIFY_UNTRUSTED && result.failure_count == 1,
		"untrusted, with one failure: %s", verify_outcome_name(result.outcome));
	expect_ok(&result, "labels");

	// The card's own bytes, but no model.
	static const unsigned char nonsense[] = "\x1c\0\0\0TFL3 is how it begins";
	struct card bad = scratch_card(
		"nonsense", "n.tflite", "n.tflite", (struct bytes){nonsense, sizeof(nonsense)});
	struct incoming *incoming;
	st.code = STATUS_OK;
	CHECK(store_incoming_open(&incoming, &store, &bad, &bad.file, NULL, &st) &&
			store_incoming_add(incoming, nonsense, sizeof(nonsense), &st) &&
			store_incoming_install(incoming, &st),
		"in the store, which does not ask what it is %s", st.message);
	result = verify(&bad, false, VERIFY_MALFORMED, "nonsense");
	expect_ok(&result, "sha1");
	expect_failed(&result, "structure", "a TFLite model that can be run", "n.tflite: ");
}

static void test_structure(void)
{
	struct card card = read_card("micronet-kws-medium");
	struct card other = card;
	struct card_tensor input = card.inputs[0];
	install(&card, true);

	input.name = "inputs\n";
	other.inputs = &input;
	struct verify_result result = verify(&other, false, VERIFY_MISMATCH, "another name");
	expect_failed(&result, "structure", "input 0 inputs\\n int8 [1,49,10,1]",
		"input 0 input int8 [1,49,10,1]");
	input = card.inputs[0];
	input.shape[1] = 48;
	result = verify(&other, false, VERIFY_MISMATCH, "another shape");
	expect_failed(&result, "structure", "[1,48,10,1]", "[1,49,10,1]");
	input = card.inputs[0];
	input.type = TENSOR_FLOAT32;
	result = verify(&other, false, VERIFY_MISMATCH, "another type");
	expect_failed(&result, "structure", "float32", "int8");
	other = card;
	other.output_count = 2;
	result = verify(&other, false, VERIFY_MISMATCH, "another number of outputs");
	expect_failed(&result, "structure", "2 outputs", "1 outputs");

	static const char *const more[] = {"CONV_2D", "DEPTHWISE_CONV_2D", "AVERAGE_POOL_2D",
		"RESHAPE", "RELU", "RELU6", "SOFTMAX", NULL};
	static const char *const fewer[] = {"DEPTHWISE_CONV_2D", "AVERAGE_POOL_2D", NULL};
	other = card;
	other.operators = more;
	result = verify(&other, false, VERIFY_MISMATCH, "an operator that is not there");
	expect_failed(&result, "structure", "operators with SOFTMAX", "without");
	other.operators = fewer;
	result = verify(&other, false, VERIFY_MISMATCH, "operators that are not published");
	expect_failed(&result, "structure", "CONV_2D", "with");
	expect_failed(&result, "structure", "RESHAPE", "with");
	other.operators = more + 7;
	verify(&other, false, VERIFY_OK, "no operators published");
}

static void test_labels(void)
{
	struct card card = read_card("micronet-kws-medium");
	install(&card, true);
	const char *path = store_path(&store, &card, "labels.txt", &arena);
	scratch_flip(path, 0);
	struct verify_result result = verify(&card, false, VERIFY_MISMATCH, "another label");
	expect_failed(&result, "labels", card.labels[0], "\"");
	expect_failed(&result, "labels", "in line 1", "\"");
	scratch_write(path, "down\ngo\n", 8);
	result = verify(&card, false, VERIFY_MISMATCH, "fewer labels");
	expect_failed(&result, "labels", "12 labels for 12 outputs", "2 labels");
	unlink(path);
	result = verify(&card, false, VERIFY_MISMATCH, "no labels");
	expect_failed(
		&result, "labels", "12 labels", "not installed: zoo fetch micronet-kws-medium");
	card.label_count = 11;
	result = verify(&card, false, VERIFY_MISMATCH, "eleven labels in the card");
	expect_failed(&result, "labels", "12 labels", "11 labels in the card");
}

static void test_golden(void)
{
	struct card card = read_card("micronet-kws-medium");
	install(&card, true);
	const char *in = store_path(&store, &card, "golden/input-0-input.npy", &arena);
	const char *out = store_path(&store, &card, "golden/output-0-Identity.npy", &arena);
	struct verify_result result = verify(&card, false, VERIFY_OK, "vectors not asked for");
	CHECK_INT(result.check_count, 5, "five checks");
	CHECK_INT(result.golden, GOLDEN_NOT_ASKED, "no word of vectors");
	CHECK_INT(verify(&card, true, VERIFY_OK, "vectors").golden, GOLDEN_SAME, "vectors");

	scratch_flip(out, 139);
	result = verify(&card, true, VERIFY_MISMATCH, "a damaged vector");
	expect_failed(&result, "golden", "bit for bit", "sha256: expected ");
	// The same with a card that says it is right: only the run can tell.
	struct card other = card;
	struct card_golden golden = card.golden_outputs[0];
	struct status st = {0};
	struct bytes bytes;
	CHECK(file_read(&bytes, out, 1000, &arena, &st), "read %s", st.message);
	struct digests digests = digest_bytes(bytes);
	memcpy(golden.file.sha256, digests.sha256, sizeof(digests.sha256));
	golden.file.sha1[0] = '\0';
	other.golden_outputs = &golden;
	result = verify(&other, true, VERIFY_MISMATCH, "another vector");
	CHECK_INT(result.golden, GOLDEN_WRONG, "another vector");
	expect_failed(&result, "golden", "-1 at Identity[11]", "-2");
	golden.tensor = "identity";
	result = verify(&other, true, VERIFY_MISMATCH, "a vector for another tensor");
	expect_failed(&result, "golden", "bit for bit", "no vector 0 for Identity");
	unlink(in);
	result = verify(&card, true, VERIFY_OK, "no vectors");
	CHECK_INT(result.golden, GOLDEN_ABSENT, "nothing is proven, nothing refuted");
	CHECK_INT(result.check_count, 5, "and no check says otherwise");
}

int main(void)
{
	struct status st = {0};
	const char *shared = check_shared();
	static const char *const nowhere[] = {NULL};
	CHECK_TEXT(verify_outcome_name(VERIFY_MISMATCH), "mismatch", "name of an outcome");
	if (!shared) {
		check_skip("verify", "no shared test data");
		return check_done();
	}
	scratch_begin();
	store_init(&store, arena_printf(&arena, "%s/home", scratch_directory));
	mirrors[0] = arena_printf(&arena, "%s/ml-zoo", shared);
	if (!CHECK(catalogue_read(&catalogue, nowhere, &arena, &st), "cards %s", st.message))
		return check_done();
	test_published();
	test_wrong_file();
	test_structure();
	test_labels();
	test_golden();
	arena_release(&arena);
	return check_done();
}
