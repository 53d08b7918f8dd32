// SPDX-License-Identifier: Apache-2.0
/*
 * Framing that contradicts itself, connections that break, stall or do not end.
 */
#include "tests/server/behaviours.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	ENDLESS_NBYTES = 256 << 20, // even that ends, before a broken client fills the disk
	DRIP_SECONDS = 60,
	LONG_HEADER_NBYTES = 1 << 20,
	FLOOD_COUNT = 1000000
};

static void send_half(struct request *r)
{
	send_bytes(r, r->file.data, r->file.nbytes / 2);
}

void serve_truncated(struct request *r)
{
	if (send_head(r, "200 OK", "", (long long)r->file.nbytes))
		send_half(r);
}

void serve_reset(struct request *r)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};
	serve_truncated(r);
	pause_ms(50);
	setsockopt(r->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

void serve_reset_end(struct request *r)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};
	serve_no_length(r);
	pause_ms(100);
	setsockopt(r->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

void serve_abrupt_cut(struct request *r)
{
	serve_truncated(r);
	r->abrupt = true;
}

// The whole file below headers of any kind.
static void serve_below(struct request *r, const char *more)
{
	if (send_head(r, "200 OK", more, -1))
		send_bytes(r, r->file.data, r->file.nbytes);
}

static void serve_lengths(struct request *r, const char *format, size_t a, size_t b)
{
	char more[256], first[64], second[64];
	snprintf(first, sizeof(first), "%zu", a);
	snprintf(second, sizeof(second), "%zu", b);
	snprintf(more, sizeof(more), "Content-Length: %s%s%s\r\n", first, format, second);
	serve_below(r, more);
}

void serve_length_short(struct request *r)
{
	if (send_head(r, "200 OK", "", (long long)(r->file.nbytes / 2)))
		send_bytes(r, r->file.data, r->file.nbytes);
}

void serve_length_twice(struct request *r)
{
	serve_lengths(r, "\r\nContent-Length: ", r->file.nbytes, r->file.nbytes);
}

void serve_length_conflict(struct request *r)
{
	serve_lengths(r, "\r\nContent-Length: ", r->file.nbytes / 2, r->file.nbytes);
}

void serve_length_list(struct request *r)
{
	serve_lengths(r, ", ", r->file.nbytes, r->file.nbytes);
}

void serve_length_negative(struct request *r)
{
	serve_below(r, "Content-Length: -1\r\n");
}

void serve_length_huge(struct request *r)
{
	serve_below(r, "Content-Length: 999999999999999999999999\r\n");
}

void serve_length_garbage(struct request *r)
{
	serve_below(r, "Content-Length: many\r\n");
}

void serve_oversized(struct request *r)
{
	static const char more[1000];
	if (send_head(r, "200 OK", "", (long long)(r->file.nbytes + sizeof(more))) &&
		send_bytes(r, r->file.data, r->file.nbytes))
		send_bytes(r, more, sizeof(more));
}

void serve_oversized_cut(struct request *r)
{
	static const char more[500];
	if (send_head(r, "200 OK", "", (long long)(r->file.nbytes + 2 * sizeof(more))) &&
		send_bytes(r, r->file.data, r->file.nbytes))
		send_bytes(r, more, sizeof(more));
}

static void send_zeros(struct request *r, bool ok)
{
	static const char zeros[16384];
	while (ok && r->sent_nbytes < ENDLESS_NBYTES)
		ok = send_bytes(r, zeros, sizeof(zeros));
}

void serve_endless(struct request *r)
{
	send_zeros(r, send_head(r, "200 OK", "", -1));
}

void serve_endless_404(struct request *r)
{
	send_zeros(r, send_head(r, "404 Not Found", "", -1));
}

void serve_long_404(struct request *r)
{
	send_zeros(r, send_head(r, "404 Not Found", "", ENDLESS_NBYTES));
}

void serve_redirect_endless(struct request *r)
{
	char location[PATH_NBYTES + 64];
	snprintf(location, sizeof(location), "Location: /ok/%s\r\n", r->path);
	send_zeros(r, send_head(r, "302 Found", location, -1));
}

void serve_garbage(struct request *r)
{
	send_text(r, "\x16\x03\x01 this is no HTTP\r\n\r\n");
}

void serve_http09(struct request *r)
{
	send_bytes(r, r->file.data, r->file.nbytes);
}

void serve_silent(struct request *r)
{
	(void)r;
}

void serve_half_head(struct request *r)
{
	send_text(r, "HTTP/1.1 200 OK\r\nContent-Ty");
}

void serve_header_flood(struct request *r)
{
	bool ok = send_text(r, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; ok && i < FLOOD_COUNT; i++) {
		char line[64];
		snprintf(line, sizeof(line), "X-%d: %d\r\n", i, i);
		ok = send_text(r, line);
	}
	if (ok)
		send_text(r, "Content-Length: 0\r\n\r\n");
}

void serve_header_long(struct request *r)
{
	char *line = malloc(LONG_HEADER_NBYTES);
	if (!line)
		return;
	memset(line, 'x', LONG_HEADER_NBYTES);
	if (send_text(r, "HTTP/1.1 200 OK\r\nX: ") && send_bytes(r, line, LONG_HEADER_NBYTES))
		send_text(r, "\r\nContent-Length: 0\r\n\r\n");
	free(line);
}

void serve_continue_flood(struct request *r)
{
	bool ok = true;
	for (int i = 0; ok && i < FLOOD_COUNT; i++)
		ok = send_text(r, "HTTP/1.1 100 Continue\r\n\r\n");
}

void serve_stall_body(struct request *r)
{
	serve_truncated(r);
	stall(r);
}

void serve_stall_head(struct request *r)
{
	stall(r);
}

void serve_stall_headers(struct request *r)
{
	if (send_head(r, "200 OK", "", (long long)r->file.nbytes))
		stall(r);
}

void serve_stall_503(struct request *r)
{
	if (send_head(r, "503 Service Unavailable", "Retry-After: 7\r\n", 100))
		stall(r);
}

void serve_drip(struct request *r)
{
	bool ok = send_head(r, "200 OK", "", (long long)r->file.nbytes);
	for (size_t i = 0; ok && i < r->file.nbytes && i < 10 * DRIP_SECONDS; i++) {
		ok = send_bytes(r, r->file.data + i, 1);
		pause_ms(100);
	}
}

void serve_drip_head(struct request *r)
{
	bool ok = send_text(r, "HTTP/1.1 200 OK\r\nX: ");
	for (int i = 0; ok && i < 10 * DRIP_SECONDS; i++) {
		ok = send_text(r, "x\r\nX: ");
		pause_ms(100);
	}
}
