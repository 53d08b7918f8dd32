// SPDX-License-Identifier: Apache-2.0
/*
 * Text on its way to a terminal: made harmless, measured, cut.
 */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include "engine/base/arena.h"

#include <stdint.h>

enum { TEXT_LINE_NBYTES = 1024 }; // of one value, with the terminating zero

/*
 * `text`, safe to show, as of status_printable(): everything foreign that is printed comes
 * from here or has been in a status.  What is longer than any line is cut, and marked with
 * an ellipsis.  NULL becomes "".
 */
const char *text_printable(struct arena *keep, const char *text);

// The same at any length, for text that was cut already, will be wrapped, or is data.
const char *text_whole(struct arena *keep, const char *text);

// Columns that printable text takes on a terminal: 0 for combining marks, 2 for wide ones.
int text_width(const char *text);

// `text` cut to so many columns, with an ellipsis if something was cut.
const char *text_fit(struct arena *keep, const char *text, int columns);

/*
 * `text`, made safe, in lines of at most so many columns, broken at blanks where there are
 * any; NULL behind the last.
 */
const char *const *text_wrap(struct arena *keep, const char *text, int columns);

// "one, two": the first `count` words, or all before the NULL if it is -1.
const char *text_join(struct arena *keep, const char *const *words, int count);

// "181,968"
const char *text_count(struct arena *keep, int64_t n);

// "177.7 KiB"
const char *text_size(struct arena *keep, int64_t nbytes);

// "{1, 49, 10, 1}" as "1x49x10x1"; "scalar" if there is no dimension.
const char *text_shape(struct arena *keep, const int32_t *shape, int rank);

#endif
