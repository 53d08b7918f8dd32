// SPDX-License-Identifier: Apache-2.0
/*
 * Widths come from ranges of Unicode and not from wcwidth(), which answers by the locale
 * and would give other tables on other machines.
 */
#include "cli/text.h"

#include "engine/base/status.h"
#include "engine/base/utf8.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

// At most `nbytes` of it, with the terminating zero.
static const char *printable(struct arena *keep, const char *text, size_t nbytes)
{
	return status_printable(arena_array(keep, char, nbytes), nbytes, text);
}

const char *text_whole(struct arena *keep, const char *text)
{
	return text ? printable(keep, text, strlen(text) * 4 + 1) : "";
}

const char *text_printable(struct arena *keep, const char *text)
{
	if (!text)
		return "";
	size_t nbytes = strnlen(text, TEXT_LINE_NBYTES) * 4 + 1;
	return printable(keep, text, nbytes < TEXT_LINE_NBYTES ? nbytes : TEXT_LINE_NBYTES);
}

// The width of the character at `in`, which is printable text, and its length.
static int width_at(const char *in, size_t *nbytes)
{
	*nbytes = utf8_character_nbytes((const unsigned char *)in);
	return character_width(utf8_character((const unsigned char *)in));
}

int text_width(const char *text)
{
	int columns = 0;
	size_t nbytes;
	for (const char *in = text; *in; in += nbytes)
		columns += width_at(in, &nbytes);
	return columns;
}

const char *text_fit(struct arena *keep, const char *text, int columns)
{
	if (columns < 1)
		return "";
	if (text_width(text) <= columns)
		return text;
	int used = 0;
	size_t nbytes;
	const char *in = text;
	for (; *in; in += nbytes) {
		int width = width_at(in, &nbytes);
		if (used + width > columns - 1)
			break;
		used += width;
	}
	return arena_printf(keep, "%.*s…", (int)(in - text), text);
}

const char *const *text_wrap(struct arena *keep, const char *text, int columns)
{
	const char *safe = text_whole(keep, text);
	const char **lines = arena_array(keep, const char *, strlen(safe) + 2);
	int count = 0;
	const char *line = "";
	while (*(safe += strspn(safe, " "))) {
		size_t nbytes = strcspn(safe, " ");
		const char *word = text_printable(keep, arena_strndup(keep, safe, nbytes));
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
