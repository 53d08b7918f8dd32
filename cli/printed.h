// SPDX-License-Identifier: Apache-2.0
/*
 * stdout, written out, and why it could not be.
 */
#ifndef CLI_PRINTED_H
#define CLI_PRINTED_H

// Results so far are to be seen now, before what stderr says next.
void printed_flush(void);

// At the end: NULL if all of stdout was written, else the first reason why not.
const char *printed_failure(void);

#endif
