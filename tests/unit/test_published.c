// SPDX-License-Identifier: Apache-2.0
/*
 * Model cards in Markdown, made up for the purpose: both forms of tables, both generations of
 * ML-zoo's cards, everything that may be wrong with one, and texts that mean harm.
 */
#include "zoo/published.h"

#include "tests/unit/check.h"
#include "zoo/published/known.h"

static struct arena arena;

static bool read_bytes(struct published *out, const char *text, size_t nbytes, struct status *st)
{
	struct bytes bytes = {(const unsigned char *)text, nbytes};
	return published_read_markdown(out, bytes, "d/c.md", &arena, st);
}

static struct published read_card(const char *text)
{
	struct published published;
	struct status st = {0};
	if (!CHECK(read_bytes(&published, text, strlen(text), &st), "a card"))
		printf("# %s\n", st.message);
	return published;
}

static void check_refused(const char *text, size_t nbytes, const char *message)
{
	struct published published;
	struct status st = {0};
	CHECK(!read_bytes(&published, text, nbytes, &st) && st.code == STATUS_FORMAT, "refused");
	CHECK_TEXT(st.message, message, "says why");
}

static void check_text(struct published_text got, const char *text, int line, const char *what)
{
	CHECK_TEXT(got.text, text, "%s", what);
	CHECK_INT(got.line, line, "%s: its line", what);
}

static void check_row(
	const struct published_rows *rows, int index, const char *name, const char *value, int line)
{
	if (!CHECK(index < rows->count, "there is a row \"%s\"", name))
		return;
	CHECK_TEXT(rows->row[index].name, name, "a row's name");
	CHECK_TEXT(rows->row[index].value, value, "its value");
	CHECK_INT(rows->row[index].line, line, "its line");
}

// The doubts of a card, one a line: "LINE ABOUT: MESSAGE".
static void check_doubts(const struct published *published, const char *expected)
{
	const char *got = "";
	for (int i = 0; i < published->doubt_count; i++)
		got = arena_printf(&arena, "%s%d %s: %s\n", got, published->doubts[i].line,
			published->doubts[i].about, published->doubts[i].message);
	CHECK_TEXT(got, expected, "doubts");
}

#define NETWORK "## Network Information\n| Name | Value |\n|---|---|\n"
#define LEAST "# T\n" NETWORK "| Framework | F |\n"

