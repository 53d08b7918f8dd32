// SPDX-License-Identifier: Apache-2.0
/*
 * A Markdown text as a flat list of headings, texts and tables, with lines: as much of its
 * structure as a model card needs.  The one face of libmd4c.
 *
 * A table is the same whether it was written with pipes or in HTML.  Text is as it stands in
 * the source, so that it can be held against other sources word for word: emphasis and links
 * keep their marks; entities and backslashes are resolved, HTML's inline tags dropped, runs
 * of blanks are one.  A line that the source only folds becomes a blank, one that it breaks
 * ("  ", "\", <br>) a newline.
 *
 * No text whatever crashes it; its size bounds time and memory.
 */
#ifndef ZOO_PUBLISHED_MARKDOWN_H
#define ZOO_PUBLISHED_MARKDOWN_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"

#include <stdbool.h>

enum { MARKDOWN_MAX_CELLS = 4096 }; // of all tables together

enum markdown_kind {
	MARKDOWN_HEADING,
	MARKDOWN_TEXT,      // a paragraph
	MARKDOWN_LIST_ITEM, // a paragraph in a list, with its bullet
	MARKDOWN_CODE,      // a block of it
	MARKDOWN_TABLE
};

struct markdown_cell {
	const char *text; // one line
	int line;
};

struct markdown_row {
	const struct markdown_cell *cells;
	int cell_count;
	bool is_head; // names of columns
	int line;
};

struct markdown_block {
	enum markdown_kind kind;
	int line;         // of its beginning, from 1
	int level;        // of a heading, 1 to 6
	const char *text; // all but tables; may be ""
	// The first link in it, bare URLs included; both "" if there is none.
	const char *link_text, *link_target;
	const struct markdown_row *rows; // of a table
	int row_count;
};

// What is wrong with the text, though it can be read.
struct markdown_fault {
	int line;
	const char *message;
};

struct markdown {
	const struct markdown_block *blocks;
	int block_count;
	const struct markdown_fault *faults;
	int fault_count;
};

/*
 * `text` may begin with a byte order mark and end its lines in any way.  STATUS_FORMAT as
 * "ORIGIN:LINE:COLUMN: ..." for control characters and bytes that are not UTF-8, and as
 * "ORIGIN:LINE: ..." for too many cells.
 */
bool markdown_parse(struct markdown *out, struct bytes text, const char *origin, struct arena *keep,
	struct status *st);

#endif
