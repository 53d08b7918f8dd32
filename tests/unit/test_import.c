// SPDX-License-Identifier: Apache-2.0
/*
 * From published cards to ours: the five as published against what stands in metadata/, cards
 * made up for everything that can be doubtful, and both with damage.
 */
#include "zoo/import.h"

#include "engine/base/file.h"
#include "tests/unit/check.h"
#include "tests/unit/random.h"
#include "zoo/base/document.h"
#include "zoo/builtin.h"
#include "zoo/card.h"
#include "zoo/import/layout.h"

static struct arena arena;

static struct bytes bytes_of(const char *text)
{
	return (struct bytes){(const unsigned char *)text, strlen(text)};
}

static struct imported import_text(const char *text, const struct import_options *options)
{
	static const struct import_options none = {.id = NULL};
	struct imported imported = {.id = ""};
	struct published published;
	struct status st = {0};
	if (!CHECK(published_read_markdown(&published, bytes_of(text), "d/c.md", &arena, &st),
		    "read"))
		printf("# %s\n", st.message);
	else
		import_card(&imported, &published, options ? options : &none, &arena);
	return imported;
}

static const char *yaml_of(const struct imported *imported)
{
	return arena_strndup(&arena, (const char *)imported->yaml.data, imported->yaml.nbytes);
}

// The findings, one a line: "LINE KIND: KEY: MESSAGE".
static const char *findings_of(const struct imported *imported)
{
	const char *text = "";
	for (int i = 0; i < imported->finding_count; i++) {
		const struct import_finding *f = &imported->findings[i];
		text = arena_printf(&arena, "%s%d %s: %s: %s\n", text, f->line,
			import_kind_name(f->kind), f->key, f->message);
	}
	return text;
}

// One finding among others.
static void check_found(const struct imported *imported, const char *expected)
{
	const char *all = findings_of(imported);
	if (!CHECK(strstr(all, arena_printf(&arena, "%s\n", expected)) != NULL, "%s", expected))
		printf("# got:\n%s", all);
}

static void check_not_found(const struct imported *imported, const char *unexpected)
{
	CHECK(!strstr(findings_of(imported), unexpected), "not: %s", unexpected);
}

// The five.

struct differences {
	const char *text; // "key key ..."
};

static void differ(struct differences *d, const char *path)
{
	d->text = arena_printf(&arena, "%s%s%s", d->text, *d->text ? " " : "", path);
}

// Where two trees are not the same, by path.
static void compare(struct differences *d, const char *path, const struct node *ours,
	const struct node *imported)
{
	if (!imported || !ours || ours->kind != imported->kind) {
		differ(d, path);
		return;
	}
	if (ours->kind == NODE_SCALAR) {
		if (strcmp(ours->text, imported->text) != 0 || ours->plain != imported->plain)
			differ(d, arena_printf(&arena, "%s!", path));
		return;
	}
	if (ours->kind == NODE_SEQUENCE) {
		for (int i = 0; i < ours->count || i < imported->count; i++)
			compare(d, arena_printf(&arena, "%s[%d]", path, i),
				i < ours->count ? ours->items[i] : NULL,
				i < imported->count ? imported->items[i] : NULL);
		return;
	}
	const struct node *sides[] = {ours, imported};
	for (int side = 0; side < 2; side++)
		for (int i = 0; i < sides[side]->count; i++) {
			const struct node *other = sides[1 - side], *item = NULL;
			const char *key = sides[side]->keys[i]->text;
			for (int j = 0; j < other->count; j++)
				if (strcmp(other->keys[j]->text, key) == 0)
					item = other->items[j];
			const char *below = *path ? arena_printf(&arena, "%s.%s", path, key) : key;
			if (side == 0)
				compare(d, below, sides[0]->items[i], item);
			else if (!item)
				differ(d, arena_printf(&arena, "%s+", below));
		}
}

/*
 * What stands in metadata/ and was added by hand: "KEY" is not in the imported card, "KEY!"
 * differs, "KEY+" is only in the imported one.
 */
