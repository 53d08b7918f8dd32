// SPDX-License-Identifier: Apache-2.0
/*
 * Fetch against a server that answers wrongly: what is said, what is left in tmp/ (nothing)
 * and what has a final name (the right file, or none).
 */
#include "tests/unit/fetch_world.h"

// One mirror, and upstream, which cannot be reached.
static void check_failure(const char *behaviour, enum status_code code, const char *says)
{
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url(behaviour), NULL};
	reset();
	CHECK(!fetch(&result, mirrors, &st), "%s fails", behaviour);
	CHECK_INT(result.outcome, FETCH_FAILED, "%s: outcome", behaviour);
	CHECK_INT(st.code, code, "%s: code", behaviour);
	CHECK(strstr(st.message, says) && strstr(st.message, mirrors[0]),
		"%s: says \"%s\" and names the source: %s", behaviour, says, st.message);
	CHECK(strstr(st.message, "https://github.com/ARM-software/ML-zoo/raw/aec70be/models/kws/"
				 "m%201%3A0/m_INT8.tflite") &&
			strstr(st.message,
				"https://media.githubusercontent.com/media/ARM-software/") &&
			strstr(st.message, "lfs+https://github.com/ARM-software/ML-zoo.git"),
		"%s: names the upstream addresses", behaviour);
	CHECK(st.hint[0], "%s: a hint: %s", behaviour, st.hint);
	CHECK_INT(result.attempt_count, 4, "%s: four sources", behaviour);
	CHECK(result.attempt_count > 0 && strstr(result.attempts[0].answer, says) &&
			strncmp(result.attempts[0].source, mirrors[0], strlen(mirrors[0])) == 0 &&
			(result.attempts[0].kind != NULL) == (code == STATUS_NO),
		"%s: the first one's answer", behaviour);
	CHECK_INT(scratch_count(tmp_path), 0, "%s: nothing is left in tmp", behaviour);
	CHECK(!store_has(&store, &card, model_name), "%s: nothing is installed", behaviour);
}

static void check_success(const char *behaviour)
{
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url(behaviour), NULL};
	reset();
	if (!CHECK(fetch(&result, mirrors, &st), "%s succeeds %s", behaviour, st.message))
		return;
	CHECK_INT(result.outcome, FETCH_FETCHED, "%s: outcome", behaviour);
	CHECK_INT(result.transferred_nbytes, CONTENT_NBYTES, "%s: bytes", behaviour);
	CHECK(strncmp(result.source, mirrors[0], strlen(mirrors[0])) == 0, "%s: source: %s",
		behaviour, result.source);
	CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "%s: the right bytes", behaviour);
	CHECK_INT(scratch_count(tmp_path), 0, "%s: nothing is left in tmp", behaviour);
}

static void test_behaviours(void)
{
	check_success("ok");
	check_success("ok/");
	check_success("redirect");
	check_success("hops/5");
	check_success("chunked");
	check_success("no-length");
	check_success("slow");

	check_failure("pointer", STATUS_NO,
		"size: expected 300000 bytes, got 131 (a Git LFS pointer to 300000 bytes");
	check_failure("html", STATUS_NO, "(an HTML page (a login or error page?))");
	check_failure("json", STATUS_NO, "(a JSON document with the message \"sorry\")");
	check_failure("empty", STATUS_NO, "got 0 (an empty file)");
	check_failure("half", STATUS_NO,
		"got 150000 (a TFLite model, cut short or another file: it ends at byte");
	check_failure("oversized", STATUS_NO,
		"size: expected 300000 bytes, got 301000 (the file itself, and it goes on behind");
	check_failure("oversized-cut", STATUS_NO,
		"size: expected 300000 bytes, got more (the file itself, and it goes on behind");
	check_failure("crlf", STATUS_NO, "(the file itself, with every line end made CR LF, ");
	check_failure("gzip", STATUS_NO, "(gzip-compressed data, and the file itself is in it)");
	check_failure("zip", STATUS_NO, "(a zip archive, and the file itself is in it as ");
	check_failure("endless", STATUS_NO, "size: expected 300000 bytes, got more");
	check_failure("wrong", STATUS_NO, "sha1: expected ");
	check_failure("404", STATUS_NETWORK, "the server answered 404 (not found)");
	check_failure("500", STATUS_NETWORK, "the server answered 500 (an error of the server)");
	check_failure("partial", STATUS_NETWORK, "the server answered 206");
	check_failure("truncated", STATUS_NETWORK,
		"the connection ended before the file did, after 150000 bytes");
	check_failure("reset", STATUS_NETWORK, "the connection broke (");
	check_failure("loop", STATUS_NETWORK, "more than 5 redirects");
	check_failure("hops/6", STATUS_NETWORK, "more than 5 redirects");
	check_failure("nowhere", STATUS_NETWORK, "a redirect without a target");
	check_failure("file-redirect", STATUS_NETWORK, "only http and https are followed");
	check_failure("encoded", STATUS_NETWORK, "encoded (gzip)");
	check_failure("garbage", STATUS_NETWORK, "not proper HTTP");
}

