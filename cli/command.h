// SPDX-License-Identifier: Apache-2.0
/*
 * A command is one file, cli/cmd_NAME.c, that exports one const struct command, and one
 * line in the list of cli/main.c.  It parses, calls zoo/, and prints what came out.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/context.h"
#include "cli/options.h"
#include "engine/base/status.h"

struct command {
	const char *name;
	const char *group;            // heading in the overview of zoo help
	const char *summary;          // one line
	const char *synopsis;         // what may follow "zoo NAME", as in its manual page
	const struct option *options; // or NULL
	int least_words, most_words;  // -1: any number
	/*
	 * Returns the exit code.  If it says that something went wrong with the whole command
	 * (`st->code` is set), that is reported by the caller.
	 */
	int (*run)(struct context *context, const struct arguments *arguments, struct status *st);
};

// Every command, in the order of zoo help; NULL behind the last.  In cli/main.c.
extern const struct command *const commands[];

#endif
