// SPDX-License-Identifier: Apache-2.0
/*
 * Which sources are asked, in which order, and which are not: mirrors that are servers or
 * directories, the program itself, and none of the network when offline.
 */
#include "tests/unit/fetch_world.h"
#include "zoo/builtin.h"

#include <sys/stat.h>

static void test_sources_in_turn(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *missing = arena_printf(&arena, "%s/not-there", scratch_directory);
	const char *mirrors[] = {
		missing, url("pointer"), url("500"), url("wrong"), url("ok"), NULL};
	reset();
	CHECK(fetch(&result, mirrors, &st), "the fifth source has it %s", st.message);
	CHECK(strstr(result.source, "/ok/"), "source: %s", result.source);
	CHECK(st.code == STATUS_OK && !*st.message && !*st.hint, "nothing failed: %s", st.message);

	const char *bad[] = {missing, url("500"), url("wrong"), NULL};
	reset();
	CHECK(!fetch(&result, bad, &st) && st.code == STATUS_NO, "one was wrong: code");
	CHECK(strstr(st.message, "/not-there/models/kws/m 1:0/m_INT8.tflite: No such file") &&
			strstr(st.message, "answered 500") && strstr(st.message, "sha1: expected"),
		"every source is named: %s", st.message);
}

static void test_directories(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *plain[] = {root, NULL};
	// "/root" with one letter escaped
	const char *file_url[] = {
		arena_printf(&arena, "file://%s/%%72oot/", scratch_directory), NULL};
	reset();
	CHECK(fetch(&result, plain, &st) && result.outcome == FETCH_FETCHED, "a directory %s",
		st.message);
	CHECK(strncmp(result.source, root, strlen(root)) == 0, "source: %s", result.source);
	reset();
	CHECK(fetch(&result, file_url, &st) && result.outcome == FETCH_FETCHED, "file:// %s",
		st.message);
	reset();
	struct card out = card;
	out.file.path = "../../etc/passwd";
	CHECK(!fetch_card(&result, &store, &out, &(struct fetch_options){.mirrors = plain}, NULL,
		      &arena, &st) &&
			st.code == STATUS_FORMAT,
		"a path that leads out: %s", st.message);
	out = card;
	out.id = "../x";
	CHECK(!fetch_card(&result, &store, &out, &(struct fetch_options){.mirrors = plain}, NULL,
		      &arena, &st) &&
			st.code == STATUS_FORMAT,
		"an id that leads out: %s", st.message);
}

static void test_mirrors_checked(void)
{
	static const char *const good[] = {"/srv/a:b", "./a:b", "srv", "file:///srv",
		"FILE://localhost/srv", "http://h", "HTTPS://me:secret@h:65535/a/b/",
		"http://[::1]:80/x", "lfs+http://h/o/r.git", NULL};
	static const char *const bad[][2] = {{"", "expected a directory or a URL"},
		{"srv:80", "expected a directory or a URL"},
		{"lfs+file:///srv", "expected a directory or a URL"},
		{"http://me:secret@/x", "mirror \"http://***@/x\": no host in it"},
		{"http://h:65536", "Port number"},
		{"lfs+https://h/r.git?x=1", "mirror \"lfs+https://h/r.git?...\": a base URL has"},
		{"http://h/a b", "blanks or control bytes"}};
	struct status st = {0};
	CHECK(fetch_check_mirrors(NULL, &st) && fetch_check_mirrors(good, &st),
		"these are mirrors %s", st.message);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *const mirrors[] = {"srv", bad[i][0], NULL};
		CHECK(!fetch_check_mirrors(mirrors, &st) && st.code == STATUS_USAGE &&
				strstr(st.message, bad[i][1]) && st.hint[0],
			"\"%s\" is none: %s", bad[i][0], st.message);
	}
}

