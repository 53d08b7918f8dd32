// SPDX-License-Identifier: Apache-2.0
/*
 * A transfer against every answer of the fault server that does not take time, is not about
 * ranges, redirects, proxies or TLS: what is said, whether asking again may help, and how
 * many bytes come in.
 */
#include "tests/unit/transfer_client.h"

#include <pthread.h>

enum { PIECE_NBYTES = 16 << 10, THREAD_COUNT = 8, BEHAVIOUR_COUNT_MIN = 60 };

// Complete as far as HTTP can tell.
static const struct {
	const char *behaviour;
	int64_t nbytes; // to the sink
} answered[] = {
	{"ok", CONTENT_NBYTES},
	{"range", CONTENT_NBYTES},
	{"slow", CONTENT_NBYTES},
	{"chunked", CONTENT_NBYTES},
	{"chunked-trailer", CONTENT_NBYTES},
	{"no-length", CONTENT_NBYTES},
	{"abrupt", CONTENT_NBYTES},
	{"continue", CONTENT_NBYTES},
	{"reset-end", CONTENT_NBYTES}, // the byte count decides
	{"wrong", CONTENT_NBYTES},
	{"half", CONTENT_NBYTES / 2},
	{"length-short", CONTENT_NBYTES / 2},
	{"html", 56},
	{"quota", 129},
	{"json", 21},
	{"empty", 0},
	{"pointer", 131},
	{"pointer-other", 131},
	{"another", 7},
};

static const struct {
	const char *behaviour, *says;
	bool again;
	long http_status;
} failed[] = {
	{"truncated", "the connection ended before the file did, after 150000 bytes", true, 200},
	{"reset", "the connection broke (", true, 200},
	{"silent", "closed the connection before it had answered", true, 0},
	{"half-head", "closed the connection before it had answered", true, 200},
	{"length-twice", "not proper HTTP: Content-Length more than once", false, 200},
	{"length-conflict", "not proper HTTP: Content-Length more than once", false, 200},
	{"length-list", "not proper HTTP: a Content-Length that is no number", false, 200},
	{"length-negative", "not proper HTTP", false, 200},
	{"length-huge", "not proper HTTP: a Content-Length that is no number", false, 200},
	{"length-garbage", "not proper HTTP", false, 200},
	{"chunked-cut", "the connection ended before the file did, after 300000 bytes", true, 200},
	{"chunked-size", "the connection broke (", true, 200},
	{"chunked-bad-trailer", "after 300000 bytes", true, 200},
	{"transfer-gzip", "encoded (gzip, chunked), which was not asked for", false, 200},
	{"encoded", "encoded (gzip), which was not asked for", false, 200},
	{"encoded-br", "encoded (br), which was not asked for", false, 200},
	{"encoded-zstd", "encoded (zstd), which was not asked for", false, 200},
	{"garbage", "not proper HTTP (", false, 0},
	{"http09", "not proper HTTP (Received HTTP/0.9 when not allowed)", false, 0},
	{"header-flood", "too many headers: expected at most 1000 lines", false, 0},
	{"header-long", "a header of more than 100 KiB", false, 200},
	{"continue-flood", "too many headers", false, 0},
	{"endless-404", "answered 404 (not found)", false, 404},
	{"204", "answered 204", false, 204},
	{"400", "answered 400: \"no such \\x1b[31mthing\"", false, 400},
	{"401", "answered 401 (the server wants a login)", false, 401},
	{"403", "answered 403 (forbidden)", false, 403},
	{"retry-always", "answered 429 (too many requests), and asks to wait 1 s", true, 429},
	{"403-limit", "answered 403 (too many requests from this address), and asks to wait", false,
		403},
	{"404", "answered 404 (not found)", false, 404},
	{"407", "answered 407 (it wants a proxy's login, but no proxy is in use)", false, 407},
	{"408", "answered 408 (the request took too long)", true, 408},
	{"410", "answered 410 (gone)", false, 410},
	{"429", "answered 429 (too many requests)", true, 429},
	{"500", "answered 500 (an error of the server)", true, 500},
	{"502", "answered 502 (a server behind the server failed)", true, 502},
	{"503", "answered 503 (unavailable for now)", true, 503},
	{"504", "answered 504 (a server behind the server failed)", true, 504},
	{"509", "(its transfer quota is used up): \"This repository is over its data quota.\"",
		true, 509},
	{"partial", "answered 206 (a part of the file), which was not asked for", false, 206},
};

