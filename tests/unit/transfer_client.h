// SPDX-License-Identifier: Apache-2.0
/*
 * What the tests of transfers share: the fault server with one file of text, and a sink that
 * takes as much as is expected and counts what it is offered beyond that.
 */
#ifndef TESTS_UNIT_TRANSFER_CLIENT_H
#define TESTS_UNIT_TRANSFER_CLIENT_H

#include "tests/unit/check.h"
#include "tests/unit/httpd.h"
#include "tests/unit/scratch.h"
#include "zoo/transfer.h"

enum { CONTENT_NBYTES = 300000 };

static unsigned char content[CONTENT_NBYTES];
static struct arena arena;
static struct httpd httpd;

struct client {
	// What was received, of this and of earlier transfers.
	unsigned char data[CONTENT_NBYTES];
	int64_t kept_nbytes;
	int64_t past_nbytes; // offered beyond the expected size
	int begun_count;
	int64_t first_nbyte, total_nbytes;
	char validator[300];
	// How it ended.
	bool ok;
	struct transfer_failure failure;
	struct status st;
};

static struct client client;

static bool client_begin(void *context, const struct transfer_answer *answer, struct status *st)
{
	struct client *c = context;
	(void)st;
	c->begun_count++;
	c->first_nbyte = c->kept_nbytes = answer->first_nbyte;
	c->total_nbytes = answer->total_nbytes;
	snprintf(c->validator, sizeof(c->validator), "%s",
		answer->validator ? answer->validator : "");
	return true;
}

static bool client_add(void *context, const void *data, size_t nbytes, struct status *st)
{
	struct client *c = context;
	size_t room = sizeof(c->data) - (size_t)c->kept_nbytes;
	size_t taken = nbytes < room ? nbytes : room;
	memcpy(c->data + c->kept_nbytes, data, taken);
	c->kept_nbytes += (int64_t)taken;
	c->past_nbytes += (int64_t)(nbytes - taken);
	return taken == nbytes || status_fail(st, STATUS_NO, "size: more than expected");
}

static const struct transfer_sink client_sink = {client_begin, client_add, &client};

static const char *client_url(const char *behaviour)
{
	return arena_printf(&arena, "http://127.0.0.1:%d/%s/dir/file.txt", httpd.port, behaviour);
}

static bool client_run(const struct transfer_request *request)
{
	client.past_nbytes = client.begun_count = 0;
	client.st = (struct status){0};
	client.ok = transfer_run(request, &client_sink, &client.failure, NULL, &client.st);
	return client.ok;
}

static bool client_get_url(const char *url)
{
	client.kept_nbytes = 0;
	return client_run(&(struct transfer_request){
		.url = url, .what = "file.txt", .expected_nbytes = CONTENT_NBYTES});
}

__attribute__((unused)) static bool client_get(const char *behaviour)
{
	return client_get_url(client_url(behaviour));
}

static bool client_is_right(void)
{
	return client.ok && client.kept_nbytes == CONTENT_NBYTES &&
	       memcmp(client.data, content, CONTENT_NBYTES) == 0;
}

// STATUS_NETWORK with these words, URL in front, and whether it may be tried again.
__attribute__((unused)) static bool client_failed(
	const char *name, const char *says, bool again, long http_status)
{
	bool told = !client.ok && client.st.code == STATUS_NETWORK && !client.failure.from_sink &&
		    strncmp(client.st.message, "http", 4) == 0 && strstr(client.st.message, says);
	CHECK(told, "%s: \"%s\" is in: %s", name, says, client.st.message);
	CHECK_INT(client.failure.again, again, "%s: again", name);
	CHECK_INT(client.failure.http_status, http_status, "%s: status of HTTP", name);
	return told;
}

// How much the server sent for a path, once it has noticed that nobody listens.
__attribute__((unused)) static long long client_sent_nbytes(const char *behaviour)
{
	long long sent = -1;
	const char *line = arena_printf(&arena, "SENT /%s/", behaviour);
	for (int i = 0; i < 100 && httpd_count(&httpd, line, &sent) == 0; i++)
		usleep(20000);
	return sent;
}

static void client_environment(void)
{
	static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
		"ALL_PROXY", "no_proxy", "NO_PROXY", "CURL_CA_BUNDLE", "SSL_CERT_FILE",
		"SSL_CERT_DIR", NULL};
	for (const char *const *name = names; *name; name++)
		unsetenv(*name);
}

// False, having said so: there is no server.
__attribute__((unused)) static bool client_start(const char *test)
{
	client_environment();
	scratch_begin();
	for (int i = 0; i < CONTENT_NBYTES; i++)
		content[i] = (unsigned char)(i % 61 == 60 ? '\n' : 'a' + i * 7 % 26);
	const char *root = arena_printf(&arena, "%s/root", scratch_directory);
	scratch_write(arena_printf(&arena, "%s/dir/file.txt", root), content, CONTENT_NBYTES);
	scratch_write(arena_printf(&arena, "%s/another", root), "another", 7);
	return CHECK(
		httpd_start(&httpd, test, root, arena_printf(&arena, "%s/log", scratch_directory)),
		"the server runs");
}

__attribute__((unused)) static int client_done(void)
{
	httpd_stop(&httpd);
	arena_release(&arena);
	return check_done();
}

#endif
