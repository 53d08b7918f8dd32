// SPDX-License-Identifier: Apache-2.0
/*
 * Lines of the page are gathered into a paragraph, in which a change of font is one byte
 * of the control range; a macro that ends the paragraph has it broken into lines.
 */
#include "cli/manpage.h"

#include "cli/text.h"

#include <stdbool.h>
#include <string.h>

enum {
	INDENT = 7, // of text below a heading, and of text below a tag, as in man(7)
	FONT_ROMAN = 1,
	FONT_BOLD = 2,
	FONT_ITALIC = 3,
	MAX_FIELDS = 32,
	LINE_NBYTES = 2048
};

struct page {
	FILE *out;
	struct style style;
	int columns;
	char paragraph[16384];
	size_t used;
	int base, indent;   // columns: of tags, and of text
	bool verbatim;      // between nf and fi
	bool tag_next;      // the next line is the tag of a TP
	bool gap;           // an empty line is due before the next text
	bool below_heading; // nothing printed since a heading
	int at;             // column of the cursor: not 0 behind a short tag
};

static void put(struct page *page, char c)
{
	if (page->used + 1 < sizeof(page->paragraph))
		page->paragraph[page->used++] = c;
	page->paragraph[page->used] = '\0';
}

static void put_font(struct page *page, char letter)
{
	put(page, letter == 'B' ? FONT_BOLD : letter == 'I' ? FONT_ITALIC : FONT_ROMAN);
}

// Text with its escapes (groff_char(7)) resolved.
static void put_text(struct page *page, const char *text)
{
	static const struct {
		char name[3];
		const char *text;
	} characters[] = {{"bu", "•"}, {"aq", "'"}, {"dq", "\""}, {"en", "–"}, {"em", "—"},
		{"ti", "~"}, {"ha", "^"}, {"lq", "“"}, {"rq", "”"}, {"ge", "≥"}, {"le", "≤"}};
	for (; *text; text++) {
		if (*text != '\\') {
			put(page, *text);
		} else if (text[1] == 'f' && text[2]) {
			put_font(page, text[2]);
			text += 2;
		} else if (text[1] == '(' && text[2] && text[3]) {
			for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++)
				if (strncmp(characters[i].name, text + 2, 2) == 0)
					for (const char *c = characters[i].text; *c; c++)
						put(page, *c);
			text += 3;
		} else if (text[1] == 'e' || text[1] == '-') {
			put(page, text[1] == 'e' ? '\\' : '-');
			text++;
		} else if (text[1]) {
			text++; // \& and other marks without a shape
		}
	}
}

static int shown_width(const char *text, size_t nbytes)
{
	char plain[LINE_NBYTES];
	size_t used = 0;
	for (size_t i = 0; i < nbytes && used + 1 < sizeof(plain); i++)
		if (text[i] > FONT_ITALIC || text[i] < 0)
			plain[used++] = text[i];
	plain[used] = '\0';
	return text_width(plain);
}

static void print_text(const struct page *page, const char *text, size_t nbytes)
{
	static const char *const sequences[] = {
		[FONT_ROMAN] = "\x1b[0m", [FONT_BOLD] = "\x1b[1m", [FONT_ITALIC] = "\x1b[4m"};
	for (size_t i = 0; i < nbytes; i++) {
		if (text[i] < 0 || text[i] > FONT_ITALIC)
			putc(text[i], page->out);
		else if (page->style.coloured)
			fputs(sequences[(int)text[i]], page->out);
	}
}

// Print the paragraph, its first line from where the cursor stands.
static void fill(struct page *page)
{
	int at = page->at;
	bool fresh = true; // no word on this line yet
	const char *text = page->paragraph;
	while (*text) {
		size_t nbytes = strcspn(text, " ");
		int width = shown_width(text, nbytes);
		if (!fresh && at + 1 + width > page->columns) {
			putc('\n', page->out);
			at = 0;
			fresh = true;
		}
		if (fresh) {
			fprintf(page->out, "%*s", page->indent > at ? page->indent - at : 0, "");
			at = at > page->indent ? at : page->indent;
		} else if (nbytes > 0) {
			putc(' ', page->out);
			at++;
		}
		print_text(page, text, nbytes);
		at += width;
		fresh = fresh && width == 0;
		text += nbytes + strspn(text + nbytes, " ");
	}
	putc('\n', page->out);
}

static void start_text(struct page *page)
{
	if (page->at > 0)
		putc('\n', page->out);
	page->at = 0;
	if (page->gap && !page->below_heading)
		putc('\n', page->out);
	page->gap = page->below_heading = false;
}

static void flush(struct page *page)
{
	if (page->used == 0)
		return;
	if (page->at == 0)
		start_text(page);
	fill(page);
	page->at = 0;
	page->used = 0;
	page->paragraph[0] = '\0';
}

