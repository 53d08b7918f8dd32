// SPDX-License-Identifier: Apache-2.0
/*
 * One pass over the source, which appends to a buffer that the result never outgrows: no
 * entity is shorter than the character that it stands for.
 */
#include "zoo/published/plain.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { TAG_MAX_NBYTES = 1024 }; // so that quotes that never end cost little

struct writer {
	char *out;
	size_t used;
	bool is_one_line;
	enum { GAP_NONE, GAP_BLANK, GAP_NEWLINE } gap; // due before the next character
};

static void put_gap(struct writer *w, bool newline)
{
	if (newline && !w->is_one_line)
		w->gap = GAP_NEWLINE;
	else if (w->gap == GAP_NONE)
		w->gap = GAP_BLANK;
}

static void put(struct writer *w, const char *text, size_t nbytes)
{
	if (w->gap != GAP_NONE && w->used > 0)
		w->out[w->used++] = w->gap == GAP_NEWLINE ? '\n' : ' ';
	w->gap = GAP_NONE;
	memcpy(w->out + w->used, text, nbytes);
	w->used += nbytes;
}

bool plain_tag_is(const char *at, const char *end, const char *name)
{
	size_t nbytes = strlen(name);
	return (size_t)(end - at) > nbytes && strncasecmp(at, name, nbytes) == 0 &&
	       !isalnum((unsigned char)at[nbytes]);
}

size_t plain_comment_nbytes(const char *at, const char *end)
{
	static const char opening[] = "<!--", closing[] = "-->";
	size_t nbytes = (size_t)(end - at);
	if (nbytes < strlen(opening) || memcmp(at, opening, strlen(opening)) != 0)
		return 0;
	const char *stop = memmem(at, nbytes, closing, strlen(closing));
	return stop ? (size_t)(stop - at) + strlen(closing) : nbytes;
}

size_t plain_tag_nbytes(const char *at, const char *end)
{
	const char *c = at + 1;
	if (at >= end || *at != '<')
		return 0;
	c += c < end && *c == '/';
	if (c >= end || !isalpha((unsigned char)*c))
		return 0;
	char quote = '\0';
	for (; c < end && c - at < TAG_MAX_NBYTES; c++) {
		if (quote)
			quote = *c == quote ? '\0' : quote;
		else if (*c == '"' || *c == '\'')
			quote = *c;
		else if (*c == '>')
			return (size_t)(c - at) + 1;
		else if (*c == '<')
			return 0;
	}
	return 0;
}

// Tags that stand within text.  Others, such as the label "<unk>", are part of it.
static bool is_layout_tag(const char *name, const char *end)
{
	static const char *const names[] = {"a", "b", "br", "code", "div", "em", "i", "p", "small",
		"span", "strong", "sub", "sup", "tt", "u", NULL};
	for (const char *const *known = names; *known; known++)
		if (plain_tag_is(name, end, *known))
			return true;
	return false;
}

// Take a tag at `at`.  0: there is none that only lays out.
static size_t put_tag(struct writer *w, const char *at, const char *end)
{
	size_t nbytes = plain_tag_nbytes(at, end);
	const char *name = at + (nbytes && at[1] == '/' ? 2 : 1);
	if (nbytes == 0 || !is_layout_tag(name, end))
		return 0;
	if (plain_tag_is(name, end, "br"))
		put_gap(w, true);
	return nbytes;
}

// A character in UTF-8; 0 if it is none that may stand in text.
static size_t encode(char out[static 4], uint32_t character)
{
	bool control = character < 0x20 || (character >= 0x7f && character < 0xa0);
	if (control || character > 0x10ffff || (character >= 0xd800 && character < 0xe000))
		return 0;
	if (character < 0x80) {
		out[0] = (char)character;
		return 1;
	}
	size_t nbytes = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = nbytes - 1; i > 0; i--, character >>= 6)
		out[i] = (char)(0x80 | (character & 0x3f));
	out[0] = (char)(lead[nbytes] | character);
	return nbytes;
}

