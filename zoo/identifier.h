// SPDX-License-Identifier: Apache-2.0
/*
 * Names of cards, datasets, protocols and the like: lower-case letters, digits, "-", "_" and ".",
 * 1 to 64 bytes, with a letter or digit first and no "." last.  So none is a path, an option or
 * a hidden file.
 */
#ifndef ZOO_IDENTIFIER_H
#define ZOO_IDENTIFIER_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>

#define IDENTIFIER_FORM                                                                            \
	"lower-case letters, digits, \"-\", \"_\" and \".\", 64 at most, a letter or digit first " \
	"and no \".\" last"

enum { IDENTIFIER_MAX_NBYTES = 64 };

bool is_identifier(const char *text, size_t nbytes);

/*
 * Somebody typed a name that nothing has.  STATUS_UNKNOWN, "no WHAT is called ..."; but
 * STATUS_USAGE if nothing can be called so, whether in capitals or not.  Returns false, and the
 * caller adds the hint.
 */
bool identifier_fail_unknown(struct status *st, const char *what, const char *typed);

#endif
