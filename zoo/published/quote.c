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
	int line;
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
		if (c->text[i] == quote && quote == '\'' && i + 1 < c->nbytes &&
			c->text[i + 1] == quote) {
			i++;
		} else if (c->text[i] == quote) {
			c->at = i;
			return true;
		} else if (c->text[i] == '\\' && quote == '"' && i + 1 < c->nbytes &&
			   c->text[i + 1] != '\n') {
			i++; // an escaped line end is a line end here
		} else if (c->text[i] == '\n') {
			if (i + 1 < c->nbytes && !is_empty_line(c, i + 1) &&
				indent_of(c, i + 1) <= indent) {
				c->at = i;
				return false;
			}
			c->line++;
		}
	}
	c->at = c->nbytes;
	return false;
}

// The text with `quote` put behind the last thing that stands before `end`.
static struct bytes insert_quote(const struct cursor *c, size_t end, char quote, struct arena *keep)
{
	while (end > 0 && strchr(" \r\n", c->text[end - 1]))
		end--;
	char *whole = arena_array(keep, char, c->nbytes + 1);
	memcpy(whole, c->text, end);
	whole[end] = quote;
	memcpy(whole + end + 1, c->text + end, c->nbytes - end);
	return (struct bytes){(const unsigned char *)whole, c->nbytes + 1};
}

bool quote_close(struct bytes *out, int *line, struct bytes text, struct arena *keep)
{
	struct cursor c = {(const char *)text.data, text.nbytes, 0, 1};
	while (c.at < c.nbytes) {
		size_t indent = indent_of(&c, c.at), end = line_end(&c, c.at);
		size_t open = c.text[c.at + indent] == '#' ? end : find_quote(&c, end);
		if (open < end) {
			if (!follow_quote(&c, open, indent)) {
				*line = c.line;
				*out = insert_quote(&c, c.at, c.text[open], keep);
				return true;
			}
			end = line_end(&c, c.at);
		}
		c.at = end + 1;
		c.line++;
	}
	return false;
}
