// SPDX-License-Identifier: Apache-2.0
/*
 * Figures and what they were measured over: which printed ones become claims, of which
 * dataset, split and protocol, and what is doubtful about them.
 */
#include "tests/unit/import_text.h"
#include "zoo/card.h"

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

int main(void)
{
	test_figures();
	arena_release(&arena);
	return check_done();
}
