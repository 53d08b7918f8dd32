// SPDX-License-Identifier: Apache-2.0
/*
 * How an imported card is laid out: one in full, with and without what a published card
 * cannot know, and that reading the YAML gives any text back.
 */
#include "zoo/import/layout.h"

#include "tests/unit/import_text.h"
#include "tests/unit/random.h"
#include "zoo/base/document.h"

// The whole of one, with and without what a card cannot know.
static void test_layout_of_card(void)
{
	struct imported imported = import_text(usual, NULL);
	CHECK_TEXT(yaml_of(&imported),
		"# imported from c.md: 5 doubtful, 7 to add\n"
		"# doubtful: not printed; proposed after the title\n"
		"id: small-net\n"
		"title: Small Net INT8\n"
		"# doubtful: not printed; proposed after the dataset (line 20)\n"
		"task: keyword_spotting\n"
		"description: From the MicroNets paper.\n"
		"licence: Apache-2.0\n"
		"framework: TensorFlow Lite\n"
		"provenance: by hand\n"
		"\n"
		"# to add: upstream: repository and commit of the file, and the place of this card "
		"(--upstream)\n"
		"\n"
		"file:\n"
		"  # to add: file.name: a card does not print it (--upstream with the model's path, or "
		"--file)\n"
		"  # to add: file.path: where the file lies in the repository (--upstream)\n"
		"  size_bytes: 4\n"
		"  sha1: 0123456789abcdef0123456789abcdef01234567\n"
		"  # to add: file.sha256: what Git LFS has, or that of a file at hand (--file)\n"
		"\n"
		"inputs:\n"
		"  - name: in\n"
		"    # doubtful: not printed, here and below; after \"Quantization: INT8\" (line 29)\n"
		"    type: int8\n"
		"    shape: [1, 490]\n"
		"    description: MFCCs\n"
		"outputs:\n"
		"  - name: out\n"
		"    # doubtful: not printed, here and below; after \"Quantization: INT8\" (line 29)\n"
		"    type: int8\n"
		"    shape: [1, 12]\n"
		"    description: words\n"
		"\n"
		"# to add: operators: a card does not print them; definition.yaml does, beside it\n"
		"\n"
		"platforms:\n"
		"  Cortex-M: \"yes\"\n"
		"optimizations:\n"
		"  Quantization: INT8\n"
		"\n"
		"# to add: labels: 12 names, one for each element of the first output, in its order\n"
		"\n"
		"# doubtful: the protocol is not printed; proposed after \"MicroNet\"\n"
		"evaluation: {dataset: speech_commands, split: test, protocol: kws-micronet}\n"
		"\n"
		"# to add: claims: source, the place where they were printed (--upstream)\n"
		"claims:\n"
		"  - metric: accuracy\n"
		"    printed: \"95.77%\"\n"
		"    dataset: Google Speech Commands Test Set\n"
		"    split: test\n"
		"    items: 4890\n"
		"\n"
		"# what else there may be: aliases, golden, notes\n",
		"a card in full");
	CHECK_TEXT(imported.id, "small-net", "its id");
	CHECK_TEXT(imported.refusal ? imported.refusal : "",
		"small-net.yaml:17:3: missing key \"name\"", "what it lacks to be a card");

	struct import_options options = {.id = "mine", .task = "t"};
	struct status st = {0};
	CHECK(import_place_parse(&options.card, "a/b@1234567:m/n/README.md", &arena, &st) &&
			import_place_parse(&options.file,
				"a/b@0123456789abcdef0123456789abcdef01234567:m/n/f.tflite", &arena,
				&st),
		"two places");
	imported = import_text(usual, &options);
	CHECK_TEXT(findings_of(&imported),
		"0 to add: file.sha256: what Git LFS has, or that of a file at hand (--file)\n"
		"29 doubtful: inputs[0].type: not printed, here and below; after \"Quantization: "
		"INT8\"\n"
		"29 doubtful: outputs[0].type: not printed, here and below; after \"Quantization: "
		"INT8\"\n"
		"0 to add: operators: a card does not print them; definition.yaml does, beside it\n"
		"0 to add: labels: 12 names, one for each element of the first output, in its order\n"
		"0 doubtful: evaluation: the protocol is not printed; proposed after \"MicroNet\"\n",
		"what is left");
	CHECK_INT(imported.counts[IMPORT_DOUBTFUL], 3, "doubts are counted");
	CHECK_INT(imported.counts[IMPORT_TO_ADD], 3, "and what is to be added");
	CHECK(!imported.refusal, "it is a card");
	CHECK(strstr(yaml_of(&imported), "upstream:\n  repository: a/b\n"
					 "  commit: 0123456789abcdef0123456789abcdef01234567\n"
					 "  card: a/b@1234567:m/n/README.md\n\n"
					 "file:\n  name: f.tflite\n  path: m/n/f.tflite\n") != NULL,
		"upstream and file");
	CHECK(strstr(yaml_of(&imported), "    source: a/b@1234567:m/n/README.md\n") != NULL,
		"the figure's source");
}