// The form of ARM-software/ML-zoo@8bb350c, with tables in HTML.
static void test_older(void)
{
	const struct published p =
		read_card("# Small Net INT8\n"
			  "\n"
			  "## Description\n"
			  "Two lines that\n"
			  "are *folded*, one that  \n"
			  "is broken &amp; <b>bold</b>.\n"
			  "\n"
			  "A second paragraph, `code` and [a link](x/y).\n"
			  "\n"
			  "## License\n"
			  "[MIT](https://spdx.org/licenses/MIT.html)\n"
			  "\n"
			  "## Related Materials\n"
			  "### Class Labels\n"
			  "Run `get_class_labels.sh`.\n"
			  "### Model Recreation Code\n"
			  "It is here: https://example.org/a_b/c.\n"
			  "\n"
			  "## Network Information\n"
			  "| Network Information |  Value         |\n"
			  "|---------------------|----------------|\n"
			  "|  Framework          | TensorFlow Lite |\n"
			  "|  SHA-1 Hash         | 2EE3 |\n"
			  "|  Size (Bytes)       | 50 kB |\n"
			  "|  Provenance         | by hand |\n"
			  "|  Paper              | https://example.org/p.pdf |\n"
			  "|  Colour             | red \\| green |\n"
			  "\n"
			  "## Performance\n"
			  "| Platform | Optimized |\n"
			  "|----------|:---------:|\n"
			  "| Cortex-A |:heavy_check_mark:         |\n"
			  "| Ethos U  |:heavy_multiplication_x:         |\n"
			  "### Key\n"
			  "* :heavy_check_mark: - Will run on this platform.\n"
			  "* :heavy_multiplication_x: - Will not run on this platform.\n"
			  "\n"
			  "## Accuracy\n"
			  "Dataset: Some Set\n"
			  "\n"
			  "| Metric | Value |\n"
			  "|--------|-------|\n"
			  "| Top 1 Accuracy | 0.9401 |\n"
			  "| Top 5 Accuracy | 99% |\n"
			  "\n"
			  "## Optimizations\n"
			  "| Optimization |  Value  |\n"
			  "|--------------|---------|\n"
			  "| Quantization | INT8 |\n"
			  "\n"
			  "## Network Inputs\n"
			  "<table>\n"
			  "    <tr>\n"
			  "        <th width=\"200\">Input Node Name</th>\n"
			  "        <th width=\"100\">Shape</th>\n"
			  "        <th width=\"300\">Description</th>\n"
			  "    </tr>\n"
			  "    <tr>\n"
			  "        <td>in_1</td>\n"
			  "        <td>(1, 49, 10)</td>\n"
			  "        <td>\n"
			  "            A &lt;clip&gt;,<br>of *one*\n"
			  "            second <unk>\n"
			  "        </td> \n"
			  "    </tr>\n"
			  "\n"
			  "    <TR><TD a='>'>in_2<TD>()\n"
			  "</table>\n"
			  "## Network Outputs\n"
			  "<!-- <table><tr><td>not shown</td></tr></table> -->\n"
			  "<table><tr><th>Output Node Name<th>Shape<th>Description\n"
			  "<tr><td>out<td>(1, 12)<td><!-- no --> twelve </table>\n");
	check_doubts(&p, "67 inputs: \"in_2\": 2 cells, but 3 columns\n");
	check_text(p.title, "Small Net INT8", 1, "title");
	check_text(p.description,
		"Two lines that are *folded*, one that\nis broken & bold.\n\n"
		"A second paragraph, `code` and [a link](x/y).",
		4, "description");
	check_text(p.licence, "MIT", 11, "licence");
	check_text(p.licence_link, "https://spdx.org/licenses/MIT.html", 11, "its link");
	check_text(p.class_labels, "Run `get_class_labels.sh`.", 15, "labels");
	check_text(
		p.recreation, "https://example.org/a_b/c", 17, "a bare URL, without the full stop");
	check_text(p.framework, "TensorFlow Lite", 22, "framework");
	check_text(p.sha1, "2EE3", 23, "what is no hash is kept");
	check_text(p.size, "50 kB", 24, "size");
	check_text(p.provenance, "by hand", 25, "provenance");
	check_text(p.paper, "https://example.org/p.pdf", 26, "paper");
	CHECK_INT(p.network.count, 1, "other rows");
	check_row(&p.network, 0, "Colour", "red | green", 27);
	CHECK_INT(p.platforms.count, 2, "platforms");
	check_row(&p.platforms, 1, "Ethos U", ":heavy_multiplication_x:", 33);
	CHECK_INT(p.key.count, 2, "key");
	check_row(&p.key, 0, ":heavy_check_mark:", "Will run on this platform.", 35);
	check_text(p.dataset, "Some Set", 39, "dataset");
	CHECK_INT(p.metrics.count, 2, "figures");
	check_row(&p.metrics, 0, "Top 1 Accuracy", "0.9401", 43);
	check_row(&p.optimizations, 0, "Quantization", "INT8", 49);
	if (CHECK(p.inputs.count == 2 && p.outputs.count == 1, "inputs and outputs")) {
		const struct published_tensor *t = p.inputs.tensor;
		CHECK_TEXT(t[0].name, "in_1", "name");
		CHECK_TEXT(t[0].shape, "(1, 49, 10)", "shape");
		CHECK_TEXT(t[0].description, "A <clip>, of *one* second <unk>", "description");
		CHECK(t[0].rank == 3 && t[0].dimensions[1] == 49 && !*t[0].type, "no type");
		CHECK_INT(t[0].line, 59, "line");
		CHECK_TEXT(t[1].name, "in_2", "a row whose ends are left out");
		CHECK_TEXT(t[1].shape, "()", "its shape");
		CHECK_INT(t[1].rank, 0, "which is none");
		CHECK_INT(t[1].line, 67, "line behind a blank one");
		CHECK_TEXT(p.outputs.tensor[0].name, "out", "a table in two lines");
		CHECK_TEXT(p.outputs.tensor[0].description, "twelve", "a comment is not shown");
	}
}

