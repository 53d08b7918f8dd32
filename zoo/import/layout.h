// SPDX-License-Identifier: Apache-2.0
/*
 * YAML as the cards in metadata/ are laid out: text that does not fit on a line of LAYOUT_COLUMNS
 * characters folded with >- at LAYOUT_FOLD_COLUMNS, quotes only where something else would be read.
 *
 * A key may begin with "- ", for the first one of a list's element.  Whatever the text is,
 * document_parse() reads it back as it was.
 */
#ifndef ZOO_IMPORT_LAYOUT_H
#define ZOO_IMPORT_LAYOUT_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"

#include <stdbool.h>
#include <stdio.h>

enum { LAYOUT_COLUMNS = 95, LAYOUT_FOLD_COLUMNS = 93 };

struct layout {
	FILE *out;
	char *data;
	size_t nbytes;
	bool is_commented; // every line begins with "# ", for what is only proposed
};

void layout_begin(struct layout *layout);
// The text so far, moved to `keep`; the layout is at its end.
struct bytes layout_end(struct layout *layout, struct arena *keep);

// A line as it is.
__attribute__((format(printf, 3, 4))) void layout_line(
	struct layout *layout, int indent, const char *format, ...);

// "KEY: TEXT".  `text` is valid UTF-8 that is not empty, without white space at its ends.
void layout_text(struct layout *layout, int indent, const char *key, const char *text);

// The same with quotes in any case, for figures and words that only look like others.
void layout_quoted(struct layout *layout, int indent, const char *key, const char *text);

// "# KIND: TEXT", in as many lines as it takes.
void layout_comment(struct layout *layout, int indent, const char *kind, const char *text);

// `text` as a scalar in one line, with quotes if it needs them; `in_flow`: within [] or {}.
const char *layout_scalar(const char *text, bool in_flow, struct arena *keep);

#endif
