// SPDX-License-Identifier: Apache-2.0
/*
 * Blocks as they are built, and tables written with pipes.
 *
 * Those follow GitHub's rules (github/cmark-gfm:test/spec.txt, "Tables (extension)"), but for
 * one thing: a row keeps the cells that it has, whatever their number, so that a reader can
 * say that it is ragged.  Neither library's tables would do: libmd4c 0.4.8 drops empty cells
 * ("||") and takes a heading below a row for another one; libcmark-gfm 0.29.0.gfm.6 fills
 * short rows up, so that 16 KB of text become 1.9 GB of cells.
 */
#include "zoo/published/markdown_builder.h"

#include "zoo/published/list.h"
#include "zoo/published/plain.h"

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

void builder_table_open(struct builder *b, bool is_html, int line)
{
	memset(&b->table, 0, sizeof(b->table));
	b->table.open = true;
	b->table.is_html = is_html;
	b->table.line = line;
}

void builder_row_close(struct builder *b)
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
	builder_row_close(b);
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
	builder_row_close(b);
	struct markdown_block *block = builder_block(b, MARKDOWN_TABLE, b->table.line);
	block->rows = b->table.rows;
	block->row_count = b->table.row_count;
	b->table.open = false;
}

// A line of a table, and what is left of it.
struct pipe_row {
	const char *at, *end;
};

static struct pipe_row pipe_row(const char *line, const char *end)
{
	while (line < end && strchr(" \t", *line))
		line++;
	while (end > line && strchr(" \t", end[-1]))
		end--;
	line += line < end && *line == '|';
	if (end > line && end[-1] == '|' && (end - 1 == line || end[-2] != '\\'))
		end--;
	return (struct pipe_row){line, end};
}

// The next cell.  False at the end of the row.
static bool next_cell(struct pipe_row *row, struct bytes *cell)
{
	if (!row->at)
		return false;
	const char *c = row->at;
	while (c < row->end && *c != '|')
		c += *c == '\\' && c + 1 < row->end ? 2 : 1;
	*cell = (struct bytes){(const unsigned char *)row->at, (size_t)(c - row->at)};
	row->at = c < row->end ? c + 1 : NULL;
	return true;
}

static int count_cells(const char *line, const char *end)
{
	struct pipe_row row = pipe_row(line, end);
	struct bytes cell;
	int count = 0;
	while (next_cell(&row, &cell))
		count++;
	return count;
}

// "|---|:-:|"
static bool is_delimiter_row(const char *line, const char *end)
{
	struct pipe_row row = pipe_row(line, end);
	struct bytes cell;
	while (next_cell(&row, &cell)) {
		const char *c = (const char *)cell.data, *stop = c + cell.nbytes;
		while (c < stop && strchr(" \t", *c))
			c++;
		while (stop > c && strchr(" \t", stop[-1]))
			stop--;
		c += c < stop && *c == ':';
		stop -= c < stop && stop[-1] == ':';
		if (c == stop)
			return false;
		while (c < stop)
			if (*c++ != '-')
				return false;
	}
	return true;
}

static const char *line_end(const char *line, const char *end)
{
	const char *newline = memchr(line, '\n', (size_t)(end - line));
	return newline ? newline : end;
}

static bool add_row(struct builder *b, const char *line, const char *end, bool is_head)
{
	struct pipe_row row = pipe_row(line, end);
	struct bytes cell;
	int number = builder_line(b, line - b->source);
	builder_row_open(b, number, is_head);
	while (next_cell(&row, &cell))
		if (!builder_cell(b,
			    plain_text((const char *)cell.data, cell.nbytes, true, true, b->keep),
			    number))
			return false;
	return true;
}

const char *builder_find_table(const char *begin, const char *end)
{
	const char *head = begin;
	for (;;) {
		const char *head_end = line_end(head, end);
		if (head_end == end)
			return NULL;
		const char *next = head_end + 1, *next_end = line_end(next, end);
		size_t nbytes = (size_t)(next_end - head);
		if (memchr(head, '|', nbytes) && is_delimiter_row(next, next_end) &&
			count_cells(head, head_end) == count_cells(next, next_end))
			return head;
		head = next;
	}
}

bool builder_pipe_table(struct builder *b, const char *head, const char *end)
{
	builder_table_open(b, false, builder_line(b, head - b->source));
	for (const char *line = head;; line = line_end(line, end) + 1) {
		const char *stop = line_end(line, end);
		bool is_delimiter = line > head && line_end(head, end) + 1 == line;
		if (!is_delimiter && !add_row(b, line, stop, line == head))
			return false;
		if (stop == end)
			break;
	}
	builder_table_close(b);
	return true;
}
