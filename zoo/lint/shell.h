// SPDX-License-Identifier: Apache-2.0
/*
 * A shell script as a list of simple commands: words without their quotes, and where output
 * goes.  Enough to see what the short published scripts fetch and write; nothing is expanded
 * and nothing is run.
 */
#ifndef ZOO_LINT_SHELL_H
#define ZOO_LINT_SHELL_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"

#include <stdbool.h>

struct shell_command {
	int line;                 // in which it begins
	const char *const *words; // the command's name first; NULL behind the last
	int word_count;
	const char *target;       // file behind > or >>; NULL: none
	bool append;              // it was >>
	const char *const *lines; // of a here-document; NULL: none
	int line_count;
};

struct shell_script {
	const struct shell_command *commands; // in the order of the text
	int command_count;
	int shebang_line; // of the first line that begins with "#!"; 0: none
};

void shell_read(struct shell_script *out, struct bytes text, struct arena *keep);

// Is it the program of that name, whatever its folder?
bool shell_is_named(const struct shell_command *command, const char *name);
bool shell_has_word(const struct shell_command *command, const char *word);
// Without "./"; "" if there is none behind the name.
const char *shell_last_word(const struct shell_command *command);

#endif
