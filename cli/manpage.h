// SPDX-License-Identifier: Apache-2.0
/*
 * A manual page as text, for where man(1) is not at hand.
 *
 * It knows the classic macros that man/ uses (man(7)): TH SH SS PP TP IP B I R and their
 * alternating pairs, nf fi EX EE RS RE br sp.
 */
#ifndef CLI_MANPAGE_H
#define CLI_MANPAGE_H

#include "cli/style.h"
#include "engine/base/bytes.h"

#include <stdio.h>

void manpage_print(FILE *out, struct bytes page, int columns, struct style style);

#endif
