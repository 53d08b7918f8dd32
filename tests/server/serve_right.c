// SPDX-License-Identifier: Apache-2.0
/*
 * The right file, in every way that HTTP allows.
 */
#include "tests/server/behaviours.h"

#include <stdio.h>

enum { SLOW_PIECES = 20, CHUNK_NBYTES = 5000 };

void serve_ok(struct request *r)
{
	if (send_head(r, "200 OK", "Content-Type: application/octet-stream\r\n",
		    (long long)r->file.nbytes))
		send_bytes(r, r->file.data, r->file.nbytes);
}

void serve_slow(struct request *r)
{
	bool ok = send_head(r, "200 OK", "", (long long)r->file.nbytes);
	size_t piece = r->file.nbytes / SLOW_PIECES + 1;
	for (size_t at = 0; ok && at < r->file.nbytes; at += piece) {
		size_t left = r->file.nbytes - at;
		ok = send_bytes(r, r->file.data + at, left < piece ? left : piece);
		pause_ms(20);
	}
}

static bool send_chunks(struct request *r)
{
	bool ok = send_head(r, "200 OK", "Transfer-Encoding: chunked\r\n", -1);
	for (size_t at = 0; ok && at < r->file.nbytes;) {
		char size[32];
		size_t left = r->file.nbytes - at,
		       piece = left < CHUNK_NBYTES ? left : CHUNK_NBYTES;
		snprintf(size, sizeof(size), "%zx\r\n", piece);
		ok = send_text(r, size) && send_bytes(r, r->file.data + at, piece) &&
		     send_text(r, "\r\n");
		at += piece;
	}
	return ok;
}

void serve_chunked(struct request *r)
{
	if (send_chunks(r))
		send_text(r, "0\r\n\r\n");
}

void serve_chunked_trailer(struct request *r)
{
	if (send_chunks(r))
		send_text(r, "0\r\nX-Digest: none\r\n\r\n");
}

void serve_chunked_cut(struct request *r)
{
	send_chunks(r);
}

void serve_chunked_bad_trailer(struct request *r)
{
	if (send_chunks(r))
		send_text(r, "0\r\n\x01\x02no trailer at all");
}

void serve_chunked_size(struct request *r)
{
	if (send_head(r, "200 OK", "Transfer-Encoding: chunked\r\n", -1))
		send_text(r, "many\r\nbytes\r\n");
}

void serve_no_length(struct request *r)
{
	if (send_head(r, "200 OK", "", -1))
		send_bytes(r, r->file.data, r->file.nbytes);
}

void serve_continue_first(struct request *r)
{
	if (send_text(
		    r, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"))
		serve_ok(r);
}

void serve_abrupt(struct request *r)
{
	serve_ok(r);
	r->abrupt = true;
}

void serve_abrupt_no_length(struct request *r)
{
	serve_no_length(r);
	r->abrupt = true;
}

void serve_login_needed(struct request *r)
{
	if (r->authorization[0])
		serve_ok(r);
	else
		answer(r, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"tests\"\r\n", "");
}

void serve_proxy_login(struct request *r)
{
	if (r->proxy_authorization[0])
		serve_ok(r);
	else
		serve_status_407(r);
}
