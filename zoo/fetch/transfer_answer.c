// SPDX-License-Identifier: Apache-2.0
/*
 * While one hop runs: every byte goes through here, and the first one decides what the
 * answer is.  An error's status counts even where its body never ends.
 */
#include "zoo/fetch/transfer_answer.h"

#include "zoo/fetch/transfer_limits.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { HEADERS_MAX_NBYTES = 256 << 10, HEADERS_MAX_COUNT = 1000 };

int64_t transfer_now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void transfer_begin_hop(struct transfer *t)
{
	t->head_known = t->head_ended = t->begun = t->failed = false;
	t->heard_ms = t->header_nbytes = t->header_count = 0;
	t->first_nbyte = t->body_nbytes = t->refuse_nbytes = 0;
	t->said[0] = '\0';
}

// `st` is set: make libcurl stop.
static bool stop(struct transfer *t)
{
	t->failed = true;
	return false;
}

static bool is_success(long status)
{
	return status == 200 || status == 206;
}

static void learn_head(struct transfer *t)
{
	if (!t->head_known)
		head_read(&t->head, t->wire);
	t->head_known = true;
	t->failure->http_status = t->head.status;
}

static bool refuse_range(struct transfer *t, const char *why)
{
	bool asked = t->request->first_nbyte > 0;
	t->failure->again = t->failure->range_refused = asked;
	if (!asked)
		status_fail(t->st, STATUS_NETWORK,
			"%s: the server answered 206 (a part of the file), which was not asked for",
			t->shown);
	else
		status_fail(t->st, STATUS_NETWORK,
			"%s: asked for the file from byte %lld on, the server answered 206 with "
			"%s: Content-Range \"%s\"",
			t->shown, (long long)t->request->first_nbyte, why, t->head.range);
	return stop(t);
}

// Exactly from where it was asked for up to the end of a file of the expected size.
static bool check_range(struct transfer *t)
{
	const struct head *head = &t->head;
	int64_t expected_nbytes = t->request->expected_nbytes;
	int64_t total_nbytes = head->range_total >= 0 ? head->range_total : expected_nbytes;
	if (t->request->first_nbyte <= 0)
		return refuse_range(t, "");
	if (strncasecmp(head->type, "multipart/", 10) == 0)
		return refuse_range(t, "several parts");
	if (head->range_first < 0 || head->range_last < head->range_first)
		return refuse_range(t, "no range that can be understood");
	if (head->range_first != t->request->first_nbyte)
		return refuse_range(t, "another part");
	if (expected_nbytes >= 0 && total_nbytes != expected_nbytes)
		return refuse_range(t, "a part of a file of another size");
	if (total_nbytes < 0 || head->range_last != total_nbytes - 1)
		return refuse_range(t, "not all of the rest");
	if (head->length_nbytes >= 0 &&
		head->length_nbytes != head->range_last - head->range_first + 1)
		return refuse_range(t, "a Content-Length that does not fit");
	return true;
}

// May the body be taken at all?  Then tell the sink where it begins.
static bool begin_body(struct transfer *t)
{
	const struct head *head = &t->head;
	if (head->broken) {
		status_fail(t->st, STATUS_NETWORK, "%s: the server's answer is not proper HTTP: %s",
			t->shown, head->broken);
		return stop(t);
	}
	if (head->encoding[0]) {
		status_fail(t->st, STATUS_NETWORK,
			"%s: the server sent the file encoded (%s), which was not asked for",
			t->shown, head->encoding);
		return stop(t);
	}
	if (head->status == 206 && !check_range(t))
		return false;
	t->first_nbyte = head->status == 206 ? head->range_first : 0;
	const struct transfer_answer answer = {.first_nbyte = t->first_nbyte,
		.total_nbytes = head->status == 206 ? head->range_last + 1 : head->length_nbytes,
		.validator = head->validator[0] ? head->validator : NULL};
	t->begun = true;
	if (t->sink->begin(t->sink->context, &answer, t->st))
		return true;
	t->failure->from_sink = true;
	return stop(t);
}

static bool add_body(struct transfer *t, const void *data, size_t nbytes)
{
	if (t->head.status == 206 &&
		t->body_nbytes + (int64_t)nbytes > t->head.range_last - t->head.range_first + 1)
		return refuse_range(t, "more than it announced");
	if (!t->sink->add(t->sink->context, data, nbytes, t->st)) {
		t->failure->from_sink = true;
		return stop(t);
	}
	t->body_nbytes += (int64_t)nbytes;
	int64_t total_nbytes = t->request->expected_nbytes;
	if (total_nbytes < 0 && t->head.length_nbytes >= 0)
		total_nbytes = t->first_nbyte + t->head.length_nbytes;
	observer_progress(t->observer, t->request->what, "bytes", t->first_nbyte + t->body_nbytes,
		total_nbytes);
	return true;
}

// The beginning of what an error came with, where that is meant to be read as it is.
static void note_said(struct transfer *t, const char *data, size_t nbytes)
{
	const char *type = t->head.type;
	size_t used = strlen(t->said);
	if (strncasecmp(type, "text/plain", 10) != 0 && !strcasestr(type, "json"))
		return;
	for (; nbytes > 0 && used < SAID_NBYTES - 1 && *data && *data != '\n'; data++, nbytes--)
		t->said[used++] = *data;
	t->said[used] = '\0';
}

/*
 * Read on only what is known to be short, so that the connection can be used again: the next
 * piece of what may be long would be beyond the promise.
 */
