// SPDX-License-Identifier: Apache-2.0
/*
 * What people, proxies and servers make of a file is called by its name, and proven where a
 * hash can prove it.  The file is the model inside the program.
 */
#include "zoo/arrival.h"

#include "tests/unit/check.h"
#include "tests/unit/random.h"
#include "tests/unit/shell.h"

#include "engine/base/file.h"
#include "zoo/builtin.h"

#define MODEL_PATH "models/keyword_spotting/demo_words/demo_words.tflite"

static struct arena arena;
static struct bytes model;
static struct card_file expected = {.name = "demo_words.tflite", .path = MODEL_PATH};
static const struct bytes nobody = {NULL, 0};

// `nbytes` may be more than are at hand; the copy is exactly as large as it is.
static struct arrival look(struct bytes got, int64_t nbytes, struct bytes right)
{
	struct arrival arrival;
	unsigned char *copy = malloc(got.nbytes ? got.nbytes : 1);
	if (got.nbytes)
		memcpy(copy, got.data, got.nbytes);
	got.data = copy;
	arrival_classify(&arrival, got, nbytes, &expected, right, &arena);
	free(copy);
	return arrival;
}

static struct arrival check_look(
	struct bytes got, enum arrival_kind kind, bool same, const char *what)
{
	struct arrival arrival = look(got, (int64_t)got.nbytes, nobody);
	CHECK_TEXT(arrival_kind_name(arrival.kind), arrival_kind_name(kind), "%s", what);
	CHECK(arrival.same == same, "%s: %s", what, same ? "proven" : "not proven");
	if (!CHECK(strstr(arrival.what, what) != NULL, "\"%s\" is said", what))
		printf("#   what is said: %s\n", arrival.what);
	return arrival;
}

static struct bytes text(const char *text)
{
	return (struct bytes){(const unsigned char *)text, strlen(text)};
}

static struct bytes of_file(const char *name)
{
	struct bytes file = {NULL, 0};
	struct status st = {0};
	if (!file_read(&file, in_folder(name), 1 << 20, &arena, &st)) {
		printf("Bail out! %s\n", st.message);
		exit(1);
	}
	return file;
}

static const char *pointer_to(const char *sha256, long nbytes)
{
	return arena_printf(&arena,
		"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %ld\n", sha256,
		nbytes);
}

static void test_pointer(void)
{
	const char *own = pointer_to(expected.sha256, (long)model.nbytes);
	struct arrival arrival = check_look(text(own), ARRIVAL_LFS_POINTER, true,
		"it stands for the file, and is not the file");
	CHECK_TEXT(arrival.pointer_sha256, expected.sha256, "its oid");
	CHECK_INT(arrival.pointer_nbytes, (long long)model.nbytes, "its size");
	CHECK(arrival.lasting && !arrival.where, "a pointer stays a pointer");
	arrival = check_look(
		text(pointer_to(expected.sha256, 7)), ARRIVAL_LFS_POINTER, false, "another file");
	arrival = check_look(
		text(pointer_to("c1feed3af5dac44de7477fb4161670ba18a3fc06039e4a14da41b1c4dd454cb4",
			181968)),
		ARRIVAL_LFS_POINTER, false, "stands for another file, models/keyword_spotting/");
	CHECK(arrival.where && strstr(arrival.where, "/kws_micronet_m.tflite"), "which one");
	struct card_file known = expected;
	expected.sha256[0] = '\0';
	check_look(text(own), ARRIVAL_LFS_POINTER, true, "it stands for the file");
	expected = known;
	check_look(text("version https://git-lfs.github.com/spec/v1\n"), ARRIVAL_LFS_POINTER, false,
		"a Git LFS pointer");
}