static void test_five(const char *shared)
{
	static const struct {
		const char *id, *by_hand;
	} five[] = {
		{"ds-cnn-large-clustered",
			"aliases file.sha256 operators labels claims[0].unrepeatable "
			"claims[1] claims[2] claims[3] golden notes"},
		{"micronet-ad-small",
			"aliases file.sha256 operators labels claims[1] golden notes"},
		{"micronet-kws-medium",
			"aliases file.sha256 operators labels claims[1] golden notes"},
		{"micronet-vww2", "file.sha256 operators labels claims[1] golden notes"},
		{"mobilenet-v2", "file.sha256 operators labels claims[1] golden notes"},
	};
	for (size_t i = 0; i < sizeof(five) / sizeof(five[0]); i++) {
		struct bytes text,
			ours = builtin_find(arena_printf(&arena, "metadata/%s.yaml", five[i].id));
		struct status st = {0};
		struct card *card, *back;
		struct published published;
		struct imported imported;
		struct import_options options = {.id = five[i].id};
		const char *origin = arena_printf(&arena, "builtin:metadata/%s.yaml", five[i].id);
		const char *path = arena_printf(&arena, "%s/cards/%s.md", shared, five[i].id);
		if (!CHECK(file_read(&text, path, 1 << 20, &arena, &st) &&
				    card_parse(&card, ours, origin, &arena, &st) &&
				    import_place_parse(
					    &options.card, card->upstream_card, &arena, &st) &&
				    import_place_parse(&options.file,
					    arena_printf(&arena, "%s@%s:%s",
						    card->upstream_repository,
						    card->upstream_commit, card->file.path),
					    &arena, &st) &&
				    published_read_markdown(&published, text, path, &arena, &st),
			    "%s: card and metadata", five[i].id)) {
			printf("# %s\n", st.message);
			continue;
		}
		import_card(&imported, &published, &options, &arena);
		CHECK_TEXT(imported.refusal ? imported.refusal : "", "", "%s: it is a card",
			five[i].id);
		CHECK(card_parse(&back, imported.yaml, origin, &arena, &st), "and reads as one");
		const struct node *our_tree, *tree;
		struct differences d = {""};
		if (CHECK(document_parse(&our_tree, ours, "ours", &arena, &st) &&
				    document_parse(&tree, imported.yaml, "imported", &arena, &st),
			    "both are YAML")) {
			compare(&d, "", our_tree, tree);
			CHECK_TEXT(
				d.text, five[i].by_hand, "%s: what was added by hand", five[i].id);
		}
	}
}

#define OLDER                                                                               \
	"# Small Net INT8\n## Description\nFrom the MicroNets paper.\n## License\n"         \
	"[Apache-2.0](https://spdx.org/licenses/Apache-2.0.html)\n## Network Information\n" \
	"|Network Information|Value|\n|--|--|\n|Framework|TensorFlow Lite|\n"               \
	"|SHA-1 Hash|0123456789abcdef0123456789abcdef01234567|\n|Size (Bytes)|4|\n"         \
	"|Provenance|by hand|\n\n"
#define OPTIMIZATIONS "## Optimizations\n|Optimization|Value|\n|--|--|\n|Quantization|INT8|\n\n"
#define PLATFORMS "## Performance\n|Platform|Optimized|\n|--|--|\n|Cortex-M|:heavy_check_mark:|\n\n"
#define FIGURE(metric, value)                                                                        \
	"## Accuracy\nDataset: Google Speech Commands Test Set\n\n|Metric|Value|\n|--|--|\n|" metric \
	"|" value "|\n\n"
#define TENSORS                                                                          \
	"## Network Inputs\n<table><tr><th>Input Node Name<th>Shape<th>Description</tr>" \
	"<tr><td>in<td>(1, 490)<td>MFCCs</tr></table>\n\n"                               \
	"## Network Outputs\n|Output Node Name|Shape|Description|\n|--|--|--|\n"         \
	"|out|(1, 12)|words|\n"

static const char usual[] = OLDER PLATFORMS FIGURE("Accuracy", "95.77%") OPTIMIZATIONS TENSORS;

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

// The metric, figure and dataset of the first claim, as card_parse() reads them.
static void check_claim(const char *text, const char *expected)
{
	struct import_options options = {.id = "x", .task = "t"};
	struct status st = {0};
	struct card *card;
	CHECK(import_place_parse(&options.file, "a/b@1234567:m/f.tflite", &arena, &st), "a place");
	struct imported imported = import_text(text, &options);
	if (!CHECK(!imported.refusal && card_parse(&card, imported.yaml, "x.yaml", &arena, &st),
		    "a card")) {
		printf("# %s\n", imported.refusal);
		return;
	}
	const char *got =
		card->claim_count == 0
			? "none"
			: arena_printf(&arena, "%s %s %lld %s/%s/%s", card->claims[0].metric,
				  card->claims[0].printed, (long long)card->claims[0].sample_count,
				  card->dataset, card->split, card->protocol);
	CHECK_TEXT(got, expected, "claim");
}