// Reading the YAML gives the text back, whatever it is; only a value may have several lines.
static bool comes_back(const char *text)
{
	bool several_lines = strchr(text, '\n') != NULL;
	const char *one_line = several_lines ? "x" : text, *read;
	struct layout layout;
	struct status st = {0};
	const struct node *root;
	layout_begin(&layout);
	layout_comment(&layout, 0, "doubtful", text);
	layout_text(&layout, 0, "a", text);
	layout_line(&layout, 0, "b:");
	layout_text(&layout, 2, "- c", text);
	layout_comment(&layout, 4, "to add", text);
	layout_quoted(&layout, 4, layout_scalar(one_line, false, &arena), text);
	layout_line(&layout, 0, "d: [%s, y]", layout_scalar(one_line, true, &arena));
	layout.is_commented = true;
	layout_text(&layout, 0, "e", text);
	struct bytes yaml = layout_end(&layout, &arena);
	bool ok = document_parse(&root, yaml, "y", &arena, &st) && root->count == 3 &&
		  root->items[1]->count == 1 && root->items[2]->count == 2;
	if (ok) {
		const struct node *list = root->items[1]->items[0];
		const struct reading reading = {.origin = "y", .keep = &arena, .st = &st};
		ok = strcmp(root->items[0]->text, text) == 0 &&
		     strcmp(list->items[0]->text, text) == 0 &&
		     strcmp(list->items[1]->text, text) == 0 &&
		     strcmp(list->keys[1]->text, one_line) == 0 &&
		     strcmp(root->items[2]->items[0]->text, one_line) == 0 &&
		     read_prose(&read, root->items[0], &reading);
	}
	if (!ok)
		printf("# %s\n%.*s", st.message, (int)yaml.nbytes, (const char *)yaml.data);
	return ok;
}

static const char *random_text(void)
{
	static const char *const pieces[] = {"a", "bc", " ", " ", " ", "\n", "\n\n", ": ", " #",
		"-", "'", "\"", "\\", "\xc3\xa9", "\xe2\x80\xa8", "0", ",", "]", "}", "{", "[", "%",
		"&", "long-word-of-text", "x: y", "|", ">"};
	const char *text = "";
	for (int left = random_in(1, 60); left > 0; left--)
		text = arena_printf(&arena, "%s%s", text,
			pieces[random_in(0, (int)(sizeof(pieces) / sizeof(pieces[0])) - 1)]);
	text += strspn(text, " \n");
	size_t nbytes = strlen(text);
	while (nbytes && strchr(" \n", text[nbytes - 1]))
		nbytes--;
	return nbytes ? arena_strndup(&arena, text, nbytes) : "a";
}

static void test_layout(void)
{
	static const char *const texts[] = {"a", "a b", "1", "1.5e3", "0x1f", "yes", "No", "~",
		"null", "-", "- a", "? a", ": a", "a: b", "a:", "a #b", "#a", "a#b", "[a]", "{a}",
		"a, b", "*a", "&a", "!a", "|", ">", "'a'", "\"a\"", "a\\b", "%a", "@a", "`a`",
		"---", "...", "=", "<<", "12:30:45", "2001-01-01", ".5", "+1", "-1", ".inf",
		"1_000", "a\nb", "a\n\nb", "a\n b", "\xc3\xa9", "\xe2\x80\xa8z: c", "\xef\xbb\xbf",
		"a\xef\xbf\xbe", "\xe2\x80\xae z"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		CHECK(comes_back(texts[i]), "text %zu comes back", i);
	CHECK(comes_back(arena_printf(&arena, "%0300d", 0)), "a long word");
	CHECK(comes_back(arena_printf(&arena, "%0100d %0100d", 0, 0)), "two of them");
	int failed = 0;
	enum { ROUNDS = 2000 };
	for (int n = 0; n < ROUNDS; n++) {
		failed += !comes_back(random_text());
		arena_release(&arena);
	}
	CHECK_INT(failed, 0, "%d texts at random", ROUNDS);
}

int main(void)
{
	random_init();
	test_layout_of_card();
	test_layout();
	arena_release(&arena);
	return check_done();
}