static void test_documents(void)
{
	struct arrival arrival =
		check_look(text("<!doctype html><html><head>\n<TITLE lang=x>\n Sign\t in\x1b[2J "
				"to caf\xc3\xa9 </title><body>x"),
			ARRIVAL_HTML, false, "with the title \"Sign in\\x1b[2J to caf\xc3\xa9\"");
	CHECK(arrival.lasting, "a page stays a page");
	check_look(text("<html><title>no end"), ARRIVAL_HTML, false, "title \"no end\"");
	check_look(text("<html><p>nothing"), ARRIVAL_HTML, false, "an HTML page");
	check_look(text("{\"message\": \"Not\\u001b Found\", \"status\": \"404\"}"), ARRIVAL_JSON,
		false, "a JSON document with the message \"Not\\x1b Found\"");
	check_look(text("{\"error\": {\"code\": 3, \"message\": \"over quota\"}}"), ARRIVAL_JSON,
		false, "with the message \"over quota\"");
	check_look(text("{\"message\": 3}"), ARRIVAL_JSON, false, "a JSON document");
	check_look(text("{\"message\": \"half\", "), ARRIVAL_JSON, false, "message \"half\"");
	char page[4096] = "<html><title>";
	memset(page + strlen(page), 'n', 3000);
	CHECK(strlen(check_look(text(page), ARRIVAL_HTML, false, "nnn...").what) < 300,
		"a long title is cut");
	check_look(text("404: Not Found\n"), ARRIVAL_UNKNOWN, false, "plain text");
}

static void test_length(void)
{
	struct arrival arrival = check_look((struct bytes){NULL, 0}, ARRIVAL_EMPTY, false, "empty");
	CHECK(!arrival.lasting, "an empty answer may be another the next time");
	arrival = check_look((struct bytes){model.data, 20000}, ARRIVAL_TRUNCATED, false,
		"a TFLite model, cut short or another file: it ends at byte 20000 of 31064");
	CHECK(!arrival.lasting && arrival.differs_at == -1, "it may be whole the next time");
	arrival = look((struct bytes){model.data, 20000}, 20000, model);
	CHECK(arrival.kind == ARRIVAL_TRUNCATED && arrival.same && arrival.differs_at == 20000,
		"%s: the right bytes prove it", arrival.what);
	arrival = look((struct bytes){model.data, 3}, 3, model);
	CHECK(arrival.kind == ARRIVAL_TRUNCATED && arrival.same, "%s: even of 3", arrival.what);
	check_look(text("ab\x01"), ARRIVAL_UNKNOWN, false, "cut short or another file");

	unsigned char *more = malloc(model.nbytes + 9);
	memcpy(more, model.data, model.nbytes);
	memset(more + model.nbytes, 7, 9);
	arrival = check_look((struct bytes){more, model.nbytes + 9}, ARRIVAL_OVERSIZED, true,
		"the file itself, and it goes on behind byte 31064");
	CHECK(arrival.lasting, "too much stays too much");
	more[5000] ^= 1;
	check_look((struct bytes){more, model.nbytes + 9}, ARRIVAL_OVERSIZED, false,
		"a TFLite model, and it goes on");
	arrival = look((struct bytes){model.data, model.nbytes}, -1, nobody);
	CHECK(arrival.kind == ARRIVAL_OVERSIZED && arrival.same, "%s: without an end",
		arrival.what);
	memset(more, 0, model.nbytes);
	check_look((struct bytes){more, model.nbytes + 9}, ARRIVAL_OVERSIZED, false,
		"nothing but zero bytes");

	check_look((struct bytes){more, model.nbytes}, ARRIVAL_DAMAGED, false,
		"as long as the file, and nothing but zero bytes");
	memcpy(more, model.data, model.nbytes);
	more[5000] ^= 1;
	arrival = check_look((struct bytes){more, model.nbytes}, ARRIVAL_DAMAGED, false,
		"as long as the file, with other bytes");
	CHECK(!arrival.lasting && !arrival.collides, "a flipped bit may be right the next time");
	arrival = look((struct bytes){more, model.nbytes}, (int64_t)model.nbytes, model);
	CHECK(arrival.differs_at == 5000 && strstr(arrival.what, "first different at byte 5000"),
		"%s", arrival.what);
	struct card_file known = expected;
	struct bytes other = {more, model.nbytes};
	digest_sha1(expected.sha1, other);
	arrival = check_look(other, ARRIVAL_DAMAGED, false, "a collision");
	CHECK(arrival.lasting && arrival.collides, "whoever made it made it to stay");
	expected = known;
	free(more);
	check_look(model, ARRIVAL_UNKNOWN, true, "the file itself");
}

