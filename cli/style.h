// SPDX-License-Identifier: Apache-2.0
/*
 * Colours, where they are wanted: on a terminal that is not dumb, unless NO_COLOR
 * (https://no-color.org) is set; --color overrules both.
 */
#ifndef CLI_STYLE_H
#define CLI_STYLE_H

#include <stdbool.h>
#include <stdio.h>

enum colour { COLOUR_NONE, COLOUR_GOOD, COLOUR_BAD, COLOUR_WARN, COLOUR_STRONG, COLOUR_FAINT };

struct style {
	bool coloured;
};

enum style_when { STYLE_AUTO, STYLE_ALWAYS, STYLE_NEVER };

struct style style_choose(enum style_when when, int fd);

// The sequences to print in front and behind; "" where there are no colours.
const char *style_begin(struct style style, enum colour colour);
const char *style_end(struct style style, enum colour colour);

// Columns of the terminal at `fd`, else of $COLUMNS, else 80; at least 20.
int style_columns(int fd);

#endif
