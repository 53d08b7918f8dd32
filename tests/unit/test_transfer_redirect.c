// SPDX-License-Identifier: Apache-2.0
/*
 * Where redirects lead and where they do not, what goes with a request to whom, and POST,
 * against Git LFS's batch API as the fault server has it.
 */
#include "tests/unit/transfer_client.h"

#include "zoo/digest.h"

static const struct {
	const char *behaviour, *says;
} refused[] = {
	{"hops/6", "more than 5 redirects"},
	{"loop", "more than 5 redirects"},
	{"nowhere", "answered 302, a redirect without a target"},
	{"file-redirect", "redirect to file:///"},
	{"redirect-ftp",
		"redirect to ftp://127.0.0.1/dir/file.txt refused: only http and https are "
		"followed"},
	{"redirect-gopher", "redirect to gopher://"},
	{"redirect-scp", "redirect to scp://"},
	{"redirect-data", "redirect to data:"},
	{"redirect-control", "\\x1b]52;c;aGk=\\x07\\x1b[2J/"},
};

static void test_followed(void)
{
	static const char *const names[] = {"redirect", "redirect-301", "redirect-303",
		"redirect-307", "redirect-308", "hops/5", "redirect-http", "redirect-endless"};
	for (int i = 0; i < 8; i++)
		CHECK(client_get(names[i]) && client_is_right(), "%s is followed %s", names[i],
			client.st.message);
	long long sent = client_sent_nbytes("redirect-endless");
	CHECK(sent > 0 && sent < 8 << 20, "an endless page was left after %lld bytes", sent);
	CHECK(client_get("login-302") && client.kept_nbytes == 56, "a login page is an answer");
}

static void test_refused(void)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		client_get(refused[i].behaviour);
		client_failed(refused[i].behaviour, refused[i].says, false, 302);
		CHECK_INT(client.begun_count, 0, "%s: nothing was begun", refused[i].behaviour);
		for (const char *c = client.st.message; *c; c++)
			if ((unsigned char)*c < ' ' || *c == 0x7f)
				CHECK(false, "%s: a control byte is shown", refused[i].behaviour);
	}
	CHECK_INT(httpd_count(&httpd, "GET /loop/", NULL), 6, "one request and five redirects");
	client_get("redirect-crlf");
	client_failed(
		"redirect-crlf", "a carriage return or a zero in \"Location: /ok/\"", false, 0);
	client_get("redirect/no-such-file");
	client_failed(
		"not found behind a redirect", " (redirected to http://127.0.0.1:", false, 404);
}

static bool get_with(const char *url, const char *const *headers)
{
	client.kept_nbytes = 0;
	return client_run(&(struct transfer_request){.url = url,
		.what = "file.txt",
		.expected_nbytes = CONTENT_NBYTES,
		.headers = headers});
}

// Keys go to whom they are for, and not to another host, be it the same machine.
static void test_keys(void)
{
	const char *const headers[] = {
		"Authorization: Bearer top-secret", "Accept: text/plain", NULL};
	CHECK(get_with(client_url("login-needed"), headers) && client_is_right(), "a header %s",
		client.st.message);
	CHECK(get_with(client_url("redirect-same"), headers) && client_is_right(),
		"goes along on the same host %s", client.st.message);
	static const char *const none[] = {NULL}, *const local[] = {"localhost", NULL};
	const struct transfer_request named = {.url = client_url("redirect-host"),
		.what = "file.txt",
		.expected_nbytes = CONTENT_NBYTES,
		.redirect_hosts = none};
	CHECK(!client_run(&named) && client.failure.http_status == 302 &&
			strstr(client.st.message, "refused: not a host of this publisher's"),
		"only to hosts that are named: %s", client.st.message);
	struct transfer_request allowed = named;
	allowed.redirect_hosts = local;
	CHECK(!client_run(&allowed) && client.failure.http_status == 401, "such as this one: %s",
		client.st.message);
	allowed = named;
	allowed.url = client_url("redirect-same");
	CHECK(!client_run(&allowed) && client.failure.http_status == 401,
		"and the server's own always: %s", client.st.message);
	CHECK(!get_with(client_url("redirect-host"), headers) &&
			client.failure.http_status == 401 &&
			strstr(client.st.message, "(redirected to http://localhost:"),
		"but not to another: %s", client.st.message);

	const char *user =
		arena_printf(&arena, "http://me:secret@127.0.0.1:%d/%%s/dir/file.txt", httpd.port);
	static const char *const names[] = {"login-needed", "redirect-same", "redirect-host"};
	for (int i = 0; i < 3; i++) {
		const char *url = arena_printf(&arena, "%.*s%s/dir/file.txt",
			(int)(strstr(user, "%s") - user), user, names[i]);
		bool ok = client_get_url(url) && client_is_right();
		CHECK_INT(ok, i < 2, "user and password of the URL, %s: %s", names[i],
			client.st.message);
		CHECK(ok || (client.failure.http_status == 401 &&
				    !strstr(client.st.message, "secret")),
			"%s: not shown", names[i]);
	}
	CHECK_INT(httpd_count(&httpd, "AUTHORIZATION /login-needed/", NULL), 4,
		"four requests had a key");
}

