// SPDX-License-Identifier: Apache-2.0
/*
 * The options that every command takes, before or behind its name.
 */
#ifndef CLI_GLOBAL_H
#define CLI_GLOBAL_H

#include "cli/context.h"
#include "cli/options.h"

extern const struct option global_options[];

// What was given takes effect: directory, colours, progress, output.
bool global_apply(struct context *context, const struct arguments *arguments, struct status *st);

// Is there a --json on this command line?  For errors found before it is taken apart.
bool global_wants_json(const char *const *argv);

#endif
