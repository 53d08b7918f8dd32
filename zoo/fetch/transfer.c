// SPDX-License-Identifier: Apache-2.0
/*
 * A request and its redirects.  They are followed here instead of in libcurl: libcurl's
 * list of redirect protocols is the same for every hop, so that http -> https -> http could
 * not be told from http -> http.
 */
#include "zoo/transfer.h"

#include "engine/base/arena.h"
#include "engine/base/words.h"
#include "zoo/fetch/transfer_answer.h"
#include "zoo/fetch/transfer_limits.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { REDIRECTS_MAX = 5, OWN_HEADERS = 3 };

const char *transfer_library_version(void)
{
	return wire_library_version();
}

static bool is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool names(const char *header, const char *name)
{
	size_t length = strlen(name);
	return strncasecmp(header, name, length) == 0 && header[length] == ':';
}

// What goes with the request to a host.  Strangers learn nothing that may be a key.
static const char *const *headers_for(
	const struct transfer_request *request, bool stranger, struct arena *scratch)
{
	int count = words_count(request->headers), used = 0;
	const char **out = arena_array(scratch, const char *, count + OWN_HEADERS + 1);
	out[used++] = "Accept-Encoding: identity";
	if (request->first_nbyte > 0)
		out[used++] = arena_printf(
			scratch, "Range: bytes=%lld-", (long long)request->first_nbyte);
	if (request->first_nbyte > 0 && request->if_range)
		out[used++] = arena_printf(scratch, "If-Range: %s", request->if_range);
	for (int i = 0; i < count; i++) {
		const char *header = request->headers[i];
		if (!stranger || names(header, "Accept") || names(header, "Content-Type"))
			out[used++] = header;
	}
	out[used] = NULL;
	return out;
}

static bool is_printable_line(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c < ' ' || *c == 0x7f)
			return false;
	return true;
}

// Headers come from other servers, too: none that changes what is asked for, and where.
static bool check_header(const char *header, const char *url, struct status *st)
{
	static const char *const ours[] = {"Host", "Connection", "Content-Length",
		"Transfer-Encoding", "TE", "Upgrade", "Expect", "Accept-Encoding", "Range",
		"If-Range", "Proxy-Authorization", NULL};
	bool good = is_printable_line(header) && strcspn(header, ": ;") > 0 &&
		    header[strcspn(header, ": ;")] == ':';
	for (const char *const *name = ours; *name; name++)
		good = good && !names(header, *name);
	if (good)
		return true;
	char shown[URL_SHOWN_NBYTES];
	url_show(shown, url);
	return status_fail(st, STATUS_NETWORK, "%s: the header \"%.*s\" is not one to be sent",
		shown, (int)strcspn(header, ":"), header);
}

static bool check_request(const struct transfer_request *request, struct status *st)
{
	char shown[URL_SHOWN_NBYTES];
	url_show(shown, request->url);
	if (!url_is_plain(request->url) ||
		(!url_is_http(request->url) && !url_is_https(request->url)))
		return status_fail(st, STATUS_NETWORK, "%s: not a URL of http or https", shown);
	if (request->if_range && !is_printable_line(request->if_range))
		return status_fail(st, STATUS_NETWORK, "%s: the validator \"%s\" is none", shown,
			request->if_range);
	for (int i = 0; i < words_count(request->headers); i++)
		if (!check_header(request->headers[i], request->url, st))
			return false;
	return true;
}

static bool is_allowed(const struct transfer_request *request, const char *target)
{
	char host[URL_HOST_NBYTES], own[URL_HOST_NBYTES];
	if (!request->redirect_hosts)
		return true;
	url_host(host, target);
	url_host(own, request->url);
	bool allowed = strcasecmp(host, own) == 0;
	for (const char *const *name = request->redirect_hosts; !allowed && *name; name++) {
		size_t length = strlen(host), tail = strlen(*name);
		size_t skipped = (*name)[0] == '.' && length > tail ? length - tail : 0;
		allowed = strcasecmp(host + skipped, *name) == 0;
	}
	return allowed;
}

/*
 * Where a redirect leads, or NULL with the status set.  What a server may not do: leave http
 * and https, or take away the encryption.
 */