// Wrong bytes came, too.
static void test_received(void)
{
	static const struct {
		const char *behaviour;
		int64_t least_nbytes, most_nbytes;
	} received[] = {
		{"html", 56, 56}, {"empty", 0, 0}, {"404", 0, 0},
		{"wrong", CONTENT_NBYTES, CONTENT_NBYTES},
		{"oversized", CONTENT_NBYTES + 1000, CONTENT_NBYTES + 1000},
		{"oversized-cut", CONTENT_NBYTES + 500, CONTENT_NBYTES + 500}, // in one try
		{"endless", CONTENT_NBYTES + 1, CONTENT_NBYTES + (16 << 10)},
		{"truncated", 3 * CONTENT_NBYTES / 2, 3 * CONTENT_NBYTES / 2}, // in three tries
	};
	struct fetch_result result;
	struct status st = {0};
	for (size_t i = 0; i < sizeof(received) / sizeof(received[0]); i++) {
		const char *name = received[i].behaviour;
		CHECK(!fetch_anew(&result, url(name), &st), "%s fails", name);
		CHECK(result.received_nbytes >= received[i].least_nbytes &&
				result.received_nbytes <= received[i].most_nbytes,
			"%s: received %lld bytes", name, (long long)result.received_nbytes);
		CHECK(result.attempt_count > 0 &&
				result.attempts[0].nbytes == result.received_nbytes,
			"%s: from the first source", name);
		CHECK_INT(result.transferred_nbytes, 0, "%s: none of them installed", name);
	}
	const char *mirrors[] = {url("html"), url("ok"), NULL};
	reset();
	CHECK(fetch(&result, mirrors, &st), "a page, and then the file %s", st.message);
	CHECK_INT(result.received_nbytes, 56 + CONTENT_NBYTES, "received");
	CHECK_INT(result.transferred_nbytes, CONTENT_NBYTES, "of what is installed");
}

// What is said about addresses that cannot work, and what is not said.
static void test_messages(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *closed[] = {"http://127.0.0.1:1", NULL};
	const char *password[] = {
		arena_printf(&arena, "http://me:secret@127.0.0.1:%d/404", httpd.port), NULL};
	const char *ftp[] = {"ftp://127.0.0.1/x", NULL};
	const char *broken[] = {"http://127.0.0.1/\r\nX: y", NULL};
	reset();
	CHECK(!fetch(&result, closed, &st) && st.code == STATUS_NETWORK &&
			strstr(st.message, "http://127.0.0.1:1/models/") &&
			strstr(st.message, "cannot connect"),
		"nobody listens: %s", st.message);
	CHECK(strstr(st.hint, "ZOO_MIRROR") && strstr(st.hint, "zoo add my-card m_INT8.tflite"),
		"hint: %s", st.hint);
	CHECK(!fetch(&result, password, &st) && strstr(st.message, "(not found)") &&
			!strstr(st.message, "secret"),
		"a password is not shown: %s", st.message);
	CHECK(!fetch(&result, ftp, &st) && st.code == STATUS_USAGE, "ftp: %s", st.message);
	CHECK(!fetch(&result, broken, &st) && st.code == STATUS_USAGE, "line feed: %s", st.message);
	const char *pointer[] = {url("pointer"), NULL};
	CHECK(!fetch(&result, pointer, &st) && strstr(st.hint, "git lfs pull"), "hint: %s",
		st.hint);
}

static void test_limits(void)
{
	long long sent = 0;
	// The server ends a connection on its own time: give it some to write its log.
	for (int i = 0; i < 100 && httpd_count(&httpd, "SENT /endless/", &sent) == 0; i++)
		usleep(20000);
	// What was sent sits in sockets' buffers, too; without a limit it would have no end.
	CHECK(sent > 0 && sent < 64 << 20, "an endless file was cut off after %lld bytes", sent);
}

int main(int argc, char **argv)
{
	(void)argc;
	if (world_begin(argv[0])) {
		test_behaviours();
		test_received();
		test_limits();
		test_messages();
	}
	return world_end();
}
