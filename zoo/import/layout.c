// SPDX-License-Identifier: Apache-2.0
/*
 * libyaml can write, too, but no comments, and it quotes and folds by its own taste; cards
 * are read by people, who are to find the same layout in all of them.
 */
#include "zoo/import/layout.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void layout_begin(struct layout *layout)
{
	*layout = (struct layout){.data = NULL};
	layout->out = open_memstream(&layout->data, &layout->nbytes);
	if (!layout->out)
		arena_out_of_memory(0);
}

struct bytes layout_end(struct layout *layout, struct arena *keep)
{
	if (fclose(layout->out) != 0)
		arena_out_of_memory(layout->nbytes);
	const char *text = arena_strndup(keep, layout->data, layout->nbytes);
	free(layout->data);
	return (struct bytes){(const unsigned char *)text, layout->nbytes};
}

static void begin_line(struct layout *layout, int indent)
{
	fprintf(layout->out, "%s%*s", layout->is_commented ? "# " : "", indent, "");
}

void layout_line(struct layout *layout, int indent, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	if (*format)
		begin_line(layout, indent);
	vfprintf(layout->out, format, arguments);
	va_end(arguments);
	fputc('\n', layout->out);
}

// Characters of the first `nbytes` of `text`.
static int columns_of(const char *text, size_t nbytes)
{
	int columns = 0;
	for (size_t i = 0; i < nbytes; i++)
		columns += (text[i] & 0xc0) != 0x80;
	return columns;
}

/*
 * Characters that are valid text, but that libyaml takes for an end of line or does not take
 * at all (yaml/libyaml:src/reader.c, src/yaml_private.h: IS_BREAK), and those that turn or
 * hide what stands beside them on a terminal.  They are spelled \uNNNN.
 */
static bool is_awkward(unsigned c)
{
	return c == 0x061c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || c == 0xfffe || c == 0xffff;
}

// Such a character at `text`, which is valid UTF-8, and its length; 0 if it is none.
static unsigned awkward_at(const char *text, size_t *nbytes)
{
	const unsigned char *c = (const unsigned char *)text;
	unsigned code = 0;
	if ((c[0] & 0xe0) == 0xc0 && c[1])
		code = (c[0] & 0x1fu) << 6 | (c[1] & 0x3fu);
	else if ((c[0] & 0xf0) == 0xe0 && c[1] && c[2])
		code = (c[0] & 0xfu) << 12 | (c[1] & 0x3fu) << 6 | (c[2] & 0x3fu);
	*nbytes = code < 0x800 ? 2 : 3;
	return is_awkward(code) ? code : 0;
}

// Can it not be folded?  A line that begins with a blank would be kept as it is.
static bool needs_quotes(const char *text)
{
	if (strstr(text, "\n ") || strstr(text, " \n") || strchr(text, '\t'))
		return true;
	size_t nbytes;
	for (const char *c = text; *c; c++)
		if (awkward_at(c, &nbytes))
			return true;
	return false;
}

// Would a reader take it for a number, a time, a boolean or nothing?
static bool looks_otherwise(const char *text)
{
	static const char *const words[] = {
		"true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", NULL};
	for (const char *const *word = words; *word; word++)
		if (strcasecmp(text, *word) == 0)
			return true;
	if (strcasecmp(text, ".inf") == 0 || strcasecmp(text, ".nan") == 0)
		return true;
	return (isdigit((unsigned char)*text) || strchr("+-.", *text)) &&
	       text[strspn(text, "0123456789abcdefABCDEFxXoO._+-:")] == '\0';
}

static bool is_plain(const char *text, bool in_flow)
{
	if (strchr("-?:,[]{}#&*!|>'\"%@`= \t", *text) || looks_otherwise(text) ||
		needs_quotes(text) || strchr(text, '\n'))
		return false;
	size_t nbytes = strlen(text);
	return !strstr(text, ": ") && !strstr(text, " #") && text[nbytes - 1] != ':' &&
	       text[nbytes - 1] != ' ' && !(in_flow && strpbrk(text, ",[]{}:"));
}

