// SPDX-License-Identifier: Apache-2.0
/*
 * Three kinds of help: the overview of all commands, the usage of one (-h), and its manual
 * page, which travels inside the program.  In --json mode each is the text of a document.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/command.h"

void help_overview(struct context *context);
void help_usage(struct context *context, const struct command *command);

// The page of "zoo" or of a command: through man(1) on a terminal, else as plain text.
bool help_page(struct context *context, const char *topic, struct status *st);

#endif
