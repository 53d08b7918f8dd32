// SPDX-License-Identifier: Apache-2.0
/*
 * The reader against documents whose events are written down by hand after RFC 8259, whole
 * and cut at every byte; against what it must refuse, with place and reason; and against
 * documents damaged at random (ZOO_SEED), where pieces must make no difference.
 */
#include "zoo/json_reader.h"

#include "tests/unit/check.h"
#include "tests/unit/random.h"

#include <inttypes.h>
#include <limits.h>

// Every event as "DEPTH:VALUE@PATH ", as far as there is room.
struct trace {
	char text[4096];
	size_t used;
	int64_t event_count;
	const char *skip; // a key whose value is skipped
	const char *stop; // a text that ends it
};

__attribute__((format(printf, 2, 3))) static void trace_add(
	struct trace *t, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(t->text + t->used, sizeof(t->text) - t->used, format, arguments);
	va_end(arguments);
	t->used += (size_t)length;
	if (t->used >= sizeof(t->text))
		t->used = sizeof(t->text) - 1;
}

static bool take(void *context, struct json_reader *reader, const struct json_event *event,
	struct status *st)
{
	struct trace *t = context;
	t->event_count++;
	trace_add(t, "%d:", event->depth);
	switch (event->kind) {
	case JSON_NULL:
		trace_add(t, "null");
		break;
	case JSON_BOOL:
		trace_add(t, event->boolean ? "true" : "false");
		break;
	case JSON_INTEGER:
		trace_add(t, "i%" PRId64, event->integer);
		break;
	case JSON_NUMBER:
		trace_add(t, "n%.17g", event->number);
		break;
	case JSON_TEXT:
		trace_add(t, "\"%.*s\"", (int)event->text.nbytes, (const char *)event->text.data);
		if (t->stop && event->text.nbytes == strlen(t->stop) &&
			memcmp(event->text.data, t->stop, event->text.nbytes) == 0)
			return json_reader_fail(reader, st, "expected anything else");
		break;
	case JSON_OBJECT:
		trace_add(t, "{");
		break;
	case JSON_OBJECT_END:
		trace_add(t, "}");
		break;
	case JSON_ARRAY:
		trace_add(t, "[");
		break;
	case JSON_ARRAY_END:
		trace_add(t, "]");
		break;
	}
	for (int i = 0; i < event->depth; i++)
		if (event->path[i].key)
			trace_add(t, "/%s", event->path[i].key);
		else
			trace_add(t, "/%" PRId64, event->path[i].index);
	trace_add(t, " ");
	const char *key = event->depth ? event->path[event->depth - 1].key : NULL;
	if (t->skip && key && strcmp(key, t->skip) == 0)
		json_reader_skip(reader);
	return true;
}

// The document in pieces of `piece_nbytes`, the first of `first_nbytes`.
static bool read_pieces(struct trace *t, struct bytes document, size_t first_nbytes,
	size_t piece_nbytes, struct status *st)
{
	struct json_reader *reader = json_reader_create("it.json", take, t);
	bool ok = true;
	size_t length = first_nbytes;
	for (size_t at = 0; ok && at < document.nbytes; at += length, length = piece_nbytes) {
		if (length > document.nbytes - at)
			length = document.nbytes - at;
		// Each piece in a block of its own size, for the address sanitizer.
		unsigned char *piece = malloc(length ? length : 1);
		memcpy(piece, document.data + at, length);
		ok = json_reader_feed(reader, (struct bytes){piece, length}, st);
		free(piece);
	}
	ok = ok && json_reader_finish(reader, st);
	json_reader_free(reader);
	return ok;
}

static struct bytes bytes_of(const char *text)
{
	return (struct bytes){(const unsigned char *)text, strlen(text)};
}

// What is wrong, without the byte: "images[0]: expected ...".
static const char *behind_place(const struct status *st)
{
	const char *at = strchr(st->message, ')');
	return at ? at : st->message;
}

/*
 * The same events or the same message, wherever the end of one of the reader's blocks
 * falls: blanks are put in front, so that it falls at each byte.
 */
static int count_differences(struct bytes document)
{
	enum { BLOCK_NBYTES = 1 << 16 };
	struct trace whole = {0};
	struct status st = {0};
	bool ok = read_pieces(&whole, document, document.nbytes, SIZE_MAX, &st);
	int wrong = 0;
	unsigned char *moved = malloc(BLOCK_NBYTES + document.nbytes);
	memset(moved, ' ', BLOCK_NBYTES);
	for (size_t cut = 0; cut <= document.nbytes; cut++) {
		struct trace t = {0};
		struct status cut_st = {0};
		size_t start = BLOCK_NBYTES - cut;
		memcpy(moved + start, document.data, document.nbytes);
		bool cut_ok = read_pieces(
			&t, (struct bytes){moved, start + document.nbytes}, 10000, 100000, &cut_st);
		bool same = ok == cut_ok && strcmp(whole.text, t.text) == 0 &&
			    strcmp(behind_place(&st), behind_place(&cut_st)) == 0;
		if (!same && wrong++ == 0)
			printf("# cut at %zu: \"%s\" %s, whole: \"%s\" %s\n", cut, t.text,
				cut_st.message, whole.text, st.message);
	}
	free(moved);
	return wrong;
}

