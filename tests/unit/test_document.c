// SPDX-License-Identifier: Apache-2.0
/*
 * YAML: trees, everything that is refused with its place, limits, and schemas.
 */
#include "zoo/base/document.h"

#include "tests/unit/check.h"

static struct arena arena;

static const struct node *parse_bytes(const char *text, size_t nbytes, struct status *st)
{
	const struct node *root = NULL;
	struct bytes bytes = {(const unsigned char *)text, nbytes};
	return document_parse(&root, bytes, "x.yaml", &arena, st) ? root : NULL;
}

static void check_refused_bytes(const char *text, size_t nbytes, const char *message)
{
	struct status st = {0};
	CHECK(!parse_bytes(text, nbytes, &st) && st.code == STATUS_FORMAT, "refused: %s", message);
	CHECK_TEXT(st.message, message, "and says so");
}

static void check_refused(const char *text, const char *message)
{
	check_refused_bytes(text, strlen(text), message);
}

static const struct node *parse(const char *text)
{
	struct status st = {0};
	const struct node *root = parse_bytes(text, strlen(text), &st);
	if (!root)
		printf("# %s\n", st.message);
	return root;
}

static void test_tree(void)
{
	const struct node *root =
		parse("a: 1\nb:\n  - x\n  - 'y z'\n\"ü\": {c: |-\n    d\n    e\n");
	CHECK(root == NULL, "a block scalar cannot stand in flow style");
	root = parse("a: 1\nb:\n  - x\n  - 'y z'\n\"ü\":   {c: [], d: ~}\ne: |-\n  f\n  g\n");
	if (!CHECK(root && root->kind == NODE_MAPPING && root->count == 4, "four keys"))
		return;
	CHECK_TEXT(root->keys[0]->text, "a", "first key");
	CHECK_TEXT(root->items[0]->text, "1", "its value");
	CHECK(root->items[0]->plain, "without quotes");
	CHECK_INT(root->items[0]->line, 1, "line");
	CHECK_INT(root->items[0]->column, 4, "column");
	const struct node *list = root->items[1];
	CHECK(list->kind == NODE_SEQUENCE && list->count == 2, "a list of two");
	CHECK_TEXT(list->items[1]->text, "y z", "quoted");
	CHECK(!list->items[1]->plain, "and known as such");
	CHECK_INT(list->items[1]->line, 4, "its line");
	CHECK_INT(list->items[1]->column, 5, "its column");
	CHECK_INT(root->items[2]->column, 8, "columns count characters, not bytes");
	CHECK(root->items[2]->items[0]->kind == NODE_SEQUENCE &&
			root->items[2]->items[0]->count == 0,
		"an empty list");
	CHECK(node_is_nothing(root->items[2]->items[1]), "~ is nothing");
	CHECK_TEXT(root->items[3]->text, "f\ng", "a block keeps its lines");

	CHECK((root = parse("")) && node_is_nothing(root), "an empty file");
	CHECK((root = parse("# only a comment\n")) && node_is_nothing(root), "a comment");
	CHECK((root = parse("---\n...\n")) && node_is_nothing(root), "an empty document");
	CHECK((root = parse("\"\"")) && !node_is_nothing(root), "an empty text is something");
	CHECK((root = parse("\xef\xbb\xbf"
			    "a: b")) &&
			root->count == 1,
		"a byte order mark is skipped");
}