static const char *redirect_target(struct transfer *t, struct arena *scratch)
{
	char shown[URL_SHOWN_NBYTES];
	const char *location = wire_location(t->wire);
	if (!location) {
		status_fail(t->st, STATUS_NETWORK,
			"%s: the server answered %ld, a redirect without a target", t->shown,
			wire_status(t->wire));
		return NULL;
	}
	url_show(shown, location);
	const char *why = NULL;
	if (!url_is_plain(location))
		why = "blanks or control bytes in it";
	else if (!url_is_http(location) && !url_is_https(location))
		why = "only http and https are followed";
	else if (url_is_https(t->url) && !url_is_https(location))
		why = "from https to http";
	else if (!is_allowed(t->request, location))
		why = "not a host of this publisher's";
	if (!why)
		return arena_strdup(scratch, location);
	status_fail(t->st, STATUS_NETWORK, "%s: redirect to %s refused: %s", t->shown, shown, why);
	return NULL;
}

static void show_hop(struct transfer *t, int hop)
{
	char shown[URL_SHOWN_NBYTES];
	url_show(shown, t->url);
	if (hop == 0)
		t->asked_length = (size_t)snprintf(t->shown, sizeof(t->shown), "%s", shown);
	else
		snprintf(t->shown + t->asked_length, sizeof(t->shown) - t->asked_length,
			" (redirected to %s)", shown);
}

static bool follow(struct transfer *t, struct arena *scratch)
{
	const char *body = t->request->body;
	bool stranger = false;
	for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
		const struct wire_request request = {.url = t->url,
			.headers = headers_for(t->request, stranger, scratch),
			.body = body,
			.connect_ms = transfer_limits.connect_ms};
		transfer_begin_hop(t);
		show_hop(t, hop);
		enum wire_end end = wire_run(t->wire, &request);
		if (t->failed || !is_redirect(wire_status(t->wire)))
			return transfer_judge(t, end);
		t->failure->http_status = wire_status(t->wire);
		if (t->failure->http_status == 303) // "look there" (RFC 9110, 15.4.4)
			body = NULL;
		t->url = redirect_target(t, scratch);
		if (!t->url)
			return false;
		stranger |= !url_same_origin(t->request->url, t->url);
	}
	return status_fail(
		t->st, STATUS_NETWORK, "%s: more than %d redirects", t->shown, REDIRECTS_MAX);
}

/*
 * With NOSIGNAL libcurl leaves SIGPIPE alone, which OpenSSL can cause by writing to a
 * connection that the server has closed.  It is held back in this thread and, if it came
 * while the transfer ran, taken out of the queue: nobody else's handler is touched.
 */
static bool follow_without_sigpipe(struct transfer *t, struct arena *scratch)
{
	const struct timespec at_once = {0, 0};
	sigset_t pipe, before, pending;
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigpending(&pending);
	pthread_sigmask(SIG_BLOCK, &pipe, &before);
	bool ok = follow(t, scratch);
	if (!sigismember(&pending, SIGPIPE))
		while (sigtimedwait(&pipe, NULL, &at_once) < 0 && errno == EINTR)
			;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

static int64_t allowed_ms(const struct transfer_request *request)
{
	int64_t nbytes = request->expected_nbytes >= 0 ? request->expected_nbytes
						       : transfer_limits.assumed_nbytes;
	return transfer_limits.total_ms + (nbytes / transfer_limits.lowest_nbytes_per_s + 1) * 1000;
}

bool transfer_run(const struct transfer_request *request, const struct transfer_sink *sink,
	struct transfer_failure *failure, const struct observer *observer, struct status *st)
{
	struct arena scratch = {0};
	*failure = (struct transfer_failure){.retry_after_s = -1};
	if (!check_request(request, st))
		return false;
	if (observer_stopped(observer))
		return status_fail(st, STATUS_INTERRUPTED, "%s: interrupted", request->what);
	struct transfer t = {.request = request,
		.sink = sink,
		.observer = observer,
		.failure = failure,
		.st = st,
		.begin_ms = transfer_now_ms(),
		.url = request->url};
	t.deadline_ms = t.begin_ms + allowed_ms(request);
	struct wire_events events = transfer_events;
	events.context = &t;
	t.wire = wire_open(&events);
	bool ok = false;
	if (t.wire)
		ok = follow_without_sigpipe(&t, &scratch);
	else
		status_fail(
			st, STATUS_IO, "%s: libcurl cannot start: out of memory", request->what);
	wire_close(t.wire);
	arena_release(&scratch);
	return ok;
}