static void check_events(void)
{
	static const struct {
		const char *document, *events;
	} cases[] = {
		{"[]", "0:[ 0:] "},
		{" { } ", "0:{ 0:} "},
		{"null", "0:null "},
		{"\t\r\n-0\n", "0:i0 "},
		{"[true,false,null]", "0:[ 1:true/0 1:false/1 1:null/2 0:] "},
		{"[9223372036854775807,-9223372036854775808,9223372036854775808]",
			"0:[ 1:i9223372036854775807/0 1:i-9223372036854775808/1 "
			"1:n9.2233720368547758e+18/2 0:] "},
		{"[1.0,1e2,-2.5E-3,0.1]", "0:[ 1:n1/0 1:n100/1 1:n-0.0025000000000000001/2 "
					  "1:n0.10000000000000001/3 0:] "},
		{"{\"a\":{\"b\":[1,[2,{}]]},\"c\":\"x\"}",
			"0:{ 1:{/a 2:[/a/b 3:i1/a/b/0 3:[/a/b/1 4:i2/a/b/1/0 4:{/a/b/1/1 "
			"4:}/a/b/1/1 3:]/a/b/1 2:]/a/b 1:}/a 1:\"x\"/c 0:} "},
		{"{\"\":1,\"\xc3\xbc\":2}", "0:{ 1:i1/ 1:i2/\xc3\xbc 0:} "},
		{"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fc\\ud83e\\udd81\"]",
			"0:[ 1:\"\"\\/\b\f\n\r\t\xc3\xbc\xf0\x9f\xa6\x81\"/0 0:] "},
		{"[\"\",\"\xf4\x8f\xbf\xbf\"]", "0:[ 1:\"\"/0 1:\"\xf4\x8f\xbf\xbf\"/1 0:] "},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trace t = {0};
		struct status st = {0};
		struct bytes document = bytes_of(cases[i].document);
		CHECK(read_pieces(&t, document, document.nbytes, SIZE_MAX, &st),
			"document %zu is read: %s", i, st.message);
		CHECK_TEXT(t.text, cases[i].events, "its events");
		CHECK_INT(count_differences(document), 0, "cut anywhere");
	}
}

