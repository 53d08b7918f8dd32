// SPDX-License-Identifier: Apache-2.0
/*
 * Widths come from ranges of Unicode and not from wcwidth(), which answers by the locale
 * and would give other tables on other machines.
 */
#include "cli/text.h"

#include "engine/base/status.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

// The character at `s`, which is valid UTF-8, and its length.
static uint32_t decode(const char *s, int *nbytes)
{
	const unsigned char *u = (const unsigned char *)s;
	if (u[0] < 0xc0) {
		*nbytes = 1;
		return u[0];
	}
	if (u[0] < 0xe0) {
		*nbytes = 2;
		return (uint32_t)(u[0] & 0x1f) << 6 | (u[1] & 0x3f);
	}
	if (u[0] < 0xf0) {
		*nbytes = 3;
		return (uint32_t)(u[0] & 0xf) << 12 | (uint32_t)(u[1] & 0x3f) << 6 | (u[2] & 0x3f);
	}
	*nbytes = 4;
	return (uint32_t)(u[0] & 7) << 18 | (uint32_t)(u[1] & 0x3f) << 12 |
	       (uint32_t)(u[2] & 0x3f) << 6 | (u[3] & 0x3f);
}

struct range {
	uint32_t first, last;
};

static bool within(const struct range *ranges, size_t count, uint32_t character)
{
	for (size_t i = 0; i < count; i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}

// Unicode's bidirectional controls and invisible marks.
static bool is_deceptive(uint32_t character)
{
	static const struct range ranges[] = {{0x061c, 0x061c}, {0x200b, 0x200f}, {0x2028, 0x202e},
		{0x2060, 0x2069}, {0xfeff, 0xfeff}};
	return within(ranges, sizeof(ranges) / sizeof(ranges[0]), character);
}

// After Unicode's East Asian Width and general category Mn, the blocks that matter.
static int character_width(uint32_t character)
{
	static const struct range combining[] = {{0x0300, 0x036f}, {0x0483, 0x0489},
		{0x0591, 0x05bd}, {0x064b, 0x065f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
		{0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}};
	static const struct range wide[] = {{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf},
		{0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60},
		{0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
	if (within(combining, sizeof(combining) / sizeof(combining[0]), character))
		return 0;
	return within(wide, sizeof(wide) / sizeof(wide[0]), character) ? 2 : 1;
}

const char *text_printable(struct arena *keep, const char *text)
{
	if (!text)
		return "";
	size_t nbytes = strlen(text) * 4 + 8;
	char *safe = arena_alloc(keep, nbytes, 1, 1);
	status_printable(safe, nbytes, text);

	// "\u200b" is twice as long as the mark itself, which takes two bytes or three
	char *out = arena_alloc(keep, strlen(safe) * 3 + 8, 1, 1);
	size_t used = 0;
	for (const char *in = safe; *in;) {
		int length;
		uint32_t character = decode(in, &length);
		if (is_deceptive(character)) {
			used += (size_t)snprintf(out + used, 8, "\\u%04" PRIx32, character);
		} else {
			memcpy(out + used, in, (size_t)length);
			used += (size_t)length;
		}
		in += length;
	}
	return out;
}

int text_width(const char *text)
{
	int columns = 0, length;
	for (const char *in = text; *in; in += length)
		columns += character_width(decode(in, &length));
	return columns;
}

const char *text_fit(struct arena *keep, const char *text, int columns)
{
	if (columns < 1)
		return "";
	if (text_width(text) <= columns)
		return text;
	int used = 0, length;
	const char *in = text;
	for (; *in; in += length) {
		int width = character_width(decode(in, &length));
		if (used + width > columns - 1)
			break;
		used += width;
	}
	return arena_printf(keep, "%.*s…", (int)(in - text), text);
}

const char *const *text_wrap(struct arena *keep, const char *text, int columns)
{
	const char *safe = text_printable(keep, text);
	const char **lines = arena_array(keep, const char *, strlen(safe) + 2);
	int count = 0;
	const char *line = "";
	while (*(safe += strspn(safe, " "))) {
		size_t nbytes = strcspn(safe, " ");
		const char *word = arena_strndup(keep, safe, nbytes);
		if (*line && text_width(line) + 1 + text_width(word) > columns) {
			lines[count++] = line;
			line = "";
		}
		line = arena_printf(keep, "%s%s%s", line, *line ? " " : "", word);
		safe += nbytes;
	}
	if (*line)
		lines[count++] = line;
	return lines;
}

const char *text_join(struct arena *keep, const char *const *words, int count)
{
	const char *text = "";
	for (int i = 0; words && words[i] && i != count; i++)
		text = arena_printf(keep, "%s%s%s", text, i ? ", " : "", words[i]);
	return text;
}

const char *text_count(struct arena *keep, int64_t n)
{
	char plain[32];
	int length = snprintf(plain, sizeof(plain), "%" PRId64, n);
	char *out = arena_alloc(keep, sizeof(plain) * 2, 1, 1), *at = out;
	for (int i = 0; i < length; i++) {
		int left = length - i;
		if (i > 0 && left % 3 == 0 && plain[i - 1] != '-')
			*at++ = ',';
		*at++ = plain[i];
	}
	return out;
}

const char *text_size(struct arena *keep, int64_t nbytes)
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
	if (nbytes < 0)
		return "?";
	double value = (double)nbytes;
	int unit = 0;
	while (value >= 1023.95 && unit < 4) {
		value /= 1024;
		unit++;
	}
	return arena_printf(keep, unit ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

const char *text_shape(struct arena *keep, const int32_t *shape, int rank)
{
	if (rank == 0)
		return "scalar";
	const char *text = arena_printf(keep, "%" PRId32, shape[0]);
	for (int i = 1; i < rank; i++)
		text = arena_printf(keep, "%sx%" PRId32, text, shape[i]);
	return text;
}
