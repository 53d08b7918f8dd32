// SPDX-License-Identifier: Apache-2.0
/*
 * YAML in which the end of a quoted text was lost.
 */
#ifndef ZOO_PUBLISHED_QUOTE_H
#define ZOO_PUBLISHED_QUOTE_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"

#include <stdbool.h>

/*
 * Add the quote that is missing: where a text in quotes runs on into a line that is indented
 * no further than its own key, it should have ended in the line before.  *line is the line,
 * from 1, that got the quote.  False if no quote is missing; only the first one is added.
 */
bool quote_close(struct bytes *out, int *line, struct bytes text, struct arena *keep);

#endif