// The server's wish, which comes once.
static const struct {
	const char *behaviour;
	int64_t least_s, most_s;
} patience[] = {
	{"503", -1, -1},
	{"403-limit", 1795, 1800},
	{"retry-seconds", 1, 1},
	{"retry-date", 1, 2},
	{"retry-past", 0, 0},
	{"retry-decade", 86400, 86400},
	{"retry-huge", 86400, 86400},
	{"retry-negative", -1, -1},
	{"retry-garbage", -1, -1},
};

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static void test_answered(void)
{
	for (int i = 0; i < COUNT(answered); i++) {
		const char *name = answered[i].behaviour;
		CHECK(client_get(name), "%s is answered %s", name, client.st.message);
		CHECK_INT(client.kept_nbytes, answered[i].nbytes, "%s: bytes", name);
		CHECK_INT(client.begun_count, 1, "%s: begun once", name);
		CHECK_INT(client.first_nbyte, 0, "%s: at 0", name);
	}
	client_get("ok");
	CHECK(client_is_right(), "the right bytes");
	CHECK_INT(client.total_nbytes, CONTENT_NBYTES, "the size is said");
	CHECK_TEXT(client.validator, "", "no validator is said");
	client_get("no-length");
	CHECK_INT(client.total_nbytes, -1, "no size is said");
	client_get("flaky/1");
	client_failed("flaky", "answered 503", true, 503);
	CHECK(client_get("flaky/1") && client_is_right(), "the second time it is there");
	CHECK_TEXT(client.validator, "\"v1\"", "with its validator");
}

static void test_failed(void)
{
	for (int i = 0; i < COUNT(failed); i++) {
		client_get(failed[i].behaviour);
		client_failed(failed[i].behaviour, failed[i].says, failed[i].again,
			failed[i].http_status);
		CHECK(strstr(client.st.message, client_url(failed[i].behaviour)),
			"%s: the URL is named", failed[i].behaviour);
	}
	client_get("403-limit");
	CHECK(strstr(client.st.message, "\"{\"message\": \"API rate limit exceeded\"}\"") &&
			strstr(client.st.hint, "mirror"),
		"what an API says is passed on: %s (%s)", client.st.message, client.st.hint);
	client_get("no-such-behaviour");
	client_failed("unknown path", "(not found)", false, 404);
}

static void test_patience(void)
{
	for (int i = 0; i < COUNT(patience); i++) {
		const char *name = patience[i].behaviour;
		CHECK(!client_get(name), "%s fails", name);
		int64_t wish_s = client.failure.retry_after_s;
		CHECK(wish_s >= patience[i].least_s && wish_s <= patience[i].most_s,
			"%s: wait %lld s", name, (long long)wish_s);
		if (strncmp(name, "retry-", 6) == 0)
			CHECK(client_get(name) && client_is_right(), "%s: then it is there", name);
	}
}

// The sink refuses what is too much: 16 KiB may come in beyond, and the server must stop.
static void test_too_much(void)
{
	static const char *const names[] = {"oversized", "endless", "crlf", "gzip", "zip"};
	for (int i = 0; i < COUNT(names); i++) {
		CHECK(!client_get(names[i]) && client.failure.from_sink &&
				client.st.code == STATUS_NO,
			"%s is the sink's to refuse: %s", names[i], client.st.message);
		CHECK_TEXT(client.st.message, "size: more than expected", "in its words");
		CHECK(client.past_nbytes > 0 && client.past_nbytes <= PIECE_NBYTES,
			"%s: %lld bytes beyond", names[i], (long long)client.past_nbytes);
	}
	// What was sent sits in the buffers of two sockets, too.
	long long sent = client_sent_nbytes("endless");
	CHECK(sent >= CONTENT_NBYTES && sent < CONTENT_NBYTES + (8 << 20),
		"endless: the server sent %lld bytes", sent);
	sent = client_sent_nbytes("endless-404");
	CHECK(sent > 0 && sent < 8 << 20, "endless-404: the server sent %lld bytes", sent);
}

