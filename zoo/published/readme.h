// SPDX-License-Identifier: Apache-2.0
/*
 * What reads a README.md: where it is, what it has found, and how it reports what it cannot
 * take.  Private to the files readme*.c.
 */
#ifndef ZOO_PUBLISHED_README_H
#define ZOO_PUBLISHED_README_H

#include "zoo/published.h"

#include "zoo/published/markdown.h"

enum section {
	SECTION_TOP, // before the first heading, and below the title
	SECTION_UNKNOWN,
	SECTION_DESCRIPTION,
	SECTION_LICENCE,
	SECTION_RELATED,
	SECTION_LABELS,
	SECTION_RECREATION,
	SECTION_NETWORK,
	SECTION_PLATFORMS,
	SECTION_KEY,
	SECTION_ACCURACY,
	SECTION_DATASET,
	SECTION_OPTIMIZATIONS,
	SECTION_QUALITY,
	SECTION_INPUTS,
	SECTION_OUTPUTS,
	SECTION_COUNT
};

struct reader {
	struct published *out;
	struct arena *keep;
	struct status *st;
	enum section section;
	int section_lines[SECTION_COUNT]; // where each began; 0: not yet
	struct published_doubt *doubts;
	char *description; // so far
	size_t description_nbytes, description_room;
};

// Something about the present section is doubtful.
__attribute__((format(printf, 3, 4))) void readme_doubt(
	struct reader *r, int line, const char *format, ...);

// "left out: WHAT "TEXT"", with as much of the text as a message needs.
void readme_leave_out(struct reader *r, int line, const char *what, const char *text);
const char *readme_excerpt(struct reader *r, const char *text);

// Store a text that may stand there only once.
void readme_set(struct reader *r, struct published_text *target, const char *name, const char *text,
	int line);

// Append a row.  STATUS_FORMAT if there are too many.
bool readme_add_row(struct reader *r, struct published_rows *rows, struct published_row row);

// Read a table of the present section.
bool readme_read_table(struct reader *r, const struct markdown_block *block);

#endif
