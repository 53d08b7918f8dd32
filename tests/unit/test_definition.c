// SPDX-License-Identifier: Apache-2.0
/*
 * definition.yaml as it was published: both layouts, values of every type, and the one that is
 * no YAML; and texts that were never published.
 */
#include "zoo/published/definition.h"

#include "tests/unit/check.h"
#include "tests/unit/random.h"
#include "zoo/published/quote.h"

static struct arena arena;

#define NETWORK                                                                        \
	"network:\n  datatype: int8\n  file_size_bytes: 4\n  filename: x.tflite\n"     \
	"  hash: {algorithm: sha1, value: 0123456789abcdef0123456789abcdef01234567}\n" \
	"  quality: Optimised\n"

static const char whole[] =
	"benchmark:\n  benchmark_metrics:\n    LER: '0.0348'\n    WER: 0.1123\n"
	"  benchmark_name: Fluent speech\n"
	"description: \"one\\r\\ntwo \\\n  \\ three.\\r\\n\"\n"
	"license:\n- Apache-2.0\n" NETWORK "network_parameters:\n"
	"  input_nodes:\n"
	"  - {name: in, shape: [1, 296, 39], description: d, type: int8, example_input: {path: a/b}}\n"
	"  output_nodes:\n"
	"  - {name: out, shape: [], output_datatype: fp32, test_output_path: c/d}\n"
	"network_quality: {quality_level: Hero, pruned: true, recreate: null}\n"
	"operators:\n  TensorFlow Lite: [ADD, RELU]\n"
	"paper: p\n";

static bool read_text(struct definition *out, const char *text, struct status *st)
{
	struct bytes bytes = {(const unsigned char *)text, strlen(text)};
	return definition_read(out, bytes, "d.yaml", &arena, st);
}

static void test_whole(void)
{
	struct definition d;
	struct status st = {0};
	if (!CHECK(read_text(&d, whole, &st), "a definition"))
		printf("#   %s\n", st.message);
	const struct published *says = &d.says;
	CHECK_TEXT(says->description.text, "one\ntwo  three.", "no control characters");
	CHECK_TEXT(says->licence.text, "Apache-2.0", "licence");
	CHECK_TEXT(says->file_name.text, "x.tflite", "file name");
	CHECK_TEXT(says->size.text, "4", "size");
	CHECK_TEXT(says->sha1.text, "0123456789abcdef0123456789abcdef01234567", "sha1");
	CHECK_TEXT(says->data_type.text, "int8", "type");
	CHECK_TEXT(says->dataset.text, "Fluent speech", "dataset");
	CHECK_INT(says->dataset.line, 5, "in its line");
	CHECK(!d.is_keyed && !d.licence_is_text && d.repaired_line == 0, "the usual forms");
	CHECK_INT(says->metrics.count, 2, "two figures");
	CHECK_TEXT(says->metrics.row[1].name, "WER", "a metric");
	CHECK_TEXT(says->metrics.row[1].value, "0.1123", "its figure");
	CHECK_INT(says->metrics.row[1].line, 4, "its line");
	CHECK(d.metric_is_quoted[0] && !d.metric_is_quoted[1], "one is in quotes");
	CHECK_INT(says->inputs.count, 1, "an input");
	CHECK_INT(says->inputs.tensor[0].rank, 3, "with three dimensions");
	CHECK_INT(says->inputs.tensor[0].dimensions[1], 296, "as printed");
	CHECK_TEXT(says->inputs.tensor[0].type, "int8", "its type");
	CHECK_TEXT(says->inputs.tensor[0].example, "a/b", "its test vector");
	CHECK_INT(says->outputs.tensor[0].rank, 0, "an output without a shape");
	CHECK_TEXT(says->outputs.tensor[0].shape, "[]", "as printed");
	CHECK_TEXT(says->outputs.tensor[0].type, "fp32", "its type");
	CHECK_TEXT(says->outputs.tensor[0].example, "c/d", "its test vector");
	CHECK_INT(says->quality.count, 2, "what is null is not said");
	CHECK_TEXT(says->quality.row[0].value, "Hero", "quality");
	CHECK_TEXT(says->network.row[0].value, "Optimised", "what has no other place");
	CHECK(says->operators && strcmp(says->operators[1], "RELU") == 0 && !says->operators[2],
		"operators");
	CHECK_INT(says->doubt_count, 0, "nothing is doubtful");
}