static bool refuse_body(struct transfer *t, const char *data, size_t nbytes)
{
	if (t->refuse_nbytes == 0)
		note_said(t, data, nbytes);
	t->refuse_nbytes += (int64_t)nbytes;
	return t->head.length_nbytes >= 0 && t->head.length_nbytes <= WIRE_PIECE_NBYTES;
}

static void on_connected(void *context)
{
	struct transfer *t = context;
	t->heard_ms = transfer_now_ms();
}

// What would end the line for one reader and not for another.
static bool has_stray_byte(const char *line, size_t nbytes)
{
	while (nbytes > 0 && (line[nbytes - 1] == '\n' || line[nbytes - 1] == '\r'))
		nbytes--;
	return memchr(line, '\r', nbytes) || memchr(line, '\0', nbytes);
}

static bool on_header(void *context, const char *line, size_t nbytes)
{
	struct transfer *t = context;
	t->heard_ms = transfer_now_ms();
	t->header_nbytes += (int64_t)nbytes;
	t->header_count++;
	if (nbytes >= 5 && memcmp(line, "HTTP/", 5) == 0)
		t->head_ended = false; // one behind "100 Continue", too
	else if (line[0] == '\r' || line[0] == '\n')
		t->head_ended = true;
	if (has_stray_byte(line, nbytes)) {
		status_fail(t->st, STATUS_NETWORK,
			"%s: the server's answer is not proper HTTP: a carriage return or a zero in "
			"\"%.*s\"",
			t->shown, (int)strcspn(line, "\r\n"), line);
		return stop(t);
	}
	if (t->header_nbytes <= HEADERS_MAX_NBYTES && t->header_count <= HEADERS_MAX_COUNT)
		return true;
	status_fail(t->st, STATUS_NETWORK,
		"%s: the server's answer has too many headers: expected at most %d lines and %d "
		"bytes, got more",
		t->shown, HEADERS_MAX_COUNT, HEADERS_MAX_NBYTES);
	return stop(t);
}

static bool on_body(void *context, const void *data, size_t nbytes)
{
	struct transfer *t = context;
	learn_head(t);
	bool more = true;
	if (!is_success(t->head.status))
		more = refuse_body(t, data, nbytes);
	else
		more = (t->begun || begin_body(t)) && add_body(t, data, nbytes);
	t->heard_ms = transfer_now_ms(); // after the sink, which may be slow
	return more;
}

static bool stop_waiting(struct transfer *t, bool stalled, int64_t waited_ms)
{
	t->failure->stalled = stalled;
	if (wire_status(t->wire) >= 300) // which is answer enough
		return false;
	t->failure->again = stalled;
	status_fail(t->st, STATUS_NETWORK, "%s: %s %lld s, after %lld bytes", t->shown,
		stalled ? "nothing came for" : "too slow: not done after",
		(long long)(waited_ms / 1000), (long long)t->body_nbytes);
	if (!stalled)
		status_hint(t->st,
			"a transfer may take %d minutes and as long as its size takes at %d "
			"bytes/s: run it again, which goes on where the server allows that, or use "
			"a mirror that is nearer: --mirror, ZOO_MIRROR",
			transfer_limits.total_ms / 60000, transfer_limits.lowest_nbytes_per_s);
	return stop(t);
}

static bool on_idle(void *context)
{
	struct transfer *t = context;
	int64_t now_ms = transfer_now_ms();
	if (observer_stopped(t->observer)) {
		status_fail(t->st, STATUS_INTERRUPTED, "%s: interrupted", t->request->what);
		return stop(t);
	}
	if (now_ms > t->deadline_ms)
		return stop_waiting(t, false, now_ms - t->begin_ms);
	if (t->heard_ms && now_ms - t->heard_ms > transfer_limits.stall_ms)
		return stop_waiting(t, true, now_ms - t->heard_ms);
	return true;
}

const struct wire_events transfer_events = {
	.connected = on_connected, .header = on_header, .body = on_body, .idle = on_idle};

/*
 * Where neither length nor chunks tell the end, a connection that breaks leaves open whether
 * there was more: TLS without close_notify looks like that.  The byte count decides.
 */
static bool complete_by_count(const struct transfer *t, enum wire_end end)
{
	return end == WIRE_BROKEN && t->begun && t->head.status == 200 &&
	       t->head.length_nbytes < 0 && !t->head.chunked &&
	       t->body_nbytes == t->request->expected_nbytes;
}

bool transfer_judge(struct transfer *t, enum wire_end end)
{
	char cut[64] = "";
	if (t->failed)
		return false;
	learn_head(t);
	if (t->head.status >= 200 && !is_success(t->head.status)) {
		transfer_fail_status(t->st, t->failure, &t->head, wire_asked_proxy(t->wire),
			t->shown, t->url, t->said);
		if (t->head.status == 416)
			t->failure->again = t->failure->range_refused = t->request->first_nbyte > 0;
		return false;
	}
	if (end == WIRE_ANSWERED && !t->head_ended) // which libcurl is content with
		end = WIRE_SILENT;
	if (end == WIRE_ANSWERED && !t->begun && !begin_body(t))
		return false;
	if (complete_by_count(t, end))
		return true;
	if (end == WIRE_ANSWERED && t->head.status == 206 &&
		t->body_nbytes != t->head.range_last - t->head.range_first + 1)
		end = WIRE_CUT;
	if (end == WIRE_ANSWERED)
		return true;
	if (t->body_nbytes > 0)
		snprintf(cut, sizeof(cut), ", after %lld bytes", (long long)t->body_nbytes);
	return transfer_fail_end(t->st, t->failure, end, t->wire, t->shown, t->url, cut);
}
