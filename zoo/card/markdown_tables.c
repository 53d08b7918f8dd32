// SPDX-License-Identifier: Apache-2.0
/*
 * Blocks and tables of a Markdown text as they are built, and the tables of HTML in it.  A
 * blank line ends a block of HTML, though not its table, so a table stays open until it is
 * closed or something comes that cannot be in it.
 */
#include "zoo/card/markdown_builder.h"

#include "zoo/card/list.h"
#include "zoo/card/plain.h"

#include <string.h>

enum { MARKDOWN_MAX_FAULTS = 64 };

int builder_line(const struct builder *b, ptrdiff_t offset)
{
	int low = 0, high = b->line_count - 1;
	while (low < high) {
		int middle = (low + high + 1) / 2;
		if ((ptrdiff_t)b->line_starts[middle] <= offset)
			low = middle;
		else
			high = middle - 1;
	}
	return low + 1;
}

void builder_fault(struct builder *b, int line, const char *message)
{
	if (b->fault_count == MARKDOWN_MAX_FAULTS)
		return;
	if (b->fault_count == MARKDOWN_MAX_FAULTS - 1)
		message = "more is wrong with the text than is listed";
	b->faults = list_room(b->keep, b->faults, b->fault_count, sizeof(*b->faults));
	b->faults[b->fault_count++] = (struct markdown_fault){line, message};
}

struct markdown_block *builder_block(struct builder *b, enum markdown_kind kind, int line)
{
	b->blocks = list_room(b->keep, b->blocks, b->block_count, sizeof(*b->blocks));
	struct markdown_block *block = &b->blocks[b->block_count++];
	*block = (struct markdown_block){
		.kind = kind, .line = line, .text = "", .link_text = "", .link_target = ""};
	return block;
}

// Tables, whatever their form.

void builder_table_open(struct builder *b, bool is_html, int line)
{
	memset(&b->table, 0, sizeof(b->table));
	b->table.open = true;
	b->table.is_html = is_html;
	b->table.line = line;
}

static void row_close(struct builder *b)
{
	if (!b->table.row_open)
		return;
	b->table.row.cells = b->table.cells;
	b->table.rows =
		list_room(b->keep, b->table.rows, b->table.row_count, sizeof(*b->table.rows));
	b->table.rows[b->table.row_count++] = b->table.row;
	b->table.row_open = false;
}

void builder_row_open(struct builder *b, int line, bool is_head)
{
	row_close(b);
	b->table.row = (struct markdown_row){.line = line, .is_head = is_head};
	b->table.cells = NULL;
	b->table.row_open = true;
}

bool builder_cell(struct builder *b, const char *text, int line)
{
	if (++b->cell_count > MARKDOWN_MAX_CELLS)
		return status_fail(b->st, STATUS_FORMAT,
			"%s:%d: more than %d cells in tables are not read", b->origin, line,
			MARKDOWN_MAX_CELLS);
	struct markdown_row *row = &b->table.row;
	b->table.cells =
		list_room(b->keep, b->table.cells, row->cell_count, sizeof(*b->table.cells));
	b->table.cells[row->cell_count++] = (struct markdown_cell){text, line};
	return true;
}

void builder_table_close(struct builder *b)
{
	row_close(b);
	struct markdown_block *block = builder_block(b, MARKDOWN_TABLE, b->table.line);
	block->rows = b->table.rows;
	block->row_count = b->table.row_count;
	b->table.open = false;
}

// Tables in HTML.  Ends of cells and rows may be left out, as browsers allow.

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
			row_close(b);
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