// A file in HOME is not asked for keys.
static void test_netrc(void)
{
	static const char text[] = "machine 127.0.0.1 login me password secret\n"
				   "machine localhost login me password secret\n";
	scratch_write(
		arena_printf(&arena, "%s/home/.netrc", scratch_directory), text, strlen(text));
	setenv("HOME", arena_printf(&arena, "%s/home", scratch_directory), 1);
	int before = httpd_count(&httpd, "AUTHORIZATION", NULL);
	CHECK(!client_get("login-needed") && client.failure.http_status == 401,
		".netrc is not read: %s", client.st.message);
	CHECK_INT(httpd_count(&httpd, "AUTHORIZATION", NULL), before, "no key was sent");
}

static bool post(const char *behaviour, const char *sha256)
{
	static const char *const headers[] = {"Accept: application/vnd.git-lfs+json",
		"Content-Type: application/vnd.git-lfs+json", NULL};
	const char *body = arena_printf(&arena,
		"{\"operation\": \"download\", \"transfers\": [\"basic\"], \"objects\": "
		"[{\"oid\": \"%s\", \"size\": %d}]}",
		sha256, CONTENT_NBYTES);
	client.kept_nbytes = 0;
	memset(client.data, 0, 4096);
	return client_run(&(struct transfer_request){
		.url = arena_printf(&arena, "http://127.0.0.1:%d/%s/o/r.git/info/lfs/objects/batch",
			httpd.port, behaviour),
		.what = "batch",
		.expected_nbytes = -1,
		.body = body,
		.headers = headers});
}

static void test_batch(void)
{
	struct digests digests = digest_bytes((struct bytes){content, CONTENT_NBYTES});
	const char *text = (const char *)client.data;
	CHECK(post("lfs", digests.sha256) && strstr(text, "\"href\": \"http://127.0.0.1:"),
		"the batch is answered %s", client.st.message);
	CHECK_INT(httpd_count(&httpd, "POST /lfs/", NULL), 1, "it was a POST");
	const char *href = strstr(text, "http://");
	href = arena_printf(&arena, "%.*s", (int)strcspn(href, "\""), href);
	CHECK(client_get_url(href) && client_is_right(), "the href leads to it %s",
		client.st.message);

	const char *const key[] = {"X-Key: open sesame", NULL};
	CHECK(post("lfs-key", digests.sha256) && strstr(text, "open sesame"), "one with a key");
	href = strstr(text, "http://");
	href = arena_printf(&arena, "%.*s", (int)strcspn(href, "\""), href);
	CHECK(!client_get_url(href) && client.failure.http_status == 403, "refused without");
	CHECK(get_with(href, key) && client_is_right(), "and taken with it");

	static const char none[] = "00";
	CHECK(post("lfs", none) && strstr(text, "\"code\": 404"), "no such object: %s", text);
	CHECK(!post("lfs-429", none) && client.failure.again && client.failure.retry_after_s == 1,
		"too many: %s", client.st.message);
	CHECK(!post("lfs-quota", none) && strstr(client.st.message, "exceeded its LFS budget"),
		"the quota: %s", client.st.message);
	CHECK(!post("lfs-endless", none) && client.failure.from_sink, "one without end: %s",
		client.st.message);
}

// The answer to POST /redirect.../lfs/ is a redirect to /ok/, where GET and POST are alike.
static void test_redirected_post(void)
{
	static const char *const names[] = {
		"redirect", "redirect-301", "redirect-307", "redirect-308", "redirect-303"};
	for (int i = 0; i < 5; i++) {
		client.kept_nbytes = 0;
		int posts = httpd_count(&httpd, "POST /ok/", NULL);
		CHECK(client_run(&(struct transfer_request){.url = client_url(names[i]),
			      .expected_nbytes = CONTENT_NBYTES,
			      .body = "{}"}),
			"%s: a POST is followed %s", names[i], client.st.message);
		CHECK_INT(httpd_count(&httpd, "POST /ok/", NULL) - posts, i < 4, "%s: stays one",
			names[i]);
	}
}

int main(int argc, char **argv)
{
	(void)argc;
	if (!client_start(argv[0]))
		return check_done();
	test_followed();
	test_refused();
	test_keys();
	test_netrc();
	test_batch();
	test_redirected_post();
	return client_done();
}