// Broken at random: an answer each time, which says nothing is proven that is not.
static void test_mutations(struct bytes file, const char *name)
{
	enum { MUTATIONS = 200 };
	unsigned char *copy = malloc(file.nbytes);
	int right = 0;
	for (int i = 0; i < MUTATIONS; i++) {
		memcpy(copy, file.data, file.nbytes);
		int last = (int)file.nbytes - 1, most = i % 2 ? last : last < 63 ? last : 63;
		for (int n = random_in(1, 4); n > 0; n--)
			copy[random_in(0, most)] ^= (unsigned char)(1 << random_in(0, 7));
		size_t nbytes = (size_t)random_in(i % 3 ? last : 0, last) + 1;
		struct arrival arrival = look((struct bytes){copy, nbytes}, (int64_t)nbytes, model);
		bool proven = !arrival.same || arrival.kind == ARRIVAL_WRAPPED ||
			      arrival.kind == ARRIVAL_TRUNCATED ||
			      memcmp(copy, file.data, file.nbytes) == 0; // flipped back
		right += proven && *arrival.what && *arrival_kind_name(arrival.kind);
	}
	CHECK_INT(right, MUTATIONS, "%s broken at random", name);
	free(copy);
}

static void test_wrapped(void)
{
	struct card_file known = expected;
	FILE *f = folder_make() ? fopen(in_folder("demo.tflite"), "wb") : NULL;
	if (!f || fwrite(model.data, 1, model.nbytes, f) != model.nbytes || fclose(f) != 0) {
		printf("Bail out! no folder\n");
		exit(1);
	}
	CHECK(shell("gzip -k demo.tflite; mkdir d; cp demo.tflite d; tar czf d.tar.gz d;"
		    "head -c 3000 demo.tflite.gz > cut.gz; echo hello | gzip > text.gz;"
		    "head -c 99999999 /dev/zero | gzip > bomb.gz"),
		"files are packed");
	struct arrival arrival = check_look(of_file("demo.tflite.gz"), ARRIVAL_WRAPPED, true,
		"gzip-compressed data, and the file itself is in it");
	CHECK(arrival.lasting && !arrival.where, "a packed file stays packed");
	check_look(of_file("d.tar.gz"), ARRIVAL_WRAPPED, true,
		"the file itself is in it as d/demo.tflite");
	check_look(of_file("cut.gz"), ARRIVAL_WRAPPED, false, "gzip-compressed data");
	check_look(of_file("text.gz"), ARRIVAL_WRAPPED, false, "gzip-compressed data");
	check_look(of_file("bomb.gz"), ARRIVAL_WRAPPED, false, "gzip-compressed data");
	if (shell("zip -Xq d.zip d/demo.tflite"))
		check_look(of_file("d.zip"), ARRIVAL_WRAPPED, true,
			"a zip archive, and the file itself is in it as d/demo.tflite");
	else
		check_skip("zip", "no zip program here");

	expected = (struct card_file){.name = "x.tflite", .path = "models/x/x.tflite"};
	expected.size_nbytes = 40000;
	memset(expected.sha256, '7', SHA256_HEX_NBYTES - 1);
	arrival = check_look(of_file("demo.tflite.gz"), ARRIVAL_WRAPPED, false,
		"with another known model in it: " MODEL_PATH);
	CHECK_TEXT(arrival.where ? arrival.where : "", MODEL_PATH, "which");
	expected.name = "clips.tar.gz"; // is to be packed
	check_look(of_file("d.tar.gz"), ARRIVAL_TRUNCATED, false, "gzip-compressed data");
	expected = known;
	static const char *const packed[] = {"demo.tflite.gz", "d.tar.gz", "d.zip", "demo.tflite"};
	for (int i = 0; i < 4; i++)
		if (access(in_folder(packed[i]), R_OK) == 0)
			test_mutations(of_file(packed[i]), packed[i]);
	folder_remove();
}