static void test_figures(void)
{
	check_claim(usual, "accuracy 95.77% 4890 speech_commands/test/kws-micronet");
	check_claim(OLDER FIGURE("Top 1 Accuracy", "0.9401") OPTIMIZATIONS TENSORS,
		"top-1 0.9401 4890 speech_commands/test/kws-micronet");
#define WITH(dataset, metric, value)                                                               \
	"# N INT8\n## Description\nMobileNet\n" OLDER "## DataSet\n|D|V|\n|--|--|\n|Name|" dataset \
	"|\n## Accuracy\n|M|V|\n|--|--|\n|" metric "|" value "|\n\n" OPTIMIZATIONS TENSORS
	check_claim(WITH("Dcase 2020 Task 2 Slide Rail", "AUC", "0.955"),
		"auc 0.955 1290 dcase2020_task2_slider/test/ad-micronet");
	check_claim(WITH("visual wake words", "accuracy", "0.768"),
		"accuracy 0.768 40504 visual_wake_words/val2014/vww-micronet");
	check_claim(WITH("Ilsvrc 2012", "top_1_accuracy", "0.708"),
		"top-1 0.708 50000 imagenet/validation/imagenet-squash");
	check_claim(WITH("ImageNet", "top_1_accuracy", "0.708"),
		"top-1 0.708 50000 imagenet/validation/imagenet-squash");
	check_claim(WITH("ImageNet", "top_5_accuracy", "0.9"), "none");
	check_claim(WITH("COCO 2017 Validation", "accuracy", "0.5"), "none");
	check_claim(WITH("COCO", "mAP", "0.18"), "none");
	check_claim(WITH("Google Speech Commands", "WER", "0.1"), "none");
	check_claim(WITH("Google Speech Commands", "accuracy", "35.00dB"), "none");

	struct imported i = import_text(OLDER FIGURE("Accuracy", "76.8") TENSORS, NULL);
	check_found(&i, "19 doubtful: claims: above 1 without \"%\": read as a percentage, 0.768");
	i = import_text(OLDER FIGURE("Accuracy", "0.94701") TENSORS, NULL);
	check_found(&i,
		"19 doubtful: claims: no count of 4890 gives 0.94701: is it of another list "
		"or file?");
	i = import_text(OLDER FIGURE("Top 1 Accuracy", "0.9401") TENSORS, NULL);
	check_not_found(&i, "claims: no count");
	i = import_text(OLDER FIGURE("Accuracy", "101%") TENSORS, NULL);
	check_found(
		&i, "19 doubtful: claims: \"101%\" is no figure from 0 to 1 or from 0 to 100 %");
	i = import_text(WITH("COCO 2017", "mAP", "0.18"), NULL);
	check_found(&i,
		"20 to add: evaluation: dataset, split and protocol for \"COCO 2017\", which "
		"this program does not know");
	check_found(&i, "24 doubtful: claims: \"mAP\" is none of the metrics that are known: "
			"accuracy, top-1, auc");
	CHECK(strstr(yaml_of(&i), "# claims:\n") && strstr(yaml_of(&i), "#   - metric: mAP\n") &&
			strstr(yaml_of(&i), "#     printed: \"0.18\"\n"),
		"it is proposed in a comment");
	i = import_text(WITH("Google Speech Commands", "accuracy", "0.5"), NULL);
	check_found(&i, "20 doubtful: evaluation: the card names no split");
	i = import_text(WITH("Speech Commands test set", "accuracy", "0.5"), NULL);
	check_not_found(&i, "the card names no split");
	i = import_text(OLDER TENSORS, NULL);
	check_found(&i, "0 to add: claims: no figure is printed");
	check_found(&i, "0 to add: evaluation: dataset, split and protocol by which figures are "
			"measured; none is printed");
	i = import_text("# X\n## Network Inputs\n|Name|\n|--|\n|a|\n", NULL);
	check_found(&i, "0 to add: provenance: it is not printed");
}