static void test_forms(void)
{
	struct definition d;
	struct status st = {0};
	CHECK(read_text(&d,
		      "benchmark:\n  ILSVRC 2012:\n    top-1-accuracy: '69.68'\nlicense: MIT\n" NETWORK,
		      &st),
		"the older layout");
	CHECK(d.is_keyed && d.licence_is_text && d.benchmark_line == 2, "which is said");
	CHECK_TEXT(d.says.dataset.text, "ILSVRC 2012", "dataset");
	CHECK_TEXT(d.says.metrics.row[0].value, "69.68", "figure");
	CHECK_TEXT(d.says.licence.text, "MIT", "licence");
	CHECK(d.metric_is_quoted[0], "in quotes");
	CHECK(read_text(&d,
		      "network: {hash: {algorithm: md5, value: abc}, filename: [x]}\n"
		      "license: [A, B]\nbenchmark: {a: {x: 1}, b: {x: 2}}\nwhat: 1\n"
		      "operators: ADD\nnetwork_parameters: {input_nodes: 3}\n",
		      &st),
		"values of other types");
	static const char *const doubts[] = {"key \"what\" is not known here",
		"2 licences, of which the first is taken",
		"figures for 2 datasets, of which the first is taken",
		"filename: expected text or a number, got a list",
		"the hash is \"md5\", and only sha1 is compared", "input_nodes: expected a list",
		"operators: expected a list"};
	CHECK_INT(d.says.doubt_count, 7, "seven doubts");
	for (int i = 0; i < 7 && i < d.says.doubt_count; i++)
		CHECK_TEXT(d.says.doubts[i].message, doubts[i], "doubt %d", i);
	CHECK_TEXT(d.says.sha1.text, "", "no sha1");
}

static void check_refused(const char *text, const char *message)
{
	struct definition d;
	struct status st = {0};
	CHECK(!read_text(&d, text, &st) && st.code == STATUS_FORMAT, "refused: %.30s", text);
	CHECK_TEXT(st.message, message, "and says so");
}

static void test_refused(void)
{
	check_refused("", "d.yaml:1:1: expected a mapping with the key \"network\"");
	check_refused("- a\n", "d.yaml:1:1: expected a mapping with the key \"network\"");
	check_refused("a: [\n", "d.yaml:2:1: did not find expected node content");
	check_refused("a: \"b\nc: \"d\n", "d.yaml:2:5: did not find expected key");
	char *large = arena_array(&arena, char, PUBLISHED_MAX_NBYTES + 2);
	memset(large, 'a', PUBLISHED_MAX_NBYTES + 1);
	check_refused(large, arena_printf(&arena, "d.yaml: %d bytes, at most %d are allowed here",
				     PUBLISHED_MAX_NBYTES + 1, PUBLISHED_MAX_NBYTES));
}

static void check_quote(const char *text, const char *expected, int expected_line)
{
	struct bytes out = {NULL, 0}, bytes = {(const unsigned char *)text, strlen(text)};
	int line = 0;
	bool closed = quote_close(&out, &line, bytes, &arena);
	CHECK(closed == (expected != NULL), "%s: %.20s", expected ? "closed" : "left", text);
	if (!closed || !expected)
		return;
	CHECK_TEXT(arena_strndup(&arena, (const char *)out.data, out.nbytes), expected, "where");
	CHECK_INT(line, expected_line, "line");
}

static void test_quotes(void)
{
	struct definition d;
	struct status st = {0};
	check_quote("a: \"b\nc: d\n", "a: \"b\"\nc: d\n", 1);
	check_quote("a: \"b\n  e\\\n\n  f \nc: d\n", "a: \"b\n  e\\\n\n  f\" \nc: d\n", 4);
	check_quote("a: 'b\nc: d\n", "a: 'b'\nc: d\n", 1);
	check_quote("x:\n  - \"b\n  - c\n", "x:\n  - \"b\"\n  - c\n", 2);
	check_quote("a: \"b\r\nc: d\r\n", "a: \"b\"\r\nc: d\r\n", 1);
	check_quote("a: \"b\\\"c\"\nd: e\n", NULL, 0);
	check_quote("a: 'b''c'\nd: e\n", NULL, 0);
	check_quote("a: \"b\n  c\"\nd: e\n", NULL, 0);
	check_quote("# it: \"is\nd: e\n", NULL, 0);
	check_quote("a: it's\nb: c\n", NULL, 0);
	check_quote("a: \"b", "a: \"b\"", 1);
	check_quote("a: \"b\n\n", "a: \"b\"\n\n", 1);
	check_quote("", NULL, 0);
	CHECK(read_text(&d, "description: \"b\\\n  c\n" NETWORK "benchmark: {x: {y: 1}}\n", &st),
		"read in spite of it");
	CHECK_INT(d.repaired_line, 2, "the line is known");
	CHECK(strstr(d.fault, "d.yaml:"), "and what a reader of YAML says");
	CHECK_TEXT(d.says.description.text, "bc", "the text that was cut off");
	CHECK_INT(d.says.metrics.row[0].line, 9, "lines are those of the file");
	CHECK(st.code == STATUS_OK, "it is no failure");
}

// Whatever is cut off or changed: an answer, and no crash.
static void test_damaged(void)
{
	size_t nbytes = strlen(whole);
	int read = 0;
	random_init();
	for (size_t i = 0; i < nbytes; i++) {
		struct definition d;
		struct status st = {0};
		char *text = arena_strndup(&arena, whole, i);
		read += read_text(&d, text, &st);
		text = arena_strdup(&arena, whole);
		text[i] = (char)random_in(1, 255);
		text[random_u64() % nbytes] = "\"'\n :-[]{}#&*!|>%"[random_u64() % 17];
		read += read_text(&d, text, &st);
	}
	CHECK(read > 0 && read < 2 * (int)nbytes, "damaged texts: %d of %d are read", read,
		2 * (int)nbytes);
}

int main(void)
{
	test_whole();
	test_forms();
	test_refused();
	test_quotes();
	test_damaged();
	arena_release(&arena);
	return check_done();
}
