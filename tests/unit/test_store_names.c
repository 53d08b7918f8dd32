// SPDX-License-Identifier: Apache-2.0
/*
 * Names that may become paths, and the files that a card has besides its model.
 */
#include "tests/unit/store_world.h"
#include "zoo/store/names.h"

static void test_names(void)
{
	static const char *const bad[] = {"", ".", "..", "../x", "a/b", "/etc/passwd", ".hidden",
		"-rf", "a b", "a\nb", "caf\xc3\xa9", "a\\b", "~", "C:x", "x.", "golden/",
		"golden/../x", "golden/.x", "golden/golden/x", "a*"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct status st = {0};
		struct incoming *incoming;
		struct card_file file = world_card.file;
		struct card other = world_card;
		file.name = bad[i];
		CHECK(!store_path(&world_store, &world_card, bad[i], &world_arena),
			"file name %zu is refused", i);
		CHECK(!store_incoming_open(
			      &incoming, &world_store, &world_card, &file, NULL, &st) &&
				st.code == STATUS_FORMAT,
			"and is not opened: %s", st.message);
		other.id = bad[i];
		CHECK(!store_path(&world_store, &other, "m.tflite", &world_arena), "as id, too");
	}
	char longest[200];
	memset(longest, 'a', sizeof(longest));
	longest[129] = '\0';
	CHECK(!store_word_allowed(longest), "129 characters");
	longest[128] = '\0';
	CHECK(store_word_allowed(longest), "128 characters");
	CHECK(store_word_allowed("mobilenet_v2_1.0_224_INT8.tflite"), "a published name");
	CHECK(access(world_store.home, F_OK) != 0, "no directory appeared");
}

static void test_labels_and_golden(void)
{
	struct status st = {0};
	struct bytes text;
	CHECK(store_labels_text(&text, &world_card, &world_arena, &st), "labels %s", st.message);
	CHECK(text.nbytes == 17 && memcmp(text.data, "yes\nno\nd\xc3\xa9j\xc3\xa0 vu\n", 17) == 0,
		"one a line");
	struct card_file file = store_labels_file(text);
	CHECK(strcmp(file.name, "labels.txt") == 0 && file.size_nbytes == 17, "as a file");
	static const char *const broken[] = {"a", "b\nc"};
	struct card other = world_card;
	other.labels = broken;
	other.label_count = 2;
	CHECK(!store_labels_text(&text, &other, &world_arena, &st) && st.code == STATUS_FORMAT,
		"a label of two lines: %s", st.message);

	static const struct card_golden golden[] = {
		{"tfl.quantize", {.name = "0.npy"}}, {"MobilenetV2/Predictions/Reshape_11:0", {0}}};
	other.golden_inputs = other.golden_outputs = golden;
	CHECK_TEXT(store_golden_file(&other, GOLDEN_INPUT, 0, &world_arena).name,
		"golden/input-0-tfl.quantize.npy", "name of an input's vector");
	file = store_golden_file(&other, GOLDEN_OUTPUT, 1, &world_arena);
	CHECK_TEXT(file.name, "golden/output-1-MobilenetV2_Predictions_Reshape_11_0.npy",
		"name of an output's vector");
	CHECK(store_path(&world_store, &other, file.name, &world_arena), "it may become a path");
}

// What readdir() found may be called anything, but leads nowhere else.
static void test_below(void)
{
	struct store_name tmp = store_name_place(STORE_TMP), name;
	char longest[STORE_NAME_NBYTES];
	CHECK(store_name_below(&name, &tmp, "a\nb") && strcmp(name.text, "tmp/a\nb") == 0, "any");
	CHECK_TEXT(store_name_entry(&name), "a\nb", "its last part");
	CHECK_TEXT(store_name_parent(&name).text, "tmp", "and the one before");
	CHECK_TEXT(store_name_parent(&tmp).text, "", "the store itself");
	CHECK(!store_name_below(&name, &tmp, "..") && !store_name_below(&name, &tmp, ".") &&
			!store_name_below(&name, &tmp, "") && !store_name_below(&name, &tmp, "a/b"),
		"nothing that leads away");
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	CHECK(!store_name_below(&name, &tmp, longest), "nor what is too long");
}

// Digits of a hash: all of them, lower case, and nothing else.
static void test_objects(void)
{
	struct store_name name;
	char text[80];
	const char *sha256 = world_card.file.sha256;
	CHECK(store_name_object(&name, sha256), "an object");
	snprintf(text, sizeof(text), "objects/%.2s/%s", sha256, sha256);
	CHECK_TEXT(name.text, text, "its place");
	snprintf(text, sizeof(text), "%.63s", sha256);
	CHECK(!store_name_object(&name, text), "63 digits");
	snprintf(text, sizeof(text), "%s0", sha256);
	CHECK(!store_name_object(&name, text), "65 digits");
	snprintf(text, sizeof(text), "%.63sA", sha256);
	CHECK(!store_name_object(&name, text), "upper case");
	snprintf(text, sizeof(text), "../%.61s", sha256);
	CHECK(!store_name_object(&name, text) && !store_name_object(&name, ""), "a path");
}

int main(void)
{
	world_begin();
	test_names();
	test_labels_and_golden();
	test_below();
	test_objects();
	return world_end();
}