// The tag of a TP or IP: on a line of its own, or before its text if it is short.
static void print_tag(struct page *page)
{
	start_text(page);
	page->tag_next = false;
	page->indent = page->base + INDENT;
	fprintf(page->out, "%*s", page->base, "");
	print_text(page, page->paragraph, page->used);
	if (page->style.coloured)
		fputs("\x1b[0m", page->out);
	int width = page->base + shown_width(page->paragraph, page->used);
	page->used = 0;
	page->paragraph[0] = '\0';
	page->at = width + 1 < page->indent ? width : 0;
	if (page->at == 0)
		putc('\n', page->out);
}

// A line's text is complete.
static void end_line(struct page *page)
{
	if (page->tag_next) {
		print_tag(page);
	} else if (page->verbatim) {
		start_text(page);
		fprintf(page->out, "%*s", page->used > 0 ? page->indent : 0, "");
		print_text(page, page->paragraph, page->used);
		putc('\n', page->out);
		page->used = 0;
		page->paragraph[0] = '\0';
	} else {
		put(page, ' ');
	}
}

// Cut a macro's arguments apart, in place; "quoted ones" are one.
static int split(char *line, char *fields[MAX_FIELDS])
{
	int count = 0;
	while (count < MAX_FIELDS) {
		line += strspn(line, " ");
		if (!*line)
			break;
		char end = *line == '"' ? '"' : ' ';
		line += end == '"';
		fields[count++] = line;
		line += strcspn(line, (char[]){end, '\0'});
		if (*line)
			*line++ = '\0';
	}
	return count;
}

// .B one two, and .BR, whose arguments take turns in two fonts without blanks.
static void put_fonts(struct page *page, const char *fonts, char **fields, int count)
{
	for (int i = 0; i < count; i++) {
		if (i > 0 && !fonts[1])
			put(page, ' ');
		put_font(page, fonts[fonts[1] ? i % 2 : 0]);
		put_text(page, fields[i]);
	}
	put_font(page, 'R');
	end_line(page);
}

static void heading(struct page *page, const char *text, int indent)
{
	flush(page);
	start_text(page);
	putc('\n', page->out);
	page->gap = false;
	page->base = page->indent = INDENT;
	fprintf(page->out, "%*s%s%s%s\n", indent, "", style_begin(page->style, COLOUR_STRONG), text,
		style_end(page->style, COLOUR_STRONG));
	page->below_heading = true;
}

static void join(char *out, size_t out_nbytes, char **fields, int count)
{
	out[0] = '\0';
	for (int i = 0; i < count; i++) {
		size_t used = strlen(out);
		snprintf(out + used, out_nbytes - used, "%s%s", i ? " " : "", fields[i]);
	}
}

static bool is_any(const char *name, const char *names)
{
	size_t nbytes = strlen(name);
	const char *at = strstr(names, name);
	return at && at[nbytes] == ' ' && (at == names || at[-1] == ' ');
}

static void macro(struct page *page, char *line)
{
	char *fields[MAX_FIELDS + 1] = {0}, text[LINE_NBYTES];
	int count = split(line, fields);
	if (count == 0 || strncmp(fields[0], "\\\"", 2) == 0)
		return;
	const char *name = fields[0];
	char **arguments = fields + 1;
	count--;
	if (is_any(name, "B I R BR BI IB IR RB RI ")) {
		put_fonts(page, name, arguments, count);
	} else if (is_any(name, "SH SS ")) {
		join(text, sizeof(text), arguments, count);
		heading(page, text, name[1] == 'H' ? 0 : 3);
	} else if (is_any(name, "PP P LP sp TP IP ")) {
		flush(page);
		page->gap = true;
		if (strcmp(name, "sp") != 0)
			page->indent = page->base;
		page->tag_next = strcmp(name, "TP") == 0;
		if (strcmp(name, "IP") == 0) {
			page->tag_next = count > 0;
			page->indent = page->base + INDENT;
			if (count > 0)
				put_fonts(page, "R", arguments, 1);
		}
	} else if (is_any(name, "nf EX fi EE ")) {
		flush(page);
		page->verbatim = is_any(name, "nf EX ");
	} else if (strcmp(name, "RS") == 0) {
		flush(page);
		page->base = page->indent = page->base + INDENT;
	} else if (strcmp(name, "RE") == 0) {
		flush(page);
		page->base = page->indent = page->base > INDENT ? page->base - INDENT : INDENT;
	} else if (strcmp(name, "br") == 0) {
		flush(page);
	}
}

void manpage_print(FILE *out, struct bytes page_text, int columns, struct style style)
{
	struct page page = {
		.out = out, .style = style, .columns = columns, .base = INDENT, .indent = INDENT};
	const char *at = (const char *)page_text.data, *end = at + page_text.nbytes;
	while (at < end) {
		char line[LINE_NBYTES];
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t nbytes = (size_t)((newline ? newline : end) - at);
		size_t kept = nbytes < sizeof(line) ? nbytes : sizeof(line) - 1;
		memcpy(line, at, kept);
		line[kept] = '\0';
		at += nbytes + 1;
		if (line[0] == '.' || (line[0] == '\'' && line[1] != '\0')) {
			macro(&page, line + 1);
		} else {
			put_text(&page, line);
			end_line(&page);
		}
	}
	flush(&page);
}
