// SPDX-License-Identifier: Apache-2.0
/*
 * All else that is doubtful in a published card or has to be added to it, with its line.
 */
#include "tests/unit/import_text.h"

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

int main(void)
{
	test_doubts();
	arena_release(&arena);
	return check_done();
}