static void test_refused_before(void)
{
	static const char *const urls[] = {"ftp://127.0.0.1/x", "file:///etc/passwd",
		"http://127.0.0.1/\r\nX: y", "http://127.0.0.1/a b", "", "127.0.0.1",
		"http://127.0.0.1/\x1b[2J"};
	static const char *const headers[] = {"X-Key: a\r\nX-Injected: yes", "Host: elsewhere",
		"Range: bytes=0-1", "Content-Length: 5", "transfer-encoding: chunked", "NoColon",
		": empty", "X Y: z"};
	for (int i = 0; i < COUNT(urls); i++)
		CHECK(!client_get_url(urls[i]) && client.st.code == STATUS_NETWORK &&
				strstr(client.st.message, "not a URL of http or https"),
			"no URL: %s", client.st.message);
	int before = httpd_count(&httpd, "GET ", NULL);
	for (int i = 0; i < COUNT(headers); i++) {
		const char *const list[] = {"Accept: x/y", headers[i], NULL};
		CHECK(!client_run(&(struct transfer_request){
			      .url = client_url("ok"), .expected_nbytes = -1, .headers = list}) &&
				strstr(client.st.message, "is not one to be sent"),
			"no header: %s", client.st.message);
	}
	CHECK(!client_run(&(struct transfer_request){.url = client_url("range"),
		      .first_nbyte = 1,
		      .if_range = "\"v1\"\r\nX: y"}) &&
			strstr(client.st.message, "validator"),
		"no validator: %s", client.st.message);
	CHECK_INT(httpd_count(&httpd, "GET ", NULL), before, "no request was made");
}

static void test_no_answer(void)
{
	client_get_url("http://127.0.0.1:1/x");
	client_failed("nobody listens", "cannot connect to 127.0.0.1 (", true, 0);
	client_get_url("http://no-such-host.invalid/x");
	client_failed("no such host", "cannot resolve host no-such-host.invalid", true, 0);
	// libcurl asks ::1 first, where nobody listens.
	client_get_url(arena_printf(&arena, "http://localhost:%d/ok/dir/file.txt", httpd.port));
	CHECK(client_is_right(), "IPv6 is dead, IPv4 is not %s", client.st.message);
	client_get_url(arena_printf(&arena, "http://[::1]:%d/ok/dir/file.txt", httpd.port));
	CHECK(!client.ok && strstr(client.st.message, "cannot connect to ::1"), "IPv6 alone: %s",
		client.st.message);
	client_get_url(
		arena_printf(&arena, "http://me:secret@127.0.0.1:%d/404/x?key=hidden", httpd.port));
	CHECK(strstr(client.st.message, "/404/x?...: ") && !strstr(client.st.message, "secret") &&
			!strstr(client.st.message, "hidden"),
		"neither password nor key is shown: %s", client.st.message);
}

// Two sinks at once do not mix.
static void *transfer_in_thread(void *context)
{
	struct transfer_failure failure;
	struct client *c = context;
	const struct transfer_sink sink = {client_begin, client_add, c};
	c->ok = transfer_run(&(struct transfer_request){.url = client_url("slow"),
				     .what = "file",
				     .expected_nbytes = CONTENT_NBYTES},
		&sink, &failure, NULL, &c->st);
	return NULL;
}

static void test_threads(void)
{
	static struct client clients[THREAD_COUNT];
	pthread_t threads[THREAD_COUNT];
	int right = 0;
	for (int i = 0; i < THREAD_COUNT; i++)
		if (pthread_create(&threads[i], NULL, transfer_in_thread, &clients[i]) != 0)
			exit(3);
	for (int i = 0; i < THREAD_COUNT; i++) {
		pthread_join(threads[i], NULL);
		right += clients[i].ok && memcmp(clients[i].data, content, CONTENT_NBYTES) == 0;
	}
	CHECK_INT(right, THREAD_COUNT, "threads with the right bytes");
}

// The server's table covers the faults that a server can make.
static void test_list(const char *test)
{
	static const char *const faults[] = {"F-04", "F-05", "F-06", "F-08", "F-11", "F-13", "F-14",
		"F-15", "F-16", "F-17", "F-20", "F-21", "F-22", "F-23", "F-24", "F-25", "F-26",
		"F-27", "F-28", "F-29", "F-30", "F-31", "F-32", "F-33", "F-34", "F-35", "F-39"};
	char text[32 << 10];
	FILE *list = popen(arena_printf(&arena, "'%s' --list", httpd_program(test)), "r");
	size_t nbytes = list ? fread(text, 1, sizeof(text) - 1, list) : 0;
	int lines = 0;
	text[nbytes] = '\0';
	CHECK(list && pclose(list) == 0, "the server lists its behaviours");
	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	CHECK(lines >= BEHAVIOUR_COUNT_MIN, "%d behaviours", lines);
	for (int i = 0; i < COUNT(faults); i++)
		CHECK(strstr(text, faults[i]), "%s is among them", faults[i]);
}

int main(int argc, char **argv)
{
	(void)argc;
	if (!client_start(argv[0]))
		return check_done();
	test_list(argv[0]);
	test_answered();
	test_failed();
	test_patience();
	test_too_much();
	test_refused_before();
	test_no_answer();
	test_threads();
	return client_done();
}