// What lies in the mirror is its own; what a link in it names elsewhere is not.
static void test_links(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *mirror = arena_printf(&arena, "%s/links", scratch_directory);
	const char *folder = arena_printf(&arena, "%s/models/kws", mirror);
	const char *file = arena_printf(&arena, "%s/%s", mirror, model_upstream);
	const char *secret = arena_printf(&arena, "%s/secret", scratch_directory);
	scratch_write(secret, content, CONTENT_NBYTES);
	scratch_write(arena_printf(&arena, "%s/kept/m", mirror), content, CONTENT_NBYTES);
	scratch_write(file, "", 0);
	CHECK(unlink(file) == 0 && symlink("../../../kept/m", file) == 0 &&
			fetch_anew(&result, mirror, &st),
		"a link within the mirror is followed %s", st.message);
	CHECK(unlink(file) == 0 && symlink("../../../../secret", file) == 0 &&
			!fetch_anew(&result, mirror, &st) &&
			strstr(st.message, "leads out of the mirror"),
		"one out of it is not: %s", st.message);
	CHECK(unlink(file) == 0 && symlink(secret, file) == 0 &&
			!fetch_anew(&result, mirror, &st) &&
			strstr(st.message, "leads out of the mirror"),
		"nor an absolute one");
	CHECK(unlink(file) == 0 && mkfifo(file, 0600) == 0 && !fetch_anew(&result, mirror, &st) &&
			strstr(st.message, "expected a file, found a FIFO"),
		"a pipe is no file");
	scratch_remove(folder);
	CHECK(symlink(arena_printf(&arena, "%s/models/kws", root), folder) == 0 &&
			!fetch_anew(&result, mirror, &st) &&
			strstr(st.message, "leads out of the mirror"),
		"nor through a directory");
	const char *alias = arena_printf(&arena, "%s/alias", scratch_directory);
	CHECK(symlink(root, alias) == 0 && fetch_anew(&result, alias, &st),
		"the mirror itself may be named by a link %s", st.message);
}

static void test_builtin(void)
{
	struct fetch_result result;
	struct status st = {0};
	struct fetch_options options = {.offline = true};
	static const char path[] = "models/keyword_spotting/demo_words/demo_words.tflite";
	struct bytes bytes = builtin_find(path);
	struct card inside = scratch_card("inside", "file.bin", path, bytes);
	inside.upstream_repository = inside.upstream_commit = "";
	reset();
	CHECK(fetch_card(&result, &store, &inside, &options, NULL, &arena, &st) &&
			result.outcome == FETCH_FETCHED &&
			result.transferred_nbytes == (int64_t)bytes.nbytes,
		"from inside the program %s", st.message);
	CHECK_TEXT(result.source, "builtin", "its source");
	CHECK(scratch_holds(
		      store_path(&store, &inside, "file.bin", &arena), bytes.data, bytes.nbytes),
		"its content");
	inside.file.path = "metadata/no-such-file";
	inside.id = "outside";
	reset(); // or the store would have the bytes
	CHECK(!fetch_card(&result, &store, &inside, &options, NULL, &arena, &st) &&
			strstr(st.message, "not inside this program"),
		"no such file: %s", st.message);
}

static void test_offline(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *online[] = {url("ok"), NULL};
	const char *both[] = {url("ok"), root, NULL};
	struct fetch_options options = {.mirrors = online, .offline = true};
	int before = httpd_count(&httpd, "GET ", NULL);
	reset();
	CHECK(!fetch_card(&result, &store, &card, &options, NULL, &arena, &st) &&
			st.code == STATUS_NETWORK && strstr(st.message, "--offline"),
		"offline: %s", st.message);
	CHECK(strstr(st.hint, "ZOO_MIRROR") && strstr(st.hint, "zoo add"), "hint: %s", st.hint);
	options.mirrors = both;
	CHECK(fetch_card(&result, &store, &card, &options, NULL, &arena, &st) &&
			strncmp(result.source, root, strlen(root)) == 0,
		"offline, from a directory %s", st.message);
	CHECK_INT(httpd_count(&httpd, "GET ", NULL), before, "no request was made");
}

int main(int argc, char **argv)
{
	(void)argc;
	if (world_begin(argv[0])) {
		test_sources_in_turn();
		test_directories();
		test_mirrors_checked();
		test_links();
		test_builtin();
		test_offline();
	}
	return world_end();
}
