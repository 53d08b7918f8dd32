// SPDX-License-Identifier: Apache-2.0
/*
 * Programs on PATH: "zoo foo" runs zoo-foo if zoo has no command of that name.
 */
#ifndef CLI_EXTERNAL_H
#define CLI_EXTERNAL_H

#include "engine/base/arena.h"
#include "engine/base/status.h"

// The path of a program that can be executed, or NULL.
const char *external_find(struct arena *keep, const char *program);

/*
 * Become zoo-NAME with the arguments words[1], words[2], ...; words[0] is NAME.  Returns
 * true if there is no such program; false if it is there but could not be started.
 */
bool external_run(const char *const *words, struct arena *keep, struct status *st);

#endif
