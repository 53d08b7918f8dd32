// SPDX-License-Identifier: Apache-2.0
/*
 * Messages are formatted once and made printable here, at the one place that
 * every error passes, so that no other file has to remember to escape.
 */
#include "engine/base/status.h"

#include "engine/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// Length of the character at `s`, 0 if it is a control (C0, DEL, C1) or not well-formed.
static size_t printable_character_nbytes(const unsigned char *s)
{
	if (s[0] < 0x20 || s[0] == 0x7f || (s[0] == 0xc2 && s[1] < 0xa0))
		return 0;
	return utf8_character_nbytes(s);
}

char *status_printable(char *out, size_t out_nbytes, const char *text)
{
	const unsigned char *in = (const unsigned char *)text;
	size_t used = 0;
	while (*in) {
		size_t nbytes = printable_character_nbytes(in);
		if (used + (nbytes ? nbytes : 4) >= out_nbytes)
			break;
		if (nbytes) {
			memcpy(out + used, in, nbytes);
			used += nbytes;
			in += nbytes;
		} else {
			used += (size_t)snprintf(out + used, out_nbytes - used, "\\x%02x", *in++);
		}
	}
	out[used] = '\0';
	return out;
}

__attribute__((format(printf, 3, 0))) static void format_printable(
	char *out, size_t out_nbytes, const char *format, va_list arguments)
{
	char raw[STATUS_MESSAGE_NBYTES];
	vsnprintf(raw, sizeof(raw), format, arguments);
	status_printable(out, out_nbytes, raw);
}

bool status_fail(struct status *st, enum status_code code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	format_printable(st->message, sizeof(st->message), format, arguments);
	va_end(arguments);
	st->code = code;
	st->hint[0] = '\0';
	return false;
}

bool status_fail_errno(struct status *st, enum status_code code, int error, const char *format, ...)
{
	char what[STATUS_MESSAGE_NBYTES - 128];
	va_list arguments;
	va_start(arguments, format);
	format_printable(what, sizeof(what), format, arguments);
	va_end(arguments);
	char reason[96];
#if defined(__GLIBC__) && defined(_GNU_SOURCE)
	const char *text = strerror_r(error, reason, sizeof(reason));
#else
	const char *text =
		strerror_r(error, reason, sizeof(reason)) == 0 ? reason : "unknown error";
#endif
	return status_fail(st, code, "%s: %s", what, text);
}

bool status_prefix(struct status *st, const char *format, ...)
{
	char prefix[512];
	va_list arguments;
	va_start(arguments, format);
	format_printable(prefix, sizeof(prefix), format, arguments);
	va_end(arguments);
	char joined[sizeof(prefix) + STATUS_MESSAGE_NBYTES + 2];
	snprintf(joined, sizeof(joined), "%s: %s", prefix, st->message);
	status_printable(st->message, sizeof(st->message), joined);
	return false;
}

bool status_hint(struct status *st, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	format_printable(st->hint, sizeof(st->hint), format, arguments);
	va_end(arguments);
	return false;
}
