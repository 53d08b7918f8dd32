// SPDX-License-Identifier: Apache-2.0
/*
 * Headers that matter, read strictly: what is said twice, half or in another way than the
 * standard's counts as not said, or as a fault where bytes depend on it.
 */
#include "zoo/fetch/transfer_head.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

// Last-Modified is a strong validator if it is that much older (RFC 9110, 8.8.2.2).
enum { STRONG_AGE_S = 60 };

static bool get(char value[HEAD_VALUE_NBYTES], const struct wire *wire, const char *name)
{
	int count;
	return wire_header(value, HEAD_VALUE_NBYTES, &count, wire, name);
}

// Digits at *text, which is moved behind them; -1: none, or too many.
static int64_t number(const char **text)
{
	int64_t value = 0;
	const char *c = *text;
	for (; isdigit((unsigned char)*c); c++) {
		if (value > INT64_MAX / 10 - 1)
			return -1;
		value = 10 * value + (*c - '0');
	}
	if (c == *text)
		return -1;
	*text = c;
	return value;
}

// A number and nothing else.
static int64_t whole_number(const char *text)
{
	int64_t value = number(&text);
	return *text ? -1 : value;
}

/*
 * libcurl goes by the last of several lengths and by the first of a list, and reads a body
 * through any transfer encoding, asked for or not: none of that is let through.
 */
static void read_framing(struct head *out, const struct wire *wire)
{
	char value[HEAD_VALUE_NBYTES];
	int count;
	if (wire_header(value, sizeof(value), &count, wire, "Content-Length")) {
		out->length_nbytes = whole_number(value);
		if (count > 1)
			out->broken = "Content-Length more than once";
		else if (out->length_nbytes < 0)
			out->broken = "a Content-Length that is no number";
	}
	if (wire_header(value, sizeof(value), &count, wire, "Transfer-Encoding")) {
		out->chunked = strcasecmp(value, "chunked") == 0;
		if (!out->chunked || count > 1)
			snprintf(out->encoding, sizeof(out->encoding), "%s", value);
	}
	if (get(value, wire, "Content-Encoding") && strcasecmp(value, "identity") != 0)
		snprintf(out->encoding, sizeof(out->encoding), "%s", value);
}

// "bytes 0-99/1000", "bytes 0-99/*", "bytes */1000".
static void read_range(struct head *out, const struct wire *wire)
{
	out->range_first = out->range_last = out->range_total = -1;
	if (!get(out->range, wire, "Content-Range") || strncasecmp(out->range, "bytes ", 6) != 0)
		return;
	const char *at = out->range + 6;
	int64_t first = -1, last = -1;
	if (*at == '*') {
		at++;
	} else {
		first = number(&at);
		if (first < 0 || *at++ != '-')
			return;
		last = number(&at);
	}
	if (*at++ != '/')
		return;
	int64_t total = strcmp(at, "*") == 0 ? -1 : whole_number(at);
	if (total < 0 && strcmp(at, "*") != 0)
		return;
	out->range_first = first;
	out->range_last = last;
	out->range_total = total;
}

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

static void read_validator(struct head *out, const struct wire *wire)
{
	char tag[HEAD_VALUE_NBYTES], changed[HEAD_VALUE_NBYTES], date[HEAD_VALUE_NBYTES];
	if (get(tag, wire, "ETag")) {
		size_t length = strlen(tag);
		if (tag[0] == '"' && length >= 2 && length < sizeof(tag) - 1 &&
			tag[length - 1] == '"' && is_plain(tag))
			memcpy(out->validator, tag, length + 1);
		return; // a weak one says that there is no better
	}
	if (!get(changed, wire, "Last-Modified") || !get(date, wire, "Date"))
		return;
	int64_t changed_s = wire_date(changed);
	if (changed_s >= 0 && wire_date(date) - changed_s >= STRONG_AGE_S)
		memcpy(out->validator, changed, sizeof(changed));
}

static int64_t clamp(int64_t seconds)
{
	if (seconds < 0)
		return 0;
	return seconds < RETRY_AFTER_MAX_S ? seconds : RETRY_AFTER_MAX_S;
}

static bool only_digits(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

/*
 * Seconds or a date (RFC 9110, 10.2.3).  GitHub says in headers of its own that, and how
 * long, too much was asked (github/docs:content/rest/using-the-rest-api/
 * rate-limits-for-the-rest-api.md).
 */
static void read_patience(struct head *out, const struct wire *wire, int64_t now_s)
{
	char value[HEAD_VALUE_NBYTES], left[HEAD_VALUE_NBYTES];
	out->retry_after_s = -1;
	if (get(value, wire, "Retry-After")) {
		int64_t date_s = isalpha((unsigned char)value[0]) ? wire_date(value) : -1;
		if (only_digits(value))
			out->retry_after_s =
				strlen(value) > 9 ? RETRY_AFTER_MAX_S : clamp(whole_number(value));
		else if (date_s >= 0)
			out->retry_after_s = clamp(date_s - now_s);
	}
	out->rate_limited = get(left, wire, "X-RateLimit-Remaining") && strcmp(left, "0") == 0;
	if (out->rate_limited && out->retry_after_s < 0 && get(value, wire, "X-RateLimit-Reset") &&
		whole_number(value) > 0)
		out->retry_after_s = clamp(whole_number(value) - now_s);
	if (out->status == 429 || (out->status == 403 && out->retry_after_s >= 0))
		out->rate_limited = true;
}

void head_read(struct head *out, const struct wire *wire)
{
	char date[HEAD_VALUE_NBYTES];
	*out = (struct head){.status = wire_status(wire), .length_nbytes = -1};
	// The server's dates are compared with its own clock: ours may be wrong.
	int64_t now_s = get(date, wire, "Date") ? wire_date(date) : -1;
	if (now_s < 0)
		now_s = (int64_t)time(NULL);
	get(out->type, wire, "Content-Type");
	read_framing(out, wire);
	read_range(out, wire);
	read_validator(out, wire);
	read_patience(out, wire, now_s);
}
