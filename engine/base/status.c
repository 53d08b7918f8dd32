// SPDX-License-Identifier: Apache-2.0
/*
 * Messages are formatted once and made printable here, at the one place that
 * every error passes, so that no other file has to remember to escape.
 */
#include "engine/base/status.h"

#include "engine/base/utf8.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX_NBYTES = 8 };

static const char ellipsis[] = "\xe2\x80\xa6";

enum { ELLIPSIS_NBYTES = sizeof(ellipsis) - 1 };

/*
 * What stands for the beginning of `in`: so many bytes of `shown` for so many of `in`, which
 * is not at its end.
 */
static size_t show(char shown[SHOWN_MAX_NBYTES], const unsigned char *in, size_t *in_nbytes)
{
	*in_nbytes = utf8_character_nbytes(in);
	uint32_t character = *in_nbytes ? utf8_character(in) : 0;
	if (utf8_is_deceptive(character))
		return (size_t)snprintf(shown, SHOWN_MAX_NBYTES, "\\u%04" PRIx32, character);
	if (*in_nbytes && !utf8_is_control(character)) {
		memcpy(shown, in, *in_nbytes);
		return *in_nbytes;
	}
	*in_nbytes = 1;
	if (*in == '\n' || *in == '\t')
		return (size_t)snprintf(shown, SHOWN_MAX_NBYTES, "\\%c", *in == '\n' ? 'n' : 't');
	return (size_t)snprintf(shown, SHOWN_MAX_NBYTES, "\\x%02x", *in);
}

char *status_printable(char *out, size_t out_nbytes, const char *text)
{
	const unsigned char *in = (const unsigned char *)text;
	char shown[SHOWN_MAX_NBYTES];
	size_t used = 0, in_nbytes;
	size_t cut = 0; // behind which an ellipsis still has room
	for (; *in; in += in_nbytes) {
		size_t nbytes = show(shown, in, &in_nbytes);
		if (used + nbytes >= out_nbytes) {
			if (out_nbytes > ELLIPSIS_NBYTES) {
				memcpy(out + cut, ellipsis, ELLIPSIS_NBYTES);
				used = cut + ELLIPSIS_NBYTES;
			}
			break;
		}
		memcpy(out + used, shown, nbytes);
		used += nbytes;
		if (used + ELLIPSIS_NBYTES < out_nbytes)
			cut = used;
	}
	out[used] = '\0';
	return out;
}

char *status_vprintable(char *out, size_t out_nbytes, const char *format, va_list arguments)
{
	// A little more than `out` can have, so that what is cut here is cut, and marked, there.
	char raw[STATUS_MESSAGE_NBYTES + SHOWN_MAX_NBYTES];
	vsnprintf(raw, sizeof(raw), format, arguments);
	return status_printable(out, out_nbytes, raw);
}

bool status_fail(struct status *st, enum status_code code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	status_vprintable(st->message, sizeof(st->message), format, arguments);
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
	status_vprintable(what, sizeof(what), format, arguments);
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
	status_vprintable(prefix, sizeof(prefix), format, arguments);
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
	status_vprintable(st->hint, sizeof(st->hint), format, arguments);
	va_end(arguments);
	return false;
}
