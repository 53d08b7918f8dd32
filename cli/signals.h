// SPDX-License-Identifier: Apache-2.0
/*
 * SIGINT, SIGTERM and SIGHUP ask for a clean end: they set a flag that long work looks
 * at.  A second one ends the process at once, by the signal's own default.  SIGPIPE is
 * ignored; a broken pipe is an error of writing like any other.
 */
#ifndef CLI_SIGNALS_H
#define CLI_SIGNALS_H

#include <stdbool.h>

void signals_install(void);
void signals_restore(void); // the defaults, for a program that is to be started

bool signals_caught(void);
const char *signals_name(void); // "SIGINT"; "" if none was caught
int signals_exit_code(void);    // 130 for SIGINT, 143 for the others

#endif