static void test_refusals(void)
{
	check_refused("a: 1\nb: 2\na: 3\n", "x.yaml:3:1: key \"a\" stands twice (first in line 1)");
	check_refused("a: {b: 1, b: 2}", "x.yaml:1:11: key \"b\" stands twice (first in line 1)");
	check_refused("a: &n 1\nb: *n\n", "x.yaml:1:4: anchors (&name) are not allowed here");
	check_refused("a: &n [1]\n", "x.yaml:1:4: anchors (&name) are not allowed here");
	check_refused("a: *n\n", "x.yaml:1:4: aliases (*name) are not allowed here");
	check_refused("a: !!str 1\n", "x.yaml:1:4: tags (!name) are not allowed here");
	check_refused("a: !x {}\n", "x.yaml:1:4: tags (!name) are not allowed here");
	check_refused("a: 1\n---\nb: 1\n", "x.yaml:2:1: a second document begins");
	check_refused("[a]: 1\n", "x.yaml:1:1: a key must be text");
	check_refused("a: [1\n", "x.yaml:2:1: did not find expected ',' or ']'");
	check_refused(
		"a: 1\n\tb: 2\n", "x.yaml:2:1: found a tab character that violates indentation");
	check_refused("a: \"x\n", "x.yaml:2:1: found unexpected end of stream");
	check_refused("a: b: c\n", "x.yaml:1:5: mapping values are not allowed in this context");
	check_refused(
		"a: \"\\x1b[2J\"\n", "x.yaml:1:4: control characters are not allowed in text");
	check_refused("a: \"\\0\"\n", "x.yaml:1:4: control characters are not allowed in text");
	check_refused("a: \"\\x85\"\n", "x.yaml:1:4: control characters are not allowed in text");
	check_refused("a: 1\nb: \x1b[2J\n", "x.yaml:2:4: a control character");
	check_refused_bytes("a: \0", 4, "x.yaml:1:4: a control character");
	const char *bad = "x.yaml:2:5: bytes that are not UTF-8, or a control character";
	check_refused("a: 1\nb: x\xff\n", bad);
	check_refused("a: 1\nb: \xc3\xbc\xc3\n", bad);      // cut short
	check_refused("a: 1\nb: \xc3\xbc\xc0\xaf\n", bad);  // overlong
	check_refused("a: 1\nb: x\xed\xa0\x80\n", bad);     // a surrogate
	check_refused("a: 1\nb: x\xc2\x85\n", bad);         // C1
	check_refused_bytes("a: 1\nb: x\xe2\x82", 11, bad); // cut at the end
	check_refused_bytes("\xff\xfe\x61\x00", 4,          // UTF-16
		"x.yaml:1:1: bytes that are not UTF-8, or a control character");
	check_refused("%YAML 9.1\n---\na: 1\n", "x.yaml:1:1: found incompatible YAML document");
}

static void test_limits(void)
{
	char deep[4 * DOCUMENT_MAX_DEPTH];
	for (int depth = DOCUMENT_MAX_DEPTH; depth <= DOCUMENT_MAX_DEPTH + 1; depth++) {
		memset(deep, '[', (size_t)depth);
		memset(deep + depth, ']', (size_t)depth);
		deep[2 * depth] = '\0';
		if (depth == DOCUMENT_MAX_DEPTH)
			CHECK(parse(deep) != NULL, "the greatest depth");
		else
			check_refused(deep, "x.yaml:1:17: nested too deeply");
	}
	static char large[DOCUMENT_MAX_NBYTES + 2];
	memset(large, '#', sizeof(large) - 1);
	large[DOCUMENT_MAX_NBYTES] = '\0';
	CHECK(parse(large) != NULL, "the greatest size");
	large[DOCUMENT_MAX_NBYTES] = '#';
	check_refused(large, "x.yaml: 1048577 bytes, at most 1048576 are allowed here");
	memset(large, '[', DOCUMENT_MAX_NBYTES);
	large[DOCUMENT_MAX_NBYTES] = '\0';
	check_refused(large, "x.yaml:1:17: nested too deeply");
	size_t used = 0;
	for (int i = 0; i <= DOCUMENT_MAX_KEYS; i++)
		used += (size_t)snprintf(large + used, sizeof(large) - used, "k%d: 1\n", i);
	check_refused(large, "x.yaml:1025:1: more than 1024 keys in a mapping");
}

struct target {
	const char *name;
	const char *text;
	int64_t count;
	const char *const *list;
};

static const struct field fields[] = {
	FIELD_REQUIRED("name", struct target, name, read_text),
	FIELD_OPTIONAL("text", struct target, text, read_prose),
	FIELD_OPTIONAL("size_bytes", struct target, count, read_count),
	FIELD_OPTIONAL("list", struct target, list, read_texts),
};

static bool read_target(struct target *out, const char *text, struct status *st)
{
	const struct node *root = parse_bytes(text, strlen(text), st);
	const struct reading reading = {.origin = "x.yaml", .keep = &arena, .st = st};
	return root && fields_read(out, fields, FIELD_COUNT(fields), root, &reading);
}

static void check_fields_refused(const char *text, const char *message, const char *hint)
{
	struct status st = {0};
	struct target target = {0};
	CHECK(!read_target(&target, text, &st) && st.code == STATUS_FORMAT, "refused: %s", message);
	CHECK_TEXT(st.message, message, "and says so");
	CHECK_TEXT(st.hint, hint, "with this hint");
}