// Line ends of `bytes` made others, as by `unix2dos -f` and `dos2unix -f`.
static struct bytes with_pairs(struct bytes bytes, bool add)
{
	unsigned char *out = arena_alloc(&arena, 2 * bytes.nbytes, 1, 1);
	size_t used = 0;
	for (size_t i = 0; i < bytes.nbytes; i++) {
		bool pair = i + 1 < bytes.nbytes && memcmp(bytes.data + i, "\r\n", 2) == 0;
		if (add && bytes.data[i] == '\n')
			out[used++] = '\r';
		if (add || !pair)
			out[used++] = bytes.data[i];
	}
	return (struct bytes){out, used};
}

// Of what is cut nothing is proven: pairs tell, and that no LF is without a CR.
static void check_cut(struct bytes got, struct bytes right, bool found, const char *what)
{
	struct arrival arrival = look(got, -1, right);
	CHECK_TEXT(arrival_kind_name(arrival.kind), found ? "line-endings" : "oversized", "%s: %s",
		what, arrival.what);
	CHECK(arrival.kind == ARRIVAL_OVERSIZED || (!arrival.same && arrival.lasting),
		"%s: not proven", what);
}

static void test_line_endings_cut(void)
{
	struct bytes added = with_pairs(model, true), cut = {added.data, model.nbytes};
	unsigned char *data = (unsigned char *)(uintptr_t)added.data, *few;
	check_cut(cut, nobody, true, "cut at its size");
	check_cut(added, nobody, true, "cut behind it");
	check_cut(cut, model, true, "of the right bytes");
	size_t pair = (size_t)((unsigned char *)memchr(data, '\n', added.nbytes) - data);
	cut.nbytes = pair;
	check_cut(cut, nobody, false, "no pair in it");
	cut.nbytes = model.nbytes;
	while (cut.data[cut.nbytes - 1] != '\r')
		cut.nbytes--;
	check_cut(cut, model, true, "cut within a pair");
	cut.nbytes = model.nbytes;
	data[100] ^= 0x80;
	check_cut(cut, model, false, "of other bytes than the right ones");
	check_cut(cut, nobody, true, "which nobody has");
	data[pair - 1] = 'x';
	check_cut(cut, nobody, false, "with a lone LF");
	few = memset(arena_alloc(&arena, model.nbytes, 1, 1), 'x', model.nbytes);
	memcpy(few, model.data, 8);
	for (int i = 0; i < 8; i++) {
		check_cut((struct bytes){few, model.nbytes}, nobody, false, "too few pairs");
		memcpy(few + 1000 * (i + 1), "\r\n", 2);
	}
	check_cut((struct bytes){few, model.nbytes}, nobody, true, "enough of them");
	struct bytes longer = {
		memset(arena_alloc(&arena, 2 * model.nbytes, 1, 1), 'x', 2 * model.nbytes),
		2 * model.nbytes};
	memcpy((unsigned char *)(uintptr_t)longer.data, few, model.nbytes);
	check_cut(longer, nobody, false, "too long even so");
}

// As unix2dos does it: a pair stays what it is.
static struct bytes with_lone_feeds_paired(struct bytes bytes)
{
	unsigned char *out = arena_alloc(&arena, 2 * bytes.nbytes, 1, 1);
	size_t used = 0;
	for (size_t i = 0; i < bytes.nbytes; i++) {
		if (bytes.data[i] == '\n' && (i == 0 || bytes.data[i - 1] != '\r'))
			out[used++] = '\r';
		out[used++] = bytes.data[i];
	}
	return (struct bytes){out, used};
}

