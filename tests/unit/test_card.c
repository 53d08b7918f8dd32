// SPDX-License-Identifier: Apache-2.0
/*
 * That cards are read strictly, with the place of each fault.  What the five published
 * ones say is in test_cards_published.c.
 */
#include "zoo/card.h"

#include "tests/unit/check.h"

#include <sys/stat.h>
#include <unistd.h>

#define SHA1 "0123456789abcdef0123456789abcdef01234567"
#define SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEAD                                                                            \
	"id: x\ntitle: X\ntask: t\ndescription: d\nlicence: Apache-2.0\nframework: f\n" \
	"provenance: p\n"
#define FILE_PART "file: {name: x.tflite, path: m/x.tflite, sha1: " SHA1 "}\n"
#define TENSORS                                             \
	"inputs: [{name: in, type: int8, shape: [1, 4]}]\n" \
	"outputs: [{name: out, type: int8, shape: [1, 2]}]\n"

// The smallest card; what a test adds stands from line 11 on.
static const char smallest[] = HEAD FILE_PART TENSORS;
static struct arena arena;

static struct card *parse_as(const char *text, const char *origin, struct status *st)
{
	struct card *card = NULL;
	struct bytes bytes = {(const unsigned char *)text, strlen(text)};
	return card_parse(&card, bytes, origin, &arena, st) ? card : NULL;
}

static void check_refused_text(const char *text, const char *message)
{
	struct status st = {0};
	CHECK(!parse_as(text, "d/x.yaml", &st) && st.code == STATUS_FORMAT, "refused: %s", message);
	CHECK_TEXT(st.message, message, "and says so");
}

static void check_refused(const char *more, const char *message)
{
	check_refused_text(arena_printf(&arena, "%s%s", smallest, more), message);
}

static struct card *check_read(const char *more)
{
	struct status st = {0};
	struct card *card = parse_as(arena_printf(&arena, "%s%s", smallest, more), "d/x.yaml", &st);
	if (!CHECK(card != NULL, "read: %s", more[0] ? more : "the smallest card"))
		printf("# %s\n", st.message);
	return card;
}

static void test_smallest(void)
{
	const struct card *card = check_read("");
	if (!card)
		return;
	CHECK_TEXT(card->origin, "d/x.yaml", "origin");
	CHECK_TEXT(card->id, "x", "id");
	CHECK_TEXT(card->file.sha1, SHA1, "sha1");
	CHECK_TEXT(card->file.sha256, "", "no sha256");
	CHECK_INT(card->file.size_nbytes, -1, "no size");
	CHECK(!card->file.url, "no url");
	CHECK(!card->aliases[0] && !card->operators[0] && !card->notes[0] && !card->labels[0],
		"empty lists, not NULL");
	CHECK_TEXT(card->upstream_repository, "", "a model inside the program");
	CHECK_TEXT(card->paper, "", "no paper");
	CHECK_TEXT(card->inputs[0].description, "", "no description");
	CHECK_INT(card->inputs[0].rank, 2, "rank");
	CHECK_INT(card->inputs[0].shape[1], 4, "shape");
	CHECK_INT(card->claim_count + card->label_count + card->golden_input_count, 0,
		"nothing else");
}