// The form of ARM-software/ML-zoo@fec0bb5, with other line ends and a byte order mark.
static void test_newer(void)
{
	const struct published p = read_card(
		"\xef\xbb\xbf# task/net/tflite_int8\r\n"
		"\r\n"
		"## Description\r\n"
		"One\r\n"
		"two.\r\n"
		"* a\r\n"
		"* b\r\n"
		"## License\r\n"
		"Apache v2\r\n"
		"## NETWORK information\r\n"
		"Name | Value\r\n"
		"-|-\r\n"
		"Datatype | int8\r\n"
		"Training | by Arm\r\n"
		"| - | - |\r\n"
		"\r\n"
		"## DataSet\r\n"
		"| Dataset Information | Value |\r\n"
		"|:-|-:|\r\n"
		"| Name | A Set |\r\n"
		"## HW Support\r\n"
		"| HW Support   | Value |\r\n"
		"|--------------|-------|\r\n"
		"| Mali GPU |:heavy_check_mark:         |\r\n"
		"## Network Quality\r\n"
		"| Network Quality         | Value |\r\n"
		"|-------------------------|-------|\r\n"
		"|  Recreate               | :heavy_check_mark:    |\r\n"
		"## Network Outputs\r\n"
		"| Shape | Type | Output Node Name | Example Path | Example Type | Example Shape | "
		"Example Use Case |\r\n"
		"|--|--|--|--|--|--|--|\r\n"
		"| [1, 12] | int8 | `Identity` | m/out | fp32 | [1, 12] | twelve words |");
	check_doubts(&p, "");
	check_text(p.title, "task/net/tflite_int8", 1, "title");
	check_text(p.description, "One two.\n* a\n* b", 4, "description");
	check_text(p.licence, "Apache v2", 9, "licence");
	check_text(p.licence_link, "", 0, "no link");
	check_text(p.data_type, "int8", 13, "type");
	check_text(p.training, "by Arm", 14, "training");
	check_row(&p.network, 0, "-", "-", 15);
	check_text(p.dataset, "A Set", 20, "dataset");
	check_row(&p.platforms, 0, "Mali GPU", ":heavy_check_mark:", 24);
	check_row(&p.quality, 0, "Recreate", ":heavy_check_mark:", 28);
	if (!CHECK(p.outputs.count == 1 && p.inputs.count == 0, "outputs"))
		return;
	const struct published_tensor *t = p.outputs.tensor;
	CHECK_TEXT(t->name, "`Identity`", "columns are known by their names");
	CHECK_TEXT(t->type, "int8", "type");
	CHECK_TEXT(t->description, "twelve words", "description");
	CHECK_TEXT(t->example, "m/out", "example");
	CHECK(t->rank == 2 && t->dimensions[1] == 12, "shape");
}

