// SPDX-License-Identifier: Apache-2.0
/*
 * Ranges, rightly and wrongly.  What goes wrong does so behind a transfer that was cut: the
 * first answer of a path ends in the middle, with a validator to go on with.
 */
#include "tests/server/behaviours.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char strong[] = "ETag: \"v1\"\r\nAccept-Ranges: bytes\r\n";

// Bytes from `first` on, of which `sent_nbytes` come before the connection is cut.
static void send_from(struct request *r, const char *more, size_t first, size_t sent_nbytes)
{
	char head[512];
	size_t left = r->file.nbytes - first;
	if (first > 0)
		snprintf(head, sizeof(head), "%sContent-Range: bytes %zu-%zu/%zu\r\n", more, first,
			r->file.nbytes - 1, r->file.nbytes);
	else
		snprintf(head, sizeof(head), "%s", more);
	if (send_head(r, first > 0 ? "206 Partial Content" : "200 OK", head, (long long)left))
		send_bytes(r, r->file.data + first, sent_nbytes < left ? sent_nbytes : left);
}

// The first byte to be sent: 0 if the validator does not hold.
static size_t honoured(const struct request *r, const char *validator)
{
	if (r->range_first <= 0 || (size_t)r->range_first >= r->file.nbytes ||
		(r->if_range[0] && strcmp(r->if_range, validator) != 0))
		return 0;
	return (size_t)r->range_first;
}

// True: this was the first request, which got half.
static bool cut_once(struct request *r, const char *more)
{
	if (r->asked_count > 1 || r->range_first >= 0)
		return false;
	send_from(r, more, 0, r->file.nbytes / 2);
	return true;
}

static void serve_whole(struct request *r)
{
	send_from(r, strong, 0, r->file.nbytes);
}

// The first request is cut, a range gets a 206 of this kind, everything else the file.
static void answer_range(struct request *r, const char *range, const char *more, size_t nbytes)
{
	char head[512];
	if (cut_once(r, strong))
		return;
	if (r->range_first < 0) {
		serve_whole(r);
		return;
	}
	snprintf(head, sizeof(head), "%s%s%s", strong, range, more);
	if (send_head(r, "206 Partial Content", head, (long long)nbytes))
		send_bytes(r, r->file.data, nbytes);
}

void serve_range(struct request *r)
{
	send_from(r, strong, honoured(r, "\"v1\""), r->file.nbytes);
}

void serve_cut(struct request *r)
{
	const char *rest;
	send_from(r, strong, honoured(r, "\"v1\""), (size_t)leading_number(r, &rest));
}

void serve_ignored(struct request *r)
{
	if (!cut_once(r, strong))
		serve_whole(r);
}

void serve_changed(struct request *r)
{
	char tag[64];
	snprintf(tag, sizeof(tag), "ETag: \"v%d\"\r\n", r->asked_count);
	if (!cut_once(r, tag))
		send_from(r, tag, r->if_range[0] ? 0 : honoured(r, ""), r->file.nbytes);
}

void serve_mixed(struct request *r)
{
	if (cut_once(r, strong))
		return;
	size_t first = r->range_first > 0 ? (size_t)r->range_first : 0;
	struct bytes right = r->file;
	unsigned char *other = malloc(right.nbytes);
	if (other && first > 0) {
		for (size_t i = 0; i < right.nbytes; i++)
			other[i] = right.data[i] ^ 0x55;
		r->file.data = other;
	}
	send_from(r, strong, first, right.nbytes);
	r->file = right;
	free(other);
}

void serve_weak(struct request *r)
{
	static const char weak[] = "ETag: W/\"v1\"\r\n";
	if (!cut_once(r, weak))
		send_from(r, weak, honoured(r, "W/\"v1\""), r->file.nbytes);
}

static void serve_dated(struct request *r, const char *changed, const char *now)
{
	char more[256];
	snprintf(more, sizeof(more), "Last-Modified: %s\r\nDate: %s\r\n", changed, now);
	if (!cut_once(r, more))
		send_from(r, more, honoured(r, changed), r->file.nbytes);
}

void serve_modified(struct request *r)
{
	serve_dated(r, "Thu, 30 Mar 2023 09:00:00 GMT", "Thu, 30 Mar 2023 09:01:00 GMT");
}

void serve_modified_now(struct request *r)
{
	serve_dated(r, "Thu, 30 Mar 2023 09:00:00 GMT", "Thu, 30 Mar 2023 09:00:59 GMT");
}

static const char *content_range(char out[128], size_t first, size_t last, size_t total)
{
	snprintf(out, 128, "Content-Range: bytes %zu-%zu/%zu\r\n", first, last, total);
	return out;
}

void serve_range_start(struct request *r)
{
	char range[128];
	size_t n = r->file.nbytes, first = (size_t)(r->range_first + 1);
	answer_range(r, content_range(range, first, n - 1, n), "", n - first);
}

void serve_range_total(struct request *r)
{
	char range[128];
	size_t n = r->file.nbytes + 10, first = (size_t)r->range_first;
	answer_range(r, content_range(range, first, n - 1, n), "", r->file.nbytes / 2);
}

void serve_range_short(struct request *r)
{
	char range[128];
	size_t n = r->file.nbytes, first = (size_t)r->range_first;
	answer_range(r, content_range(range, first, n - 11, n), "", n - 10 - first);
}

void serve_range_long(struct request *r)
{
	char range[128];
	size_t n = r->file.nbytes, first = (size_t)r->range_first;
	content_range(range, first, n - 1, n);
	if (r->range_first < 0 || r->asked_count == 1) {
		answer_range(r, range, "", n);
		return;
	}
	// without a Content-Length, which would tell
	if (send_head(r, "206 Partial Content", range, -1))
		send_bytes(r, r->file.data, n);
}

void serve_range_parts(struct request *r)
{
	answer_range(
		r, "", "Content-Type: multipart/byteranges; boundary=x\r\n", r->file.nbytes / 2);
}

void serve_range_mute(struct request *r)
{
	answer_range(r, "", "", r->file.nbytes / 2);
}

void serve_range_star(struct request *r)
{
	char range[128];
	if (cut_once(r, strong))
		return;
	size_t first = honoured(r, "\"v1\""), n = r->file.nbytes;
	snprintf(range, sizeof(range), "Content-Range: bytes %zu-%zu/*\r\n", first, n - 1);
	if (first == 0)
		serve_whole(r);
	else if (send_head(r, "206 Partial Content", range, (long long)(n - first)))
		send_bytes(r, r->file.data + first, n - first);
}

void serve_partial(struct request *r)
{
	char range[128];
	size_t n = r->file.nbytes;
	if (send_head(r, "206 Partial Content", content_range(range, 0, n - 1, n), (long long)n))
		send_bytes(r, r->file.data, n);
}

void serve_range_none(struct request *r)
{
	char range[128];
	if (cut_once(r, strong))
		return;
	snprintf(range, sizeof(range), "Content-Range: bytes */%zu\r\n", r->file.nbytes);
	if (r->range_first >= 0)
		answer(r, "416 Range Not Satisfiable", range, "");
	else
		serve_whole(r);
}
