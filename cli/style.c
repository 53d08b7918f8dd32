// SPDX-License-Identifier: Apache-2.0
/*
 * The sixteen colours that every terminal has, so that they are the user's own.
 */
#include "cli/style.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct style style_choose(enum style_when when, int fd)
{
	if (when != STYLE_AUTO)
		return (struct style){when == STYLE_ALWAYS};
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	bool dumb = !term || !*term || strcmp(term, "dumb") == 0;
	return (struct style){!(no && *no) && !dumb && isatty(fd)};
}

const char *style_begin(struct style style, enum colour colour)
{
	static const char *const sequences[] = {[COLOUR_NONE] = "",
		[COLOUR_GOOD] = "\x1b[32m",
		[COLOUR_BAD] = "\x1b[31m",
		[COLOUR_WARN] = "\x1b[33m",
		[COLOUR_STRONG] = "\x1b[1m",
		[COLOUR_FAINT] = "\x1b[2m"};
	return style.coloured ? sequences[colour] : "";
}

const char *style_end(struct style style, enum colour colour)
{
	return style.coloured && colour != COLOUR_NONE ? "\x1b[0m" : "";
}

int style_columns(int fd)
{
	struct winsize size;
	int columns = 0;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0)
		columns = size.ws_col;
	const char *variable = getenv("COLUMNS");
	if (columns == 0 && variable)
		columns = (int)strtol(variable, NULL, 10);
	if (columns <= 0 || columns > 10000)
		return 80;
	return columns < 20 ? 20 : columns;
}