static void check_refused(void)
{
	static const struct {
		const char *document, *message;
	} cases[] = {
		{"", "it.json: byte 0 (line 1): expected JSON, found none: premature EOF"},
		{" \n ", "it.json: byte 2 (line 2): expected JSON, found none: premature EOF"},
		{"[1,", "byte 2 (line 1), [0]: expected JSON, found none: premature EOF"},
		{"[1,]", "byte 3 (line 1), [0]: expected JSON, found none: unallowed token"},
		{"[1 2]", "[0]: expected JSON, found none: after array element, I expect ','"},
		{"{\"a\" 1}", "a: expected JSON, found none: object key and value must be"},
		{"{\"a\":1,}", "a: expected JSON, found none: invalid object key"},
		{"{\n\"a\":[0,\n{1:2}]}", "(line 3), a[1]: expected JSON, found none: invalid"},
		{"[1]]", "byte 3 (line 1): expected JSON, found none: trailing garbage"},
		{"1 2", "byte 2 (line 1): expected JSON, found none: trailing garbage"},
		{"]", "expected JSON, found none"},
		{"[01]", "expected JSON, found none"},
		{"[1.]", "a digit is required after the decimal point"},
		{"[.5]", "expected JSON, found none"},
		{"[-]", "a digit is required after the minus sign"},
		{"[+1]", "expected JSON, found none"},
		{"[1e]", "a digit is required after the exponent"},
		{"[NaN]", "expected JSON, found none"},
		{"[-Infinity]", "expected JSON, found none"},
		{"[0x1]", "expected JSON, found none"},
		{"[True]", "expected JSON, found none"},
		{"[nul]", "expected JSON, found none"},
		{"['a']", "expected JSON, found none"},
		{"[\"a]", "premature EOF"},
		{"[\"a\nb\"]", "invalid character inside string"},
		{"[\"\\x41\"]", "inside a string, '\\' occurs before a character"},
		{"[\"\\u12g4\"]", "invalid (non-hex) character occurs after '\\u'"},
		{"[/**/1]", "probable comment"},
		{"\xef\xbb\xbf[]", "expected JSON, found none: invalid char"},
		{"[1e999]", "[0]: expected a number that a double can hold, found 1e999"},
		{"[\"\xff\"]", "invalid bytes in UTF8 string"},
		{"[\"\xc0\xaf\"]", "[0]: expected UTF-8, found bytes that are not"},
		{"[\"\xed\xa0\x80\"]", "[0]: expected UTF-8, found bytes that are not"},
		{"[\"\xf4\x90\x80\x80\"]", "[0]: expected UTF-8, found bytes that are not"},
		{"[\"\\udc00\"]", "[0]: expected UTF-8, found bytes that are not"},
		{"{\"\xc0\xaf\":1}", "byte 4 (line 1): expected UTF-8, found bytes that are not"},
		{"{\"a\\u0000b\":1}", "expected a key, found one with a zero byte"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trace t = {0};
		struct status st = {0};
		struct bytes document = bytes_of(cases[i].document);
		CHECK(!read_pieces(&t, document, document.nbytes, SIZE_MAX, &st),
			"document %zu is refused", i);
		CHECK_INT(st.code, STATUS_FORMAT, "its code");
		CHECK(strstr(st.message, cases[i].message) != NULL, "it says \"%s\": %s",
			cases[i].message, st.message);
		CHECK_INT(count_differences(document), 0, "cut anywhere");
	}
}

// `before`, `count` times `middle`, `after`; to be freed.
static struct bytes repeat(const char *before, const char *middle, size_t count, const char *after)
{
	size_t nbytes = strlen(before) + count * strlen(middle) + strlen(after);
	char *text = malloc(nbytes + 1), *at = stpcpy(text, before);
	for (size_t i = 0; i < count; i++)
		at = stpcpy(at, middle);
	strcpy(at, after);
	return (struct bytes){(unsigned char *)text, nbytes};
}

static void check_limit(const char *what, struct bytes document, const char *refusal)
{
	static const size_t pieces[] = {SIZE_MAX, 100 * 1000, 4096};
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct trace t = {0};
		struct status st = {0};
		bool ok = read_pieces(&t, document, pieces[i], pieces[i], &st);
		if (refusal)
			CHECK(!ok && st.code == STATUS_FORMAT && strstr(st.message, refusal),
				"%s, pieces of %zu: refused: %s", what, pieces[i], st.message);
		else
			CHECK(ok, "%s, pieces of %zu: %s", what, pieces[i], st.message);
	}
	free((void *)(uintptr_t)document.data);
}

static void check_limits(void)
{
	char *after = malloc(JSON_MAX_DEPTH + 1);
	memset(after, ']', JSON_MAX_DEPTH);
	after[JSON_MAX_DEPTH] = '\0';
	check_limit("the greatest depth", repeat("", "[", JSON_MAX_DEPTH, after), NULL);
	free(after);
	check_limit("a deeper one", repeat("", "[", JSON_MAX_DEPTH + 1, ""), "at most 32 objects");
	check_limit("a million deep", repeat("", "[", 1000000, ""), "at most 32 objects");
	check_limit("objects a million deep", repeat("", "{\"a\":", 1000000, ""), "at most 32");

	size_t most = JSON_MAX_TEXT_NBYTES;
	check_limit("the longest text", repeat("[\"", "x", most, "\"]"), NULL);
	check_limit("a longer one", repeat("[\"", "x", most + 1, "\"]"), "text of at most 65536");
	check_limit("the longest, escaped", repeat("[\"", "\\u0041", most, "\"]"), NULL);
	check_limit("a longer one, escaped", repeat("[\"", "\\u0041", most + 1, "\"]"),
		"text of at most 65536");
	check_limit("text without end", repeat("[\"", "x", 640 * most, ""), "found some that does");
	check_limit(
		"a key without end", repeat("{\"", "x", 640 * most, ""), "found some that does");
	check_limit("digits without end", repeat("[", "1", 640 * most, ""), "found some that does");
	check_limit("blanks without end", repeat("[", " ", 640 * most, "]"), NULL);

	check_limit("the longest key", repeat("{\"", "k", JSON_MAX_KEY_NBYTES, "\":1}"), NULL);
	check_limit("a longer one", repeat("{\"", "k", JSON_MAX_KEY_NBYTES + 1, "\":1}"),
		"a key of at most 127 bytes, found one of 128");
	check_limit(
		"the longest number", repeat("[0.", "1", JSON_MAX_NUMBER_NBYTES - 2, "]"), NULL);
	check_limit("a longer one", repeat("[0.", "1", JSON_MAX_NUMBER_NBYTES - 1, "]"),
		"a number of at most 255 bytes, found one of 256");
}