static void test_keys(void)
{
	check_refused("sha-1: x\n", "d/x.yaml:11:1: unknown key \"sha-1\"");
	check_refused(
		"labls: {}\n", "d/x.yaml:11:1: unknown key \"labls\" (did you mean \"labels\"?)");
	check_refused("title: Y\n", "d/x.yaml:11:1: key \"title\" stands twice (first in line 2)");
	check_refused_text(HEAD TENSORS, "d/x.yaml:1:1: missing key \"file\"");
	check_refused_text("- a", "d/x.yaml:1:1: expected a mapping, got a sequence");
	check_refused_text(HEAD TENSORS "file: {name: x, path: x, sha-1: " SHA1 "}\n",
		"d/x.yaml:10:26: unknown key \"sha-1\" (did you mean \"sha1\"?)");
	check_refused_text(HEAD TENSORS "file: {name: x, path: x}\n",
		"d/x.yaml:10:7: missing key \"sha1\" or \"sha256\"");
	check_refused_text(HEAD TENSORS "file: {name: x, path: x, sha1: 12}\n",
		"d/x.yaml:10:32: expected 40 hexadecimal digits, got the number 12");
	check_refused_text(HEAD TENSORS "file: {name: x, path: x, sha256: " SHA1 "}\n",
		"d/x.yaml:10:34: expected 64 hexadecimal digits, got "
		"\"0123456789abcdef0123456789abcdef01234567\"");
	check_refused_text(HEAD TENSORS "file: {name: x, path: x, size_bytes: 1.5, sha1: " SHA1
					"}\n",
		"d/x.yaml:10:38: expected a whole number without quotes, got the number 1.5");
	struct status st = {0};
	CHECK(!parse_as(smallest, "d/y.yaml", &st), "a card under another name");
	CHECK_TEXT(st.message,
		"d/y.yaml:1:5: id: expected the file's name without .yaml, got \"x\"", "says so");
	CHECK(!parse_as(smallest, "x.yml", &st), "another suffix");
	CHECK(parse_as(smallest, "x.yaml", &st) != NULL, "no directory");
}

