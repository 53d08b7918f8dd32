// SPDX-License-Identifier: Apache-2.0
/*
 * Tables in HTML.  Ends of cells and rows may be left out, as browsers allow.  A blank line
 * ends a block of HTML for Markdown, though not its table, so a table stays open until it is
 * closed or something comes that cannot be in it.
 */
#include "zoo/published/markdown_builder.h"

#include "zoo/published/plain.h"

#include <string.h>

static bool html_cell_close(struct builder *b, const char *at)
{
	if (!b->table.cell)
		return true;
	const char *text =
		plain_text(b->table.cell, (size_t)(at - b->table.cell), false, true, b->keep);
	b->table.cell = NULL;
	return builder_cell(b, text, b->table.cell_line);
}

static bool html_table_close(struct builder *b, const char *at)
{
	if (!html_cell_close(b, at))
		return false;
	builder_table_close(b);
	return true;
}

// What follows cannot belong to the table any more.
bool builder_html_abandon(struct builder *b, const char *at)
{
	if (!b->table.open || !b->table.is_html)
		return true;
	builder_fault(b, b->table.line, "the table that begins here has no </table>");
	return html_table_close(b, at);
}

static bool html_cell_open(struct builder *b, const char *behind, int line, bool is_head)
{
	if (!b->table.open) {
		builder_fault(b, line, "a cell that is in no table");
		builder_table_open(b, true, line);
	}
	if (!b->table.row_open)
		builder_row_open(b, line, is_head);
	b->table.row.is_head &= is_head; // one of names has nothing else
	b->table.cell = behind;
	b->table.cell_line = line;
	return true;
}

// A tag from `at` to `behind`.
static bool html_tag(struct builder *b, const char *at, const char *behind)
{
	bool closes = at[1] == '/';
	const char *name = at + 1 + closes;
	int line = builder_line(b, at - b->source);
	bool is_head = plain_tag_is(name, behind, "th");
	if (is_head || plain_tag_is(name, behind, "td"))
		return html_cell_close(b, at) &&
		       (closes || html_cell_open(b, behind, line, is_head));
	if (plain_tag_is(name, behind, "tr")) {
		if (!html_cell_close(b, at))
			return false;
		if (closes || !b->table.open)
			builder_row_close(b);
		else
			builder_row_open(b, line, true);
	} else if (plain_tag_is(name, behind, "table")) {
		if (closes)
			return !b->table.open || html_table_close(b, at);
		if (!builder_html_abandon(b, at))
			return false;
		builder_table_open(b, true, line);
	}
	return true;
}

// Text in HTML that stands in no cell.
void builder_html_text(struct builder *b, const char *begin, const char *end)
{
	if (b->table.cell)
		return;
	const char *text = plain_text(begin, (size_t)(end - begin), false, false, b->keep);
	if (!*text)
		return;
	while (strchr(" \t\n", *begin))
		begin++;
	int line = builder_line(b, begin - b->source);
	if (b->table.open)
		builder_fault(b, line,
			arena_printf(
				b->keep, "text in a table, but in none of its cells: %.64s", text));
	else
		builder_block(b, MARKDOWN_TEXT, line)->text = text;
}

static bool is_table_tag(const char *at, const char *end)
{
	static const char *const names[] = {
		"table", "tr", "td", "th", "thead", "tbody", "tfoot", NULL};
	at += at[1] == '/' ? 2 : 1;
	for (const char *const *name = names; *name; name++)
		if (plain_tag_is(at, end, *name))
			return true;
	return false;
}

bool builder_html(struct builder *b, const char *begin, const char *end)
{
	const char *text = begin;
	for (const char *at = begin; at < end;) {
		size_t comment_nbytes = plain_comment_nbytes(at, end);
		size_t nbytes = comment_nbytes ? comment_nbytes : plain_tag_nbytes(at, end);
		if (nbytes == 0) {
			nbytes = 1;
		} else if (!comment_nbytes && is_table_tag(at, end)) {
			builder_html_text(b, text, at);
			text = at + nbytes;
			if (!html_tag(b, at, text))
				return false;
		}
		at += nbytes;
	}
	builder_html_text(b, text, end);
	return true;
}