static void test_doubts(void)
{
	struct imported i =
		import_text("# X INT8\n## License\nMIT Licence\n## Network Information\n"
			    "|A|B|\n|--|--|\n|SHA-1|12|\n|Size|4 kB|\n|Paper|none|\n"
			    "|Colour|red|\n|Training|by Arm|\n\n## HW Support\n|H|V|\n|--|--|\n"
			    "|CPU|:heavy_minus_sign:|\n|GPU|:x:|\n### Key\n"
			    "- :heavy_minus_sign: - Runs.\n"
			    "- :heavy_check_mark: - Optimized.\n## Class Labels\nRun `a.sh`.\n"
			    "## Model Recreation Code\n[here](code/).\n"
			    "## Network Quality\n|Q|V|\n|--|--|\n|Pruned|:heavy_check_mark:|\n"
			    "## Network Outputs\n|Name|Shape|Type|Example Path|Description|\n"
			    "|--|--|--|--|--|\n|a|()|INT4|m/o|ids being anomalous|\n",
			NULL);
	check_found(&i, "3 doubtful: licence: this is no SPDX identifier");
	check_found(&i, "7 doubtful: file.sha1: left out, as it is not 40 hexadecimal digits: 12");
	check_found(&i, "0 to add: file.sha1: what the file's is, or its sha256");
	check_found(&i, "8 doubtful: file.size_bytes: \"4 kB\" is printed, which is no number of "
			"bytes");
	check_found(&i, "9 doubtful: paper: left out, as it is no URL: none");
	check_found(&i, "10 doubtful: file: left out: Colour: red");
	check_found(&i, "11 doubtful: provenance: left out: Training: by Arm");
	check_found(&i, "16 doubtful: platforms: left out: CPU, with a mark that is not known: "
			":heavy_minus_sign:");
	check_found(
		&i, "17 doubtful: platforms: left out: GPU, with a mark that is not known: :x:");
	check_found(&i, "19 doubtful: platforms: by the card's own key, :heavy_minus_sign: means: "
			"Runs.");
	check_found(&i, "20 doubtful: platforms: by the card's own key, :heavy_check_mark: means: "
			"Optimized.");
	check_found(&i,
		"22 doubtful: labels: the card leaves them to a script, which is not run: Run "
		"`a.sh`.");
	check_found(&i,
		"24 to add: recreation: the address of code/, which begins where the card is "
		"(--upstream)");
	check_found(&i, "1 doubtful: optimizations: the title says int8, and Quantization is not "
			"printed");
	check_found(
		&i, "28 doubtful: optimizations: left out: of the network's quality: Pruned: yes");
	check_found(&i, "0 to add: inputs: none are printed");
	check_found(&i, "32 doubtful: outputs[0].type: \"INT4\" is printed, which is no type");
	check_found(
		&i, "1 doubtful: outputs[0].type: not printed, here and below; after the title");
	check_found(&i, "32 doubtful: outputs[0].shape: \"()\" is printed, which is no shape");
	check_found(&i, "0 to add: outputs[0].shape: outermost first, such as [1, 12]");
	check_found(&i, "32 doubtful: outputs[0].description: of such models, a large output says "
			"that the clip sounds like that machine when it runs normally");
	check_found(&i, "0 to add: golden: the published test vectors: m/o");

	i = import_text("# X UINT8\n" OLDER OPTIMIZATIONS TENSORS, NULL);
	check_found(
		&i, "18 doubtful: optimizations: the title says uint8, and Quantization says INT8");
	i = import_text(OLDER OPTIMIZATIONS OPTIMIZATIONS TENSORS, NULL);
	check_found(&i,
		"19 doubtful: optimizations: left out: section \"Optimizations\", which stands "
		"twice (first in line 14)");
	i = import_text("text\n" OLDER TENSORS, NULL);
	check_found(&i, "1 doubtful: : left out: text \"text\"");
	i = import_text("# a_task/a_net/model_package_tf/tflite_pruned_int8\n" TENSORS, NULL);
	check_found(&i, "1 doubtful: title: a path is printed for a title");
	CHECK_TEXT(i.id, "a-net-pruned", "an id after a path");
	CHECK(strstr(yaml_of(&i), "\ntask: a_task\n") != NULL, "and a task");
	i = import_text("# \n" TENSORS, NULL);
	CHECK_TEXT(i.id, "", "no title, no id");
	check_found(&i, "0 to add: title: none is printed");

	struct import_options options = {.id = "x"};
	struct status st = {0};
	CHECK(import_place_parse(&options.card, "a/b@1234567:models/t/n/README.md", &arena, &st),
		"a place");
	i = import_text(OLDER "## Model Recreation Code\n[x](../y/./z/)\n" TENSORS, &options);
	check_found(&i,
		"15 doubtful: recreation: ../y/./z/ in the card; whether it is there was not "
		"looked at");
	CHECK(strstr(yaml_of(&i),
		      "recreation: https://github.com/a/b/tree/1234567/models/t/y/z/\n") != NULL,
		"a link from the card's place");
	CHECK(strstr(yaml_of(&i), "\ntask: t\n") != NULL, "the task from its path");
	i = import_text(OLDER "## Model Recreation Code\n[x](../../../../y)\n" TENSORS, &options);
	check_found(&i,
		"15 to add: recreation: the address of ../../../../y, which begins where the "
		"card is (--upstream)");
}

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
		const struct reading reading = {"y", &arena, &st};
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

