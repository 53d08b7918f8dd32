// SPDX-License-Identifier: Apache-2.0
/*
 * A file that somebody gave by hand is not the card's: what is it, and what helps?
 */
#ifndef CLI_WRONG_FILE_H
#define CLI_WRONG_FILE_H

#include "cli/context.h"

/*
 * `st` says what differs (STATUS_NO of fetch_from_file()): add what the file is, as zoo fetch
 * says it of what a server sent, and as hint what to try.  A file that cannot be read any
 * more, or is far too large to be looked at, leaves `st` as it is.
 */
void wrong_file_explain(
	struct context *context, const struct card *card, const char *path, struct status *st);

#endif
