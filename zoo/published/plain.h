// SPDX-License-Identifier: Apache-2.0
/*
 * From a piece of a Markdown or HTML source to the text that it stands for.
 */
#ifndef ZOO_PUBLISHED_PLAIN_H
#define ZOO_PUBLISHED_PLAIN_H

#include "engine/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Entities are resolved, comments and tags that only lay text out are dropped, white space at the ends
 * too, and a run of it is one blank.  Emphasis and links keep their marks.
 *
 * `is_markdown`: a backslash takes a mark its meaning.  `is_one_line`: there are no newlines
 * in the result; otherwise one stands where the source breaks a line ("  ", "\" or <br>),
 * not where it is only folded.
 */
const char *plain_text(
	const char *source, size_t nbytes, bool is_markdown, bool is_one_line, struct arena *keep);

// Is there a comment of HTML at `at`?  Its length, up to `end` if it has no end of its own; or 0.
size_t plain_comment_nbytes(const char *at, const char *end);

// Is there a tag of HTML at `at` ("<b>", "</td>", "<br/>")?  Its length, or 0.
size_t plain_tag_nbytes(const char *at, const char *end);

// Is this tag's name `name`?  `at` is behind "<" or "</".
bool plain_tag_is(const char *at, const char *end, const char *name);

#endif