static void check_skipping(void)
{
	struct trace t = {.skip = "s"};
	struct status st = {0};
	struct bytes document = bytes_of(
		"{\"s\":[1,{\"s\":[]},[[2]]],\"a\":1,\"b\":{\"s\":{\"x\":3},\"c\":4},\"s\":{}}");
	CHECK(read_pieces(&t, document, document.nbytes, SIZE_MAX, &st), "skipping: %s",
		st.message);
	CHECK_TEXT(t.text, "0:{ 1:[/s 1:i1/a 1:{/b 2:{/b/s 2:i4/b/c 1:}/b 1:{/s 0:} ",
		"what is skipped is not told, nor is its end");
	t = (struct trace){.skip = "s"};
	document = bytes_of("{\"s\":[\"\xc0\xaf\"]}");
	CHECK(!read_pieces(&t, document, document.nbytes, SIZE_MAX, &st), "but looked at");

	t = (struct trace){.stop = "here"};
	document = bytes_of("{\"a\":[1,\n\"here\", 2");
	CHECK(!read_pieces(&t, document, document.nbytes, SIZE_MAX, &st), "who takes may stop");
	CHECK_TEXT(st.message, "it.json: byte 14 (line 2), a[1]: expected anything else",
		"and say why and where");
	CHECK_TEXT(t.text, "0:{ 1:[/a 2:i1/a/0 2:\"here\"", "at once");
}

static void check_damaged(void)
{
	static const char sound[] =
		"{\"info\":null,\"images\":[{\"id\":30,\"file_name\":\"00\xc3\xbc\\u00e9.jpg\","
		"\"width\":640,\"height\":428.5e0}],\n\"annotations\":[{\"area\":-0.25,\"seg\":"
		"[[1,2,3],[]],\"crowd\":true,\"n\":9007199254740993}, {}]}";
	static const char alphabet[] = "{}[]\",:\\u0123eE+-.tfn \n\xc3\xff\x80";
	enum { ROUNDS = 3000 };
	int refused = 0, wrong = 0, different = 0;
	char copy[sizeof(sound)];
	for (int i = 0; i < ROUNDS; i++) {
		memcpy(copy, sound, sizeof(sound));
		size_t nbytes = sizeof(sound) - 1;
		for (int j = random_in(1, 3); j > 0; j--) {
			size_t at = random_u64() % nbytes;
			uint64_t how = random_u64() % 4;
			if (how == 0 || nbytes == 1)
				nbytes = at + 1;
			else if (how == 1)
				copy[at] = (char)(copy[at] ^ (1 << random_in(0, 7)));
			else if (how == 2)
				copy[at] = alphabet[random_u64() % (sizeof(alphabet) - 1)];
			else
				memmove(copy + at, copy + at + 1, --nbytes - at);
		}
		struct bytes document = {(unsigned char *)copy, nbytes};
		struct trace t = {0}, bytewise = {0};
		struct status st = {0}, bytewise_st = {0};
		bool ok = read_pieces(&t, document, nbytes, SIZE_MAX, &st);
		bool bytewise_ok = read_pieces(&bytewise, document, 1, 1, &bytewise_st);
		refused += !ok;
		wrong += !ok && (st.code != STATUS_FORMAT || strncmp(st.message, "it.json: ", 9));
		if ((ok != bytewise_ok || strcmp(t.text, bytewise.text) ||
			    strcmp(st.message, bytewise_st.message)) &&
			different++ == 0)
			printf("# %.*s\n# %s %s\n# %s %s\n", (int)nbytes, copy, t.text, st.message,
				bytewise.text, bytewise_st.message);
	}
	CHECK_INT(wrong, 0, "damaged documents are refused with a reason");
	CHECK_INT(different, 0, "pieces make no difference to them");
	CHECK(refused > ROUNDS / 2 && refused < ROUNDS, "%d of %d are refused", refused, ROUNDS);
}

static void check_growth(void)
{
	// 40 MB of small values: if they stayed anywhere, the reader would have said so.
	struct trace t = {0};
	struct status st = {0};
	struct json_reader *reader = json_reader_create("long.json", take, &t);
	struct bytes open = bytes_of("["), some = repeat("", "1234.5,\"text\",", 3000, ""),
		     close = bytes_of("0]");
	bool ok = json_reader_feed(reader, open, &st);
	for (int i = 0; ok && i < 1000; i++)
		ok = json_reader_feed(reader, some, &st);
	ok = ok && json_reader_feed(reader, close, &st) && json_reader_finish(reader, &st);
	CHECK(ok, "a long document: %s", st.message);
	CHECK_INT(t.event_count, 2 * 3000 * 1000 + 3, "its events");
	json_reader_free(reader);
	free((void *)(uintptr_t)some.data);
}

int main(void)
{
	random_init();
	check_events();
	check_refused();
	check_limits();
	check_skipping();
	check_damaged();
	check_growth();
	json_reader_free(NULL);
	return check_done();
}