static void test_fields(void)
{
	struct status st = {0};
	struct target t = {.count = -1};
	const char *text = "name: a b\ntext: |-\n  c\n  d\nsize_bytes: 9223372036854775807\n"
			   "list: [e, '1', \"no\", 1.2.3, -, 2010.11267v1]\n";
	if (CHECK(read_target(&t, text, &st), "all fields")) {
		CHECK_TEXT(t.name, "a b", "text");
		CHECK_TEXT(t.text, "c\nd", "prose");
		CHECK(t.count == INT64_MAX, "the largest count");
		CHECK_TEXT(t.list[1], "1", "a quoted number is text");
		CHECK_TEXT(t.list[2], "no", "a quoted boolean is text");
		CHECK_TEXT(t.list[3], "1.2.3", "two points are no number");
		CHECK(t.list[6] == NULL, "the end of the list");
	}
	t = (struct target){.count = -1};
	CHECK(read_target(&t, "name: x", &st) && t.count == -1 && !t.list,
		"what is absent stays as it was");

	const char *keys = "keys that may stand here: name, text, size_bytes, list";
	check_fields_refused("name: x\nsize-bytes: 1\n",
		"x.yaml:2:1: unknown key \"size-bytes\" (did you mean \"size_bytes\"?)", "");
	check_fields_refused("name: x\nzzz: 1\n", "x.yaml:2:1: unknown key \"zzz\"", keys);
	check_fields_refused(
		"nmae: x\n", "x.yaml:1:1: unknown key \"nmae\" (did you mean \"name\"?)", "");
	check_fields_refused("text: x\n", "x.yaml:1:1: missing key \"name\"", "");
	check_fields_refused("", "x.yaml:1:1: expected a mapping, got nothing", "");
	check_fields_refused("- a\n", "x.yaml:1:1: expected a mapping, got a sequence", "");
	check_fields_refused("name:\n", "x.yaml:1:6: expected text, got nothing", "");
	check_fields_refused("name: null\n", "x.yaml:1:7: expected text, got nothing", "");
	check_fields_refused("name: ''\n", "x.yaml:1:7: expected text, got an empty one", "");
	check_fields_refused("name: [a]\n", "x.yaml:1:7: expected text, got a sequence", "");
	check_fields_refused("name: {a: b}\n", "x.yaml:1:7: expected text, got a mapping", "");
	static const char *const numbers[] = {
		"1", "-1", "0.958", "1e5", ".5", "1.", "+1.5E-3", "0x1F", ".inf", "-.nan", "1_000"};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		check_fields_refused(arena_printf(&arena, "name: %s\n", numbers[i]),
			arena_printf(&arena,
				"x.yaml:1:7: expected text, got the number %s (put it in quotes)",
				numbers[i]),
			"");
	static const char *const booleans[] = {"yes", "No", "on", "OFF", "true", "False"};
	for (size_t i = 0; i < sizeof(booleans) / sizeof(booleans[0]); i++)
		check_fields_refused(arena_printf(&arena, "name: %s\n", booleans[i]),
			arena_printf(&arena,
				"x.yaml:1:7: expected text, got the boolean %s (put it in quotes)",
				booleans[i]),
			"");
	check_fields_refused("name: |-\n  a\n  b\n", "x.yaml:1:7: expected one line of text", "");
	check_fields_refused("name: ' a'\n",
		"x.yaml:1:7: text begins or ends with white space (a block needs >-)", "");
	check_fields_refused("name: a\ntext: >\n  b\n",
		"x.yaml:2:7: text begins or ends with white space (a block needs >-)", "");
	check_fields_refused("name: a\ntext: \"b\\r\\nc\"\n",
		"x.yaml:2:7: control characters are not allowed in text", "");
	static const char *const counts[] = {"'1'", "-1", "1.0", "x", "01", "1_0", "0x1", "~"};
	static const char *const got[] = {"\"1\"", "the number -1", "the number 1.0", "\"x\"",
		"the number 01", "the number 1_0", "the number 0x1", "nothing"};
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		check_fields_refused(arena_printf(&arena, "size_bytes: %s\n", counts[i]),
			arena_printf(&arena,
				"x.yaml:1:13: expected a whole number without quotes, got %s",
				got[i]),
			"");
	check_fields_refused("size_bytes: 9223372036854775808\n",
		"x.yaml:1:13: the number 9223372036854775808 is too large", "");
	check_fields_refused("list: a\n", "x.yaml:1:7: expected a sequence, got \"a\"", "");
	check_fields_refused("list: [a, no]\n",
		"x.yaml:1:11: expected text, got the boolean no (put it in quotes)", "");
	check_fields_refused("zz: 1\nname: 1\n", "x.yaml:1:1: unknown key \"zz\"", keys);
}

int main(void)
{
	test_tree();
	test_refusals();
	test_limits();
	test_fields();
	arena_release(&arena);
	return check_done();
}