// The number of "&#39;" or "&#x27;" from behind "#" to `stop`; 0 if it is none.
static uint32_t numbered(const char *c, const char *stop)
{
	uint32_t base = *c == 'x' || *c == 'X' ? 16 : 10, value = 0;
	enum { MOST_DIGITS = 7 };
	c += base == 16;
	if (stop - c > MOST_DIGITS)
		return 0;
	for (; c < stop; c++) {
		uint32_t digit = isdigit((unsigned char)*c)    ? (uint32_t)(*c - '0')
				 : isxdigit((unsigned char)*c) ? (uint32_t)((*c | 0x20) - 'a' + 10)
							       : base;
		if (digit >= base)
			return 0;
		value = value * base + digit;
	}
	return value;
}

// Take an entity at `at`.  0: there is none that is known, so the "&" means itself.
static size_t put_entity(struct writer *w, const char *at, const char *end)
{
	static const struct {
		const char *name;
		uint32_t character;
	} known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''},
		{"nbsp", ' '}, {"ndash", 0x2013}, {"mdash", 0x2014}, {"times", 0xd7},
		{"hellip", 0x2026}};
	enum { MOST_NBYTES = 12 };
	size_t room = (size_t)(end - at) < MOST_NBYTES ? (size_t)(end - at) : MOST_NBYTES;
	const char *stop = memchr(at, ';', room);
	if (!stop || stop - at < 2)
		return 0;
	const char *name = at + 1;
	size_t nbytes = (size_t)(stop - name);
	uint32_t character = *name == '#' && nbytes > 1 ? numbered(name + 1, stop) : 0;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strlen(known[i].name) == nbytes && memcmp(known[i].name, name, nbytes) == 0)
			character = known[i].character;
	if (character == 0xa0)
		character = ' ';
	char text[4];
	size_t text_nbytes = encode(text, character);
	if (text_nbytes == 0)
		return 0;
	if (character == ' ')
		put_gap(w, false);
	else
		put(w, text, text_nbytes);
	return nbytes + 2;
}

// Take white space at `at`, up to what is none.
static size_t put_space(struct writer *w, const char *at, const char *end, bool is_markdown)
{
	const char *c = at;
	size_t blanks = 0;
	for (; c < end && isspace((unsigned char)*c); c++) {
		if (*c == '\n' || *c == '\r')
			put_gap(w, is_markdown && blanks >= 2);
		blanks = *c == ' ' ? blanks + 1 : 0;
	}
	put_gap(w, false);
	return (size_t)(c - at);
}

// Take a backslash and what it stands before.
static size_t put_escape(struct writer *w, const char *at, const char *end)
{
	bool before_mark = at + 1 < end && ispunct((unsigned char)at[1]);
	bool breaks = at + 1 < end && (at[1] == '\n' || at[1] == '\r');
	if (breaks)
		put_gap(w, true);
	else
		put(w, at + before_mark, 1);
	return 1 + before_mark;
}

const char *plain_text(
	const char *source, size_t nbytes, bool is_markdown, bool is_one_line, struct arena *keep)
{
	struct writer w = {.out = arena_array(keep, char, nbytes + 1), .is_one_line = is_one_line};
	const char *end = source + nbytes;
	for (const char *at = source; at < end;) {
		size_t taken = 0;
		if (isspace((unsigned char)*at))
			taken = put_space(&w, at, end, is_markdown);
		else if (*at == '\\' && is_markdown)
			taken = put_escape(&w, at, end);
		else if (*at == '<' && (taken = plain_comment_nbytes(at, end)) == 0)
			taken = put_tag(&w, at, end);
		else if (*at == '&')
			taken = put_entity(&w, at, end);
		if (taken == 0)
			put(&w, at, taken = 1);
		at += taken;
	}
	return w.out;
}
