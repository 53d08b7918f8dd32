// SPDX-License-Identifier: Apache-2.0
/*
 * Statuses that are no success, and what servers say about when to come back.
 */
#include "tests/server/behaviours.h"

#include <stdio.h>
#include <time.h>

#define HTML "Content-Type: text/html\r\n"
#define TEXT "Content-Type: text/plain\r\n"

void serve_status_204(struct request *r)
{
	send_head(r, "204 No Content", "", -1);
}

void serve_status_400(struct request *r)
{
	answer(r, "400 Bad Request", TEXT, "no such \x1b[31mthing\nsecond line");
}

void serve_status_401(struct request *r)
{
	answer(r, "401 Unauthorized", HTML "WWW-Authenticate: Basic realm=\"x\"\r\n", "<p>log in");
}

void serve_status_403(struct request *r)
{
	answer(r, "403 Forbidden", HTML, "<p>forbidden");
}

void serve_status_403_limit(struct request *r)
{
	char more[256];
	snprintf(more, sizeof(more),
		"Content-Type: application/json\r\nX-RateLimit-Remaining: 0\r\n"
		"X-RateLimit-Reset: %lld\r\n",
		(long long)time(NULL) + 1800);
	answer(r, "403 Forbidden", more, "{\"message\": \"API rate limit exceeded\"}");
}

void serve_status_404(struct request *r)
{
	not_found(r);
}

void serve_status_407(struct request *r)
{
	answer(r, "407 Proxy Authentication Required",
		HTML "Proxy-Authenticate: Basic realm=\"x\"\r\n", "<p>log in");
}

void serve_status_408(struct request *r)
{
	answer(r, "408 Request Timeout", HTML, "<p>too slow");
}

void serve_status_410(struct request *r)
{
	answer(r, "410 Gone", HTML, "<p>gone");
}

void serve_status_429(struct request *r)
{
	answer(r, "429 Too Many Requests", HTML, "<p>slowly");
}

void serve_status_500(struct request *r)
{
	answer(r, "500 Internal Server Error", HTML, "oh dear");
}

void serve_status_502(struct request *r)
{
	answer(r, "502 Bad Gateway", HTML, "oh dear");
}

void serve_status_503(struct request *r)
{
	answer(r, "503 Service Unavailable", HTML, "later");
}

void serve_status_504(struct request *r)
{
	answer(r, "504 Gateway Timeout", HTML, "oh dear");
}

void serve_status_509(struct request *r)
{
	answer(r, "509 Bandwidth Limit Exceeded", TEXT, "This repository is over its data quota.");
}

void serve_flaky(struct request *r)
{
	const char *rest;
	if (r->asked_count <= leading_number(r, &rest))
		serve_status_503(r);
	else
		serve_range(r);
}

static void retry(struct request *r, const char *status, const char *after)
{
	char more[256];
	snprintf(more, sizeof(more), HTML "Retry-After: %s\r\n", after);
	if (r->asked_count == 1)
		answer(r, status, more, "later");
	else
		serve_range(r);
}

void serve_retry_seconds(struct request *r)
{
	retry(r, "429 Too Many Requests", "1");
}

void serve_retry_always(struct request *r)
{
	answer(r, "429 Too Many Requests", HTML "Retry-After: 1\r\n", "later");
}

void serve_retry_date(struct request *r)
{
	char date[64];
	struct tm parts;
	time_t later = time(NULL) + 2;
	gmtime_r(&later, &parts);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &parts);
	retry(r, "503 Service Unavailable", date);
}

void serve_retry_past(struct request *r)
{
	retry(r, "503 Service Unavailable", "Sat, 01 Sep 2001 00:00:00 GMT");
}

void serve_retry_decade(struct request *r)
{
	retry(r, "503 Service Unavailable", "315360000");
}

void serve_retry_huge(struct request *r)
{
	retry(r, "503 Service Unavailable", "999999999999999999999999999999");
}

void serve_retry_negative(struct request *r)
{
	retry(r, "503 Service Unavailable", "-5");
}

void serve_retry_garbage(struct request *r)
{
	retry(r, "503 Service Unavailable", "soon");
}