static void test_names(void)
{
	static const char *const names[] = {"../x", "a/b", ".x", "-x", "a b", "a\\b"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		check_refused_text(
			arena_printf(&arena,
				HEAD TENSORS "file: {name: '%s', path: x, sha1: " SHA1 "}\n",
				names[i]),
			arena_printf(&arena,
				"d/x.yaml:10:14: expected a file name of letters, digits, \"-\", "
				"\"_\", \".\", \"+\" and \"@\", got \"%s\"",
				names[i]));
	static const char *const paths[] = {
		"/x", "../x", "a/../x", "a//x", "a/", "./a", "a/.", "a\\b"};
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		check_refused_text(
			arena_printf(&arena,
				HEAD TENSORS "file: {name: x, path: '%s', sha1: " SHA1 "}\n",
				paths[i]),
			arena_printf(&arena,
				"d/x.yaml:10:23: expected a relative path without empty parts, "
				"\".\", \"..\" and \"\\\", got \"%s\"",
				paths[i]));
	check_refused("paper: ftp://a\n",
		"d/x.yaml:11:8: expected an http:// or https:// URL, got \"ftp://a\"");
	check_refused("aliases: [a, a]\n", "d/x.yaml:11:14: \"a\" stands twice");
	check_refused("aliases: [A]\n",
		"d/x.yaml:11:11: expected lower-case letters, digits, \"-\", \"_\" and \".\", 64 "
		"at most, a letter or digit first and no \".\" last, got \"A\"");
	check_refused("upstream: {repository: a/b}\n",
		"d/x.yaml:11:11: \"repository\" and \"commit\" go together");
	check_refused("upstream: {repository: a, commit: " SHA1 "}\n",
		"d/x.yaml:11:24: expected \"owner/name\", got \"a\"");
	check_refused("upstream: {repository: a/b, commit: main}\n",
		"d/x.yaml:11:37: expected 40 hexadecimal digits, got \"main\"");
	check_refused("platforms: {Cortex-M: yes}\n",
		"d/x.yaml:11:23: expected text, got the boolean yes (put it in quotes)");
}

static void test_tensors(void)
{
	static const struct {
		const char *shape, *message;
	} cases[] = {
		{"[]", "33: expected 1 to 8 dimensions, got 0"},
		{"[1,1,1,1,1,1,1,1,1]", "33: expected 1 to 8 dimensions, got 9"},
		{"[1, 0]",
			"37: expected a dimension of at least 1, and at most 268435456 elements in all"},
		{"[65536, 65536]",
			"41: expected a dimension of at least 1, and at most 268435456 elements in all"},
		{"[1, -1]", "37: expected a whole number without quotes, got the number -1"},
		{"12", "33: expected a sequence, got the number 12"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_refused_text(
			arena_printf(&arena,
				HEAD FILE_PART "inputs: [{name: in, type: int8, shape: %s}]\n"
					       "outputs: [{name: out, type: int8, shape: [1]}]\n",
				cases[i].shape),
			arena_printf(&arena, "d/x.yaml:9:%d: %s", atoi(cases[i].message) + 7,
				strchr(cases[i].message, ':') + 2));
	check_refused_text(HEAD FILE_PART "inputs: [{name: in, type: int4, shape: [1]}]\n",
		"d/x.yaml:9:27: expected int8, uint8, int16, int32, int64, bool or float32, got "
		"\"int4\"");
	check_refused_text(
		HEAD FILE_PART "inputs: []\n", "d/x.yaml:9:9: expected at least one entry");
	check_refused_text(HEAD FILE_PART "inputs: [{name: a, type: int8, shape: [1]}, "
					  "{name: a, type: int8, shape: [1]}]\n",
		"d/x.yaml:9:45: \"a\" stands twice");
}

static void test_claims(void)
{
	const char *evaluation = "evaluation: {dataset: s, split: t, protocol: p}\n";
	const char *claims = "claims: [{metric: auc, printed: '0.5', dataset: S}]\n";
	const struct card *card = check_read(arena_printf(&arena, "%s%s", evaluation, claims));
	if (card) {
		CHECK_INT(card->claim_count, 1, "a claim");
		CHECK_INT(card->claims[0].digits, 5, "its digits");
		CHECK_INT(card->claims[0].decimals, 1, "its decimals");
		CHECK(!card->claims[0].sha1 && card->claims[0].sample_count == 0 &&
				!card->claims[0].source[0] && !card->claims[0].note[0],
			"and nothing that is not there");
		CHECK_TEXT(card->protocol, "p", "protocol");
	}
	check_refused(claims, "d/x.yaml:11:9: claims need the key \"evaluation\", which says how "
			      "they are measured");
	check_refused("claims: [{metric: auc, printed: 0.5, dataset: S}]\n",
		"d/x.yaml:11:33: expected text, got the number 0.5 (put it in quotes)");
	check_refused("claims: [{metric: auc, printed: 35 dB, dataset: S}]\n",
		"d/x.yaml:11:10: printed: \"35 dB\": expected digits between 0 and 1, or between 0 "
		"and 100 with or without \"%\"");
}

static const char *golden(const char *tensor, const char *name)
{
	return arena_printf(&arena,
		"golden:\n  inputs: [{tensor: %s, name: %s, path: p, sha256: " SHA256
		"}]\n  outputs: [{tensor: out, name: o, path: p, sha256: " SHA256 "}]\n",
		tensor, name);
}

static void test_golden(void)
{
	const struct card *card = check_read(golden("in", "i"));
	if (card) {
		CHECK_TEXT(card->golden_inputs[0].tensor, "in", "golden input");
		CHECK_TEXT(card->golden_outputs[0].file.name, "o", "golden output");
		CHECK_INT(card->golden_outputs[0].file.size_nbytes, -1, "size not known");
	}
	check_refused(golden("elsewhere", "i"),
		"d/x.yaml:12:12: tensor: \"elsewhere\" is none of the card's");
	check_refused(
		golden("in", "o"), "d/x.yaml:12:3: an input and an output have the file name o");
}

static bool write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");
	if (!f)
		return false;
	fputs(text, f);
	return fclose(f) == 0;
}

static void test_labels(const char *directory)
{
	const struct card *card =
		check_read("labels: {list: [a, 'no'], count: 2, source: s, note: n}\n");
	if (card) {
		CHECK_INT(card->label_count, 2, "two labels");
		CHECK_TEXT(card->labels[1], "no", "the second");
		CHECK(!card->labels[2], "the end");
		CHECK_TEXT(card->labels_note, "n", "note");
	}
	check_refused("labels: {list: [a, no], count: 2, source: s}\n",
		"d/x.yaml:11:20: expected text, got the boolean no (put it in quotes)");
	check_refused("labels: {list: [a], count: 2, source: s}\n",
		"d/x.yaml:11:9: count: expected 2 labels, got 1");
	check_refused("labels: {count: 2, source: s}\n",
		"d/x.yaml:11:9: expected either \"list\" or \"file\"");
	check_refused("labels: {list: [a], count: 1}\n", "d/x.yaml:11:9: missing key \"source\"");
	check_refused("labels: {file: l.txt, count: 1, source: s}\n",
		"d/x.yaml:11:9: missing key \"sha256\" (of the labels' file)");
	check_refused("labels: {file: ../l.txt, count: 1, source: s}\n",
		"d/x.yaml:11:16: expected a relative path without empty parts, \".\", \"..\" and "
		"\"\\\", got \"../l.txt\"");

	// beside the card
	const char *labels = arena_printf(&arena, "%s/l.txt", directory);
	const char *origin = arena_printf(&arena, "%s/x.yaml", directory);
	static const struct {
		const char *content, *message;
		int count;
	} cases[] = {
		{"a\nb c\n", NULL, 2},
		{"a\nb c", NULL, 2}, // no final newline
		{"a\n\nb\n", "%s:2: an empty label", 3},
		{"a\n b\n", "%s:2: a label begins or ends with white space", 2},
		{"a\nb\r\n", "%s:2: \"b\\x0d\": bytes that are not UTF-8, or control characters",
			2},
		{"a\nb\xff\n", "%s:2: \"b\\xff\": bytes that are not UTF-8, or control characters",
			2},
		{"", "%s:11:9: count: expected 1 labels, got 0", 1},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct status st = {0};
		struct bytes bytes = {
			(const unsigned char *)cases[i].content, strlen(cases[i].content)};
		struct digests digests = digest_bytes(bytes);
		const char *text = arena_printf(&arena,
			"%slabels: {file: l.txt, sha256: %s, count: %d, source: s}\n", smallest,
			digests.sha256, cases[i].count);
		CHECK(write_file(labels, cases[i].content), "write the labels");
		card = parse_as(text, origin, &st);
		CHECK(!card == !!cases[i].message, "labels, case %d", (int)i);
		if (card) {
			CHECK_INT(card->label_count, cases[i].count, "their count");
			CHECK_TEXT(card->labels[1], "b c", "the second");
		} else if (strncmp(cases[i].message, "%s:11", 5) == 0) {
			CHECK_TEXT(st.message,
				arena_printf(&arena, "%s%s", origin, cases[i].message + 2),
				"message");
		} else {
			CHECK_TEXT(st.message,
				arena_printf(&arena, "%s%s", labels,
					cases[i].message ? cases[i].message + 2 : ""),
				"message");
		}
	}
	struct status st = {0};
	const char *wrong = arena_printf(&arena,
		"%slabels: {file: l.txt, sha256: " SHA256 ", count: 1, source: s}\n", smallest);
	CHECK(!parse_as(wrong, origin, &st), "another hash");
	CHECK_TEXT(st.message,
		arena_printf(&arena,
			"%s:11:9: %s: sha256: expected " SHA256 ", got "
			"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
			origin, labels),
		"says so");
	CHECK(write_file(arena_printf(&arena, "%s/none", directory), ""), "a file");
	unlink(labels);
	CHECK(!parse_as(wrong, origin, &st) && st.code == STATUS_IO, "no such file");
	CHECK_TEXT(st.message,
		arena_printf(&arena, "%s:11:9: %s: No such file or directory", origin, labels),
		"says so");
	CHECK(!parse_as(wrong, "builtin:metadata/x.yaml", &st) && st.code == STATUS_FORMAT,
		"none in the program");
	CHECK_TEXT(st.message,
		"builtin:metadata/x.yaml:11:9: there is no metadata/l.txt in this program",
		"says so");
	unlink(arena_printf(&arena, "%s/none", directory));
}

int main(void)
{
	char directory[] = "/tmp/zoo-card-XXXXXX";
	if (!CHECK(mkdtemp(directory) != NULL, "a scratch folder"))
		return check_done();
	test_smallest();
	test_keys();
	test_names();
	test_tensors();
	test_claims();
	test_golden();
	test_labels(directory);
	rmdir(directory);
	arena_release(&arena);
	return check_done();
}