// A file with pairs of its own: nothing is proven, as nobody knows which they were.
static void test_line_endings_own_pairs(void)
{
	struct card_file known = expected;
	unsigned char *data = arena_alloc(&arena, model.nbytes, 1, 1);
	memcpy(data, model.data, model.nbytes);
	for (size_t i = 1; i <= 12; i++)
		memcpy(data + 2000 * i, "\r\n", 2);
	struct bytes own = {data, model.nbytes}, paired = with_lone_feeds_paired(own);
	struct digests digests = digest_bytes(own);
	memcpy(expected.sha1, digests.sha1, sizeof(digests.sha1));
	memcpy(expected.sha256, digests.sha256, sizeof(digests.sha256));
	struct arrival arrival = check_look(paired, ARRIVAL_LINE_ENDINGS, false,
		arena_printf(&arena,
			"perhaps the file, with every line end made CR LF, %zu bytes more",
			paired.nbytes - own.nbytes));
	CHECK(arrival.lasting, "a wrong mode stays wrong");
	check_look(with_pairs(own, true), ARRIVAL_LINE_ENDINGS, true, "the file itself");
	expected.name = "model"; // of which nobody knows how it begins
	check_look(paired, ARRIVAL_UNKNOWN, false, "a TFLite model");
	expected.name = known.name;
	((unsigned char *)(uintptr_t)paired.data)[100] = '\n';
	check_look(paired, ARRIVAL_OVERSIZED, false, "it goes on");

	// Too few, and too few for what is too much.
	unsigned char *few = memset(arena_alloc(&arena, model.nbytes, 1, 1), 'x', model.nbytes);
	memcpy(few, model.data, 8);
	for (size_t i = 1; i <= 8; i++) {
		expected.size_nbytes = (int64_t)model.nbytes - 3;
		check_look((struct bytes){few, model.nbytes},
			i == 4 ? ARRIVAL_LINE_ENDINGS : ARRIVAL_OVERSIZED, false, "");
		memcpy(few + 1000 * i, "\r\n", 2);
	}
	check_look((struct bytes){few, model.nbytes}, ARRIVAL_LINE_ENDINGS, false, "3 bytes more");
	expected.size_nbytes = (int64_t)model.nbytes - 9;
	check_look((struct bytes){few, model.nbytes}, ARRIVAL_OVERSIZED, false, "it goes on");
	expected = known;
}

static void test_line_endings(void)
{
	test_line_endings_own_pairs();
	struct bytes added = with_pairs(model, true);
	CHECK(added.nbytes > model.nbytes + 10, "the model holds bytes of 10");
	check_look(added, ARRIVAL_LINE_ENDINGS, true,
		"the file itself, with every line end made CR LF");
	((unsigned char *)(uintptr_t)added.data)[100] ^= 0x80;
	check_look(added, ARRIVAL_LINE_ENDINGS, false, "perhaps the file");
	test_line_endings_cut();

	// A longer file of which the pairs can be counted.
	struct card_file known = expected;
	enum { NBYTES = 1000000 };
	unsigned char *data = arena_alloc(&arena, NBYTES, 1, 1);
	memcpy(data, "\x1c\0\0\0TFL3", 8);
	uint32_t x = 1;
	for (size_t i = 8; i < NBYTES; i++)
		data[i] = (unsigned char)((x = x * 1664525u + 1013904223u) >> 24);
	struct bytes whole = {data, NBYTES}, removed = with_pairs(whole, false);
	struct digests digests = digest_bytes(whole);
	expected.size_nbytes = NBYTES;
	memcpy(expected.sha1, digests.sha1, sizeof(digests.sha1));
	memcpy(expected.sha256, digests.sha256, sizeof(digests.sha256));
	CHECK(removed.nbytes < whole.nbytes, "%zu pairs", whole.nbytes - removed.nbytes);
	struct arrival arrival = check_look(
		removed, ARRIVAL_LINE_ENDINGS, false, "perhaps the file, with every CR LF made LF");
	CHECK(arrival.lasting, "a wrong mode stays wrong");
	arrival = look(removed, (int64_t)removed.nbytes, whole);
	CHECK(arrival.kind == ARRIVAL_LINE_ENDINGS && arrival.same, "%s", arrival.what);
	check_look((struct bytes){data, NBYTES - 10}, ARRIVAL_TRUNCATED, false, "cut short");
	expected = known;
}

int main(void)
{
	model = builtin_find(MODEL_PATH);
	struct digests digests = digest_bytes(model);
	expected.size_nbytes = (int64_t)model.nbytes;
	memcpy(expected.sha1, digests.sha1, sizeof(digests.sha1));
	memcpy(expected.sha256, digests.sha256, sizeof(digests.sha256));
	random_init();
	test_pointer();
	test_documents();
	test_length();
	test_wrapped();
	test_line_endings();
	arena_release(&arena);
	return check_done();
}