static void test_doubts(void)
{
	struct published p =
		read_card(LEAST "| Framework | G |\n| Colour | red |\n| Colour | red |\n"
				"| a | b | c |\n| x |\n|  | y |\n| | |\n");
	check_doubts(&p, "6 network: Framework stands twice (first in line 5); left out: \"G\"\n"
			 "8 network: \"Colour\" stands twice (first in line 7); left out\n"
			 "9 network: left out: a third cell of a row of two: \"c\"\n"
			 "10 network: left out: a row without a name or a value: \"x\"\n"
			 "11 network: left out: a row without a name or a value: \"y\"\n");
	check_text(p.framework, "F", 5, "the first is kept");
	CHECK_INT(p.network.count, 2, "other rows");

	p = read_card(
		LEAST "\n# Another\n## Accuracy\n|M|V|\n|--|--|\n| AUC | 0.5 |\n| AUC | 0.6 |\n"
		      "| auc | 0.5 |\n");
	check_doubts(&p, "7 : the title stands twice (first in line 1); left out: \"Another\"\n"
			 "12 metrics: \"AUC\" stands twice (first in line 11)\n"
			 "13 metrics: \"auc\" stands twice (first in line 11); left out\n");
	CHECK_INT(p.metrics.count, 2, "two figures may both be meant");

	p = read_card(
		"words\n" LEAST "\nmore words\n## Installation\ntext\n\n|a|b|\n|--|--|\n|c|d|\n"
		"## Description\nfirst\n```\n# code\n```\n## Description\nsecond\n"
		"## Accuracy\nfor cats\n\nDataset: D\nmore<br>still\n## Key\nx\n"
		"## Class Labels\n|a|b|\n|--|--|\n|c|d|\n");
	check_doubts(&p,
		"1 : left out: text \"words\"\n"
		"8 network: left out: text \"more words\"\n"
		"9 : left out: section \"Installation\", which cards do not have\n"
		"18 description: left out: code \"# code\"\n"
		"20 description: left out: section \"Description\", which stands twice (first in line "
		"15)\n"
		"23 metrics: left out: text \"for cats\"\n"
		"25 metrics: left out: text behind the dataset's name: \"still\"\n"
		"28 platforms: left out: text \"x\"\n"
		"30 class_labels: left out: a table of 2 rows, which this section does not have\n");
	check_text(p.description, "first", 16, "the first description");
	check_text(p.dataset, "D more", 25, "a dataset's name that goes on in the next line");

	p = read_card(
		"## Network Inputs\n<table><tr><td>a<td>(1)<td>b<td>c</tr>loose</table>\n\n"
		"<td>lost</td>\n\n## Network Outputs\n"
		"|Node Name|Shape|Shape|Weight|\n|--|--|--|--|\n|x|(1)|(2)|3|\n|x|(3)|||\n||(4)|||\n"
		"<table>\n<tr><td>y<td>2x3\n\n## License\n[A](b) and [C](d)\n\nmore\n");
	check_doubts(&p,
		"2 inputs: text in a table, but in none of its cells: loose\n"
		"2 inputs: the columns have no names: taken for name, shape, description\n"
		"2 inputs: \"a\": 4 cells, but 3 columns\n"
		"4 inputs: a cell that is in no table\n"
		"4 inputs: the table that begins here has no </table>\n"
		"4 inputs: the columns have no names: taken for name, shape, description\n"
		"4 inputs: \"lost\": 1 cells, but 3 columns\n"
		"7 outputs: column \"Shape\" is one too many; left out\n"
		"7 outputs: left out: column \"Weight\"\n"
		"10 outputs: \"x\" stands twice (first in line 9); left out\n"
		"11 outputs: left out: a row without a name: \"(4)\"\n"
		"12 outputs: the table that begins here has no </table>\n"
		"13 outputs: the columns have no names: taken for name, shape, description\n"
		"13 outputs: \"y\": 2 cells, but 3 columns\n"
		"16 licence: more is said about the licence: \"[A](b) and [C](d)\"\n"
		"18 licence: left out: more about the licence: \"more\"\n");
	CHECK_INT(p.inputs.count, 2, "inputs");
	CHECK_INT(p.outputs.count, 2, "outputs");
}

static void test_refused(void)
{
	check_refused("", 0,
		"d/c.md: no model card in ML-zoo's form: it has none of the sections Network "
		"Information, Network Inputs and Network Outputs");
	check_refused("# T\n## Description\nx\n", 20,
		"d/c.md: no model card in ML-zoo's form: it has none of the sections Network "
		"Information, Network Inputs and Network Outputs");
	check_refused("# T\nab\033[31m\n", 12, "d/c.md:2:3: a control character");
	check_refused("# T\n\na\0b\n", 9, "d/c.md:3:2: a control character");
	check_refused("# T\n\x7f", 5, "d/c.md:2:1: a control character");
	check_refused(
		"\xc3\xa9\xff", 3, "d/c.md:1:2: bytes that are not UTF-8, or a control character");
	check_refused(
		"\xc2\x9b", 2, "d/c.md:1:1: bytes that are not UTF-8, or a control character");
}

// `count` copies of `text`, between `head` and `tail`.
static struct bytes repeat(const char *head, const char *text, int count, const char *tail)
{
	size_t nbytes = strlen(text);
	char *out =
		arena_array(&arena, char, strlen(head) + nbytes * (size_t)count + strlen(tail) + 1);
	char *at = stpcpy(out, head);
	for (int i = 0; i < count; i++)
		at = stpcpy(at, text);
	at = stpcpy(at, tail);
	return (struct bytes){(const unsigned char *)out, (size_t)(at - out)};
}