static const char *quoted(const char *text, struct arena *keep)
{
	char *out = arena_array(keep, char, 3 * strlen(text) + 8), *at = out;
	*at++ = '"';
	for (const char *c = text; *c; c++) {
		size_t nbytes;
		unsigned code = awkward_at(c, &nbytes);
		if (code) {
			at += snprintf(at, 7, "\\u%04x", code);
			c += nbytes - 1;
		} else if (*c == '\n') {
			at = stpcpy(at, "\\n");
		} else {
			if (*c == '"' || *c == '\\')
				*at++ = '\\';
			*at++ = *c;
		}
	}
	*at++ = '"';
	return out;
}

const char *layout_scalar(const char *text, bool in_flow, struct arena *keep)
{
	return is_plain(text, in_flow) ? text : quoted(text, keep);
}

/*
 * How much of `text` goes on a line of that many columns: up to a single blank, at which it
 * may be folded, or all of the line.
 */
static size_t fold(const char *text, int columns)
{
	size_t end = strcspn(text, "\n"), best = end;
	for (size_t i = 1; i + 1 < end; i++) {
		if (text[i] != ' ' || text[i - 1] == ' ' || text[i + 1] == ' ')
			continue;
		if (columns_of(text, i) > columns)
			return best < i ? best : i;
		best = i;
	}
	return columns_of(text, end) <= columns ? end : best;
}

static void put_folded(struct layout *layout, int indent, const char *key, const char *text)
{
	int inner = indent + (strncmp(key, "- ", 2) == 0 ? 4 : 2);
	layout_line(layout, indent, "%s: >-", key);
	for (;;) {
		size_t nbytes =
			fold(text, LAYOUT_FOLD_COLUMNS - inner - (layout->is_commented ? 2 : 0));
		layout_line(layout, inner, "%.*s", (int)nbytes, text);
		text += nbytes;
		if (*text == '\0')
			return;
		for (; *text == '\n'; text++) // each is an empty line
			layout_line(layout, 0, "%s", "");
		text += *text == ' ';
	}
}

void layout_text(struct layout *layout, int indent, const char *key, const char *text)
{
	struct arena scratch = {0};
	const char *line = layout_scalar(text, false, &scratch);
	int columns = (layout->is_commented ? 2 : 0) + indent + columns_of(key, strlen(key)) + 2 +
		      columns_of(line, strlen(line));
	if (needs_quotes(text) || (columns <= LAYOUT_COLUMNS && !strchr(text, '\n')) ||
		!strpbrk(text, " \n"))
		layout_line(layout, indent, "%s: %s", key, line);
	else
		put_folded(layout, indent, key, text);
	arena_release(&scratch);
}

void layout_quoted(struct layout *layout, int indent, const char *key, const char *text)
{
	struct arena scratch = {0};
	layout_line(layout, indent, "%s: %s", key, quoted(text, &scratch));
	arena_release(&scratch);
}

void layout_comment(struct layout *layout, int indent, const char *kind, const char *text)
{
	struct arena scratch = {0};
	// A comment ends where libyaml sees the end of a line, so such characters are spelled.
	char *safe = arena_array(&scratch, char, 3 * strlen(text) + strlen(kind) + 8);
	char *at = stpcpy(stpcpy(safe, kind), ": ");
	for (const char *c = text; *c; c++) {
		size_t nbytes;
		unsigned code = awkward_at(c, &nbytes);
		if (code) {
			at += snprintf(at, 7, "\\u%04x", code);
			c += nbytes - 1;
		} else {
			*at++ = *c == '\n' ? ' ' : *c;
		}
	}
	const char *rest = safe, *mark = "# ";
	while (*rest) {
		size_t nbytes = fold(rest, LAYOUT_COLUMNS - indent - (int)strlen(mark));
		fprintf(layout->out, "%*s%s%.*s\n", indent, "", mark, (int)nbytes, rest);
		rest += nbytes;
		rest += *rest == ' ';
		mark = "#   ";
	}
	arena_release(&scratch);
}
