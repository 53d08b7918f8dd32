// SPDX-License-Identifier: Apache-2.0
/*
 * Redirects: allowed ones, and those that nobody may follow.
 */
#include "tests/server/behaviours.h"

#include <stdio.h>

static void found(struct request *r, const char *prefix)
{
	redirect(r, "302 Found", prefix, r->path);
}

void serve_redirect_302(struct request *r)
{
	found(r, "/ok/");
}

void serve_redirect_301(struct request *r)
{
	redirect(r, "301 Moved Permanently", "/ok/", r->path);
}

void serve_redirect_303(struct request *r)
{
	redirect(r, "303 See Other", "/ok/", r->path);
}

void serve_redirect_307(struct request *r)
{
	redirect(r, "307 Temporary Redirect", "/ok/", r->path);
}

void serve_redirect_308(struct request *r)
{
	redirect(r, "308 Permanent Redirect", "/ok/", r->path);
}

void serve_redirect_host(struct request *r)
{
	char prefix[128];
	snprintf(prefix, sizeof(prefix), "http%s://localhost:%d/login-needed/",
		server_is_tls ? "s" : "", server_port);
	found(r, prefix);
}

void serve_redirect_same(struct request *r)
{
	found(r, "/login-needed/");
}

void serve_redirect_http(struct request *r)
{
	char prefix[128];
	snprintf(prefix, sizeof(prefix), "http://127.0.0.1:%d/ok/", server_port);
	found(r, prefix);
}

void serve_redirect_file(struct request *r)
{
	char prefix[PATH_NBYTES];
	snprintf(prefix, sizeof(prefix), "file://%s/", server_root);
	found(r, prefix);
}

void serve_redirect_ftp(struct request *r)
{
	found(r, "ftp://127.0.0.1/");
}

void serve_redirect_gopher(struct request *r)
{
	found(r, "gopher://127.0.0.1/");
}

void serve_redirect_scp(struct request *r)
{
	found(r, "scp://127.0.0.1/");
}

void serve_redirect_data(struct request *r)
{
	found(r, "data:application/octet-stream,");
}

void serve_redirect_crlf(struct request *r)
{
	found(r, "/ok/\rX-Injected: yes\n\r/");
}

void serve_redirect_control(struct request *r)
{
	found(r, "http://127.0.0.1/\x1b]52;c;aGk=\x07\x1b[2J/");
}

// /hops/3/PATH leads through /hops/2/PATH and /hops/1/PATH to /ok/PATH.
void serve_hops(struct request *r)
{
	char prefix[64];
	const char *rest;
	long left = leading_number(r, &rest);
	snprintf(prefix, sizeof(prefix), "/hops/%ld/", left - 1);
	redirect(r, "302 Found", left > 1 ? prefix : "/ok/", rest);
}

void serve_loop(struct request *r)
{
	found(r, "/loop/");
}

void serve_nowhere(struct request *r)
{
	answer(r, "302 Found", "", "");
}

void serve_login_302(struct request *r)
{
	found(r, "/html/");
}
