// SPDX-License-Identifier: Apache-2.0
/*
 * "zoo help protocols": every way to measure, with its knobs, from the same data that
 * zoo eval uses.
 */
#ifndef CLI_HELP_PROTOCOLS_H
#define CLI_HELP_PROTOCOLS_H

#include "cli/command.h"

// All protocols, or the one of that name (may be NULL).  False: there is none of that name.
bool help_protocols(struct context *context, const char *name);

#endif