// What would take long or much, if anything did.
static void test_hostile(void)
{
	struct bytes text = repeat(LEAST, "x", PUBLISHED_MAX_NBYTES, "");
	check_refused((const char *)text.data, text.nbytes,
		arena_printf(&arena, "d/c.md: %zu bytes, at most %d are allowed in a card",
			text.nbytes, PUBLISHED_MAX_NBYTES));
	text = repeat(LEAST "\n", "|a", 5000, "\n");
	text = repeat((const char *)text.data, "|-", 5000, "\n");
	text = repeat((const char *)text.data, "a\n", 5000, "");
	check_refused((const char *)text.data, text.nbytes,
		"d/c.md:7: more than 4096 cells in tables are not read");
	text = repeat("## Network Inputs\n", "<td>", 5000, "");
	check_refused((const char *)text.data, text.nbytes,
		"d/c.md:2: more than 4096 cells in tables are not read");
	text = repeat("## Network Inputs\n<table>", "<tr><td>a<td>b", 300, "</table>");
	struct published p;
	struct status st = {0};
	CHECK(read_bytes(&p, (const char *)text.data, text.nbytes, &st) && p.inputs.count == 1,
		"one name, many times");
	const char *rows = LEAST;
	for (int i = 0; i <= PUBLISHED_MAX_ROWS; i++)
		rows = arena_printf(&arena, "%s| n%d | v |\n", rows, i);
	check_refused(rows, strlen(rows), "d/c.md:262: more than 256 rows are not read");

	static const char *const patterns[] = {"](", "[", "<!--", "<a \"", "&amp", "*a_", "`", "\\",
		"> ", "* ", "<table>", "|", "a\n\n", "<td a=\"", "](<b\n", "#\n", "* a\n", "<br>",
		"\\`", "x***", "<![CDATA[", "&#x0;", "![", "1. ", "http://", "<tr>\n\n"};
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		int count = (int)(60000 / strlen(patterns[i]));
		text = repeat(LEAST "## Description\n", patterns[i], count, "");
		bool read = read_bytes(&p, (const char *)text.data, text.nbytes, &st);
		CHECK(read || st.code == STATUS_FORMAT, "%d times %zu", count, i);
		arena_release(&arena);
	}
}

static void test_names(void)
{
	CHECK(published_same_name("SHA-1 Hash", "sha1hash"), "the same name");
	CHECK(!published_same_name("SHA-1", "SHA-10"), "not the same");
	CHECK(published_same_name("", "--"), "nothing");
	CHECK(!published_same_name("\xc3\xa9", "\xc3\xa8"), "letters beyond ASCII");
	CHECK_TEXT(known_metric("top_1_accuracy")->claim, "top-1", "a metric");
	CHECK(known_metric("top-1-accuracy") == known_metric("Top 1"), "the same");
	CHECK_TEXT(known_metric("Accuracy")->claim, "accuracy", "another");
	CHECK_TEXT(known_metric("AUC")->claim, "auc", "another");
	CHECK(!known_metric("mAP")->claim && !known_metric(""), "none of ours");
	CHECK_INT(published_mark(":heavy_check_mark:"), 1, "yes");
	CHECK_INT(published_mark("yes"), 1, "yes");
	CHECK_INT(published_mark(":heavy_multiplication_x:"), 0, "no");
	CHECK_INT(published_mark(":heavy_minus_sign:"), -1, "neither");
	CHECK_INT(published_mark(""), -1, "neither");
}

static void check_shape(const char *text, int rank, int last)
{
	struct published_tensor tensor = {.shape = text};
	CHECK(published_read_shape(&tensor) == (rank > 0), "\"%s\"", text);
	CHECK_INT(tensor.rank, rank, "rank of \"%s\"", text);
	if (tensor.rank)
		CHECK_INT(tensor.dimensions[rank - 1], last, "last dimension of \"%s\"", text);
}

static void test_shapes(void)
{
	check_shape("(1, 490)", 2, 490);
	check_shape("[1,49, 10 ,1]", 4, 1);
	check_shape("1x3", 2, 3);
	check_shape("7", 1, 7);
	check_shape("(7,)", 1, 7);
	check_shape("(1,2,3,4,5,6,7,8)", 8, 8);
	static const char *const none[] = {"", "()", "[]", "(1, 490", "1, 490)", "(1 490)", "(0)",
		"(-1, 3)", "(None, 3)", "(1,2,3,4,5,6,7,8,9)", "(1, 2) x", "(268435457)",
		"(65536, 65536)", "(99999999999999999999)", "(,1)", "(1.5)", "x", "1x"};
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		check_shape(none[i], 0, 0);
}

int main(void)
{
	test_older();
	test_newer();
	test_doubts();
	test_refused();
	test_names();
	test_shapes();
	test_hostile();
	arena_release(&arena);
	return check_done();
}