// Is it refused with a reason, or does it become YAML?
static bool survives(const char *text, size_t nbytes)
{
	static const struct import_options none = {.id = NULL};
	struct published published;
	struct imported imported;
	struct status st = {0};
	const struct node *root;
	bool ok = true;
	if (!published_read_markdown(&published,
		    (struct bytes){(const unsigned char *)text, nbytes}, "c.md", &arena, &st)) {
		ok = st.code == STATUS_FORMAT && st.message[0];
	} else {
		import_card(&imported, &published, &none, &arena);
		ok = document_parse(&root, imported.yaml, "c.yaml", &arena, &st) &&
		     root->kind == NODE_MAPPING;
		if (!ok)
			printf("# %s\n%.*s", st.message, (int)imported.yaml.nbytes,
				(const char *)imported.yaml.data);
	}
	arena_release(&arena);
	return ok;
}

static void damage(const char *text, const char *name)
{
	static const char *const pieces[] = {"|", "\n", "\n\n", "<td>", "</table>", "<table>", "#",
		"&lt;", "\\", "\"", "'", ": ", "# ", "- ", "\xe2\x80\xa8", "\r", "`", "](", "<!--",
		"&#10;", "\t", "%", "{", "\xef\xbf\xbe", "0", "---"};
	size_t nbytes = strlen(text);
	int failed = 0;
	for (size_t cut = 0; cut < nbytes; cut++)
		failed += !survives(text, cut);
	CHECK_INT(failed, 0, "%s, cut anywhere", name);
	failed = 0;
	enum { ROUNDS = 2000 };
	for (int n = 0; n < ROUNDS; n++) {
		char *copy = malloc(nbytes + 256);
		size_t used = nbytes;
		memcpy(copy, text, nbytes);
		for (int left = random_in(1, 6); left > 0; left--) {
			size_t at = (size_t)random_in(0, (int)used - 1);
			const char *piece =
				pieces[random_in(0, (int)(sizeof(pieces) / sizeof(pieces[0])) - 1)];
			size_t piece_nbytes = strlen(piece);
			if (random_in(0, 2) == 0) {
				copy[at] = (char)(copy[at] ^ (1 << random_in(0, 7)));
			} else {
				memmove(copy + at + piece_nbytes, copy + at, used - at);
				memcpy(copy + at, piece, piece_nbytes);
				used += piece_nbytes;
			}
		}
		failed += !survives(copy, used);
		free(copy);
	}
	CHECK_INT(failed, 0, "%s, with %d kinds of damage", name, ROUNDS);
}

static void test_damage(const char *shared)
{
	static const char *const five[] = {"ds-cnn-large-clustered", "micronet-ad-small",
		"micronet-kws-medium", "micronet-vww2", "mobilenet-v2"};
	damage(usual, "a card made up");
	for (size_t i = 0; shared && i < sizeof(five) / sizeof(five[0]); i++) {
		struct arena own = {0};
		struct bytes text;
		struct status st;
		if (CHECK(file_read(&text, arena_printf(&own, "%s/cards/%s.md", shared, five[i]),
				  1 << 20, &own, &st),
			    "%s", five[i]))
			damage(arena_strndup(&own, (const char *)text.data, text.nbytes), five[i]);
		arena_release(&own);
	}
}

int main(void)
{
	const char *shared = check_shared();
	random_init();
	test_layout_of_card();
	test_figures();
	test_doubts();
	test_places();
	test_copy();
	test_layout();
	if (shared)
		test_five(shared);
	else
		check_skip("the five published cards", "no shared data");
	test_damage(shared);
	arena_release(&arena);
	return check_done();
}
