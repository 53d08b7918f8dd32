// SPDX-License-Identifier: Apache-2.0
/*
 * Which file a card is of: the places where card and model lie upstream, and the file at
 * hand, which gives what is not printed and contradicts what is.
 */
#include "tests/unit/import_text.h"
#include "zoo/builtin.h"
#include "zoo/card.h"

static void check_place(
	const char *text, const char *repository, const char *commit, const char *path)
{
	struct import_place place;
	struct status st = {0};
	bool ok = import_place_parse(&place, text, &arena, &st);
	if (!CHECK(ok == (repository != NULL), "place \"%s\"", text) || !ok) {
		CHECK(st.code == STATUS_USAGE && st.hint[0], "and a hint");
		return;
	}
	CHECK_TEXT(place.repository, repository, "repository");
	CHECK_TEXT(place.commit, commit, "commit");
	CHECK_TEXT(place.path, path, "path");
}

static void test_places(void)
{
	check_place("a/b@1234567:c", "a/b", "1234567", "c");
	check_place("A-b/c.d@0123456789abcdef0123456789abcdef01234567:e/f:g@h", "A-b/c.d",
		"0123456789abcdef0123456789abcdef01234567", "e/f:g@h");
	static const char *const none[] = {"", "a", "a/b", "a/b@1234567",
		"a/b@1234567:", "a/b@123456:c", "a/b@master:c", "a@1234567:c", "/b@1234567:c",
		"a/@1234567:c", "a/b/c@1234567:d", "a/b@1234567:/c", "a/b@1234567:c/",
		"a/b@0123456789abcdef0123456789abcdef012345678:c"};
	for (size_t n = 0; n < sizeof(none) / sizeof(none[0]); n++)
		check_place(none[n], NULL, NULL, NULL);
}

// With the model that travels inside the program as the file at hand.
static void test_copy(void)
{
	struct bytes file = builtin_find("models/keyword_spotting/demo_words/demo_words.tflite");
	struct status st = {0};
	struct model *model;
	struct card *card;
	if (!CHECK(model_parse(&model, file, "demo", &arena, &st), "the demo model"))
		return;
	struct import_copy copy = {.name = "demo_words.tflite",
		.nbytes = (int64_t)file.nbytes,
		.digests = digest_bytes(file),
		.model = model};
	struct import_options options = {.id = "x", .task = "t", .copy = &copy};
	CHECK(import_place_parse(&options.card, "a/b@1234567:m/README.md", &arena, &st), "a place");
#define OUTPUT_TABLE "## Network Outputs\n|Name|Shape|Type|\n|--|--|--|\n"
	struct imported i = import_text(
		"# T\n## Description\nd\n## License\nMIT\n## Network Information\n|A|B|\n|--|--|\n"
		"|Framework|f|\n|Provenance|p|\n\n## Network Inputs\n|Name|\n|--|\n"
		"|serving_default_mfcc:0|\n" OUTPUT_TABLE "|out|(1,11)|uint8|\n",
		&options);
	check_found(&i, "0 doubtful: file.name: not printed; that of the file at hand");
	check_found(&i, "0 doubtful: file.path: taken to be beside the card");
	check_found(&i, "0 doubtful: file.size_bytes: not printed; that of the file at hand");
	check_found(&i, "0 doubtful: file.sha1: not printed; that of the file at hand");
	check_found(&i, "0 doubtful: inputs[0].shape: not printed; that of the file at hand");
	check_not_found(&i, "inputs[0].type");
	check_found(&i, "19 doubtful: outputs[0].name: the file at hand has "
			"StatefulPartitionedCall_1:0");
	check_found(&i, "19 doubtful: outputs[0].type: the file at hand has int8");
	check_found(&i, "19 doubtful: outputs[0].shape: the file at hand has [1, 12]");
	check_found(&i, "0 doubtful: operators: not printed; those that the file at hand uses");
	if (CHECK(!i.refusal && card_parse(&card, i.yaml, "x.yaml", &arena, &st), "a card")) {
		CHECK_TEXT(card->file.sha256, copy.digests.sha256, "sha256");
		CHECK_TEXT(card->file.sha1, copy.digests.sha1, "sha1");
		CHECK_INT(card->file.size_nbytes, copy.nbytes, "size");
		CHECK_TEXT(card->file.path, "m/demo_words.tflite", "path");
		CHECK(card->inputs[0].rank == 4 && card->inputs[0].type == TENSOR_INT8, "input");
		CHECK(card->outputs[0].shape[1] == 11 && card->outputs[0].type == TENSOR_UINT8,
			"what is printed stays");
		CHECK_TEXT(card->operators[0], "AVERAGE_POOL_2D", "operators");
		CHECK_TEXT(card->operators[5], "SOFTMAX", "sorted, each once");
		CHECK(!card->operators[6], "and no more");
	} else {
		printf("# %s\n", i.refusal);
	}
	i = import_text(usual, &options);
	check_found(&i, arena_printf(&arena,
				"10 doubtful: file.sha1: the file at hand is another one: "
				"its SHA-1 is %s; nothing is taken from it",
				copy.digests.sha1));
	check_found(&i,
		"0 to add: file.name: a card does not print it (--upstream with the model's "
		"path, or --file)");
	i = import_text(
		arena_printf(&arena,
			"# T\n## Network Information\n|A|B|\n|--|--|\n|SHA-1|%s|\n|Size|5|\n"
			"## Network Inputs\n|Name|\n|--|\n|a|\n|b|\n",
			copy.digests.sha1),
		&options);
	check_found(&i, "6 doubtful: file.size_bytes: the file at hand, with the SHA-1 that is "
			"printed, has 31064 bytes");
	check_found(&i, "0 doubtful: inputs: the file at hand has 1 of them");
}

int main(void)
{
	test_places();
	test_copy();
	arena_release(&arena);
	return check_done();
}
