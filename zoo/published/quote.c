// SPDX-License-Identifier: Apache-2.0
/*
 * Line by line, as far as quotes need it: a quoted text begins behind "KEY: " or "- ", and
 * the lines in which it goes on are indented further than the key (YAML 1.2, 7.3.1).
 */
#include "zoo/published/quote.h"

#include <string.h>

struct cursor {
	const char *text;
	size_t nbytes;
	size_t at;
};

static size_t line_end(const struct cursor *c, size_t from)
{
	const char *feed = memchr(c->text + from, '\n', c->nbytes - from);
	return feed ? (size_t)(feed - c->text) : c->nbytes;
}

static size_t indent_of(const struct cursor *c, size_t line)
{
	size_t at = line;
	while (at < c->nbytes && c->text[at] == ' ')
		at++;
	return at - line;
}

static bool is_empty_line(const struct cursor *c, size_t line)
{
	size_t at = line + indent_of(c, line);
	return at == c->nbytes || c->text[at] == '\n' || c->text[at] == '\r';
}

// Where a quoted text begins in the line at c->at: its quote's place, or the line's end.
static size_t find_quote(const struct cursor *c, size_t end)
{
	for (size_t i = c->at + 1; i + 1 < end; i++)
		if (c->text[i] == ' ' && (c->text[i - 1] == ':' || c->text[i - 1] == '-') &&
			(c->text[i + 1] == '"' || c->text[i + 1] == '\''))
			return i + 1;
	return end;
}

/*
 * Follow the quoted text that opens at `open`, up to its end.  False, with c->at at the end
 * of the line in which it should have ended, if it runs into the next key.
 */
static bool follow_quote(struct cursor *c, size_t open, size_t indent)
{
	char quote = c->text[open];
	for (size_t i = open + 1; i < c->nbytes; i++) {
		char next = i + 1 < c->nbytes ? c->text[i + 1] : '\0';
		bool doubled = quote == '\'' && c->text[i] == quote && next == quote;
		bool escaped = quote == '"' && c->text[i] == '\\' && next != '\n';
		if (doubled || escaped) {
			i++;
		} else if (c->text[i] == quote) {
			c->at = i;
			return true;
		} else if (c->text[i] == '\n' && i + 1 < c->nbytes && !is_empty_line(c, i + 1) &&
			   indent_of(c, i + 1) <= indent) {
			c->at = i;
			return false;
		}
	}
	c->at = c->nbytes;
	return false;
}

// The text with `quote` put behind the last thing that stands before `end`.
static struct bytes insert_quote(
	const struct cursor *c, size_t end, char quote, int *line, struct arena *keep)
{
	while (end > 0 && strchr(" \r\n", c->text[end - 1]))
		end--;
	*line = 1;
	for (size_t i = 0; i < end; i++)
		*line += c->text[i] == '\n';
	char *whole = arena_array(keep, char, c->nbytes + 1);
	memcpy(whole, c->text, end);
	whole[end] = quote;
	memcpy(whole + end + 1, c->text + end, c->nbytes - end);
	return (struct bytes){(const unsigned char *)whole, c->nbytes + 1};
}

bool quote_close(struct bytes *out, int *line, struct bytes text, struct arena *keep)
{
	struct cursor c = {(const char *)text.data, text.nbytes, 0};
	while (c.at < c.nbytes) {
		size_t indent = indent_of(&c, c.at), end = line_end(&c, c.at);
		size_t open = c.text[c.at + indent] == '#' ? end : find_quote(&c, end);
		if (open < end) {
			if (!follow_quote(&c, open, indent)) {
				*out = insert_quote(&c, c.at, c.text[open], line, keep);
				return true;
			}
			end = line_end(&c, c.at);
		}
		c.at = end + 1;
	}
	return false;
}
