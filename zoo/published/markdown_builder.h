// SPDX-License-Identifier: Apache-2.0
/*
 * What is built while a Markdown text is read: blocks, faults, and the table that is open.
 * Private to the files markdown*.c.
 */
#ifndef ZOO_PUBLISHED_MARKDOWN_BUILDER_H
#define ZOO_PUBLISHED_MARKDOWN_BUILDER_H

#include "zoo/published/markdown.h"

#include <stddef.h>

enum { NOWHERE = -1 };

struct builder {
	const char *source; // what libmd4c sees
	size_t nbytes;
	const size_t *line_starts;
	int line_count;
	const char *origin;
	struct arena *keep;
	struct status *st;
	bool failed; // `st` says why

	struct markdown_block *blocks;
	int block_count;
	struct markdown_fault *faults;
	int fault_count;
	int cell_count; // of all tables

	// The block of Markdown that is being read: where its text lies in the source.
	ptrdiff_t begin, end; // NOWHERE: no text yet
	int line;             // of the last text that was seen
	ptrdiff_t reached;    // where that text ends
	int list_depth;
	struct {
		const char *text, *target;
		ptrdiff_t begin, end;
		bool open;
	} link;

	// The table that is being read, whatever its form.
	struct {
		bool open, is_html;
		int line;
		struct markdown_row *rows;
		int row_count;
		bool row_open;
		struct markdown_row row;
		struct markdown_cell *cells;
		const char *cell; // source of an open cell of HTML, else NULL
		int cell_line;
	} table;
};

// The line of an offset into the source.
int builder_line(const struct builder *b, ptrdiff_t offset);

void builder_fault(struct builder *b, int line, const char *message);
struct markdown_block *builder_block(struct builder *b, enum markdown_kind kind, int line);

// A table, whatever its form.  builder_cell(): false with STATUS_FORMAT if there are too many.
void builder_table_open(struct builder *b, bool is_html, int line);
void builder_row_open(struct builder *b, int line, bool is_head);
bool builder_cell(struct builder *b, const char *text, int line);
void builder_row_close(struct builder *b); // if one is open
void builder_table_close(struct builder *b);

// Where in a paragraph the head of a table stands, all of whose lines up to its end are rows.
const char *builder_find_table(const char *begin, const char *end);
bool builder_pipe_table(struct builder *b, const char *head, const char *end);

// HTML from `begin` to `end` in the source: its tables, and text outside of their cells.
bool builder_html(struct builder *b, const char *begin, const char *end);
void builder_html_text(struct builder *b, const char *begin, const char *end);
// What follows `at` cannot belong to a table in HTML any more.
bool builder_html_abandon(struct builder *b, const char *at);

#endif
