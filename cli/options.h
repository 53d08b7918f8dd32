// SPDX-License-Identifier: Apache-2.0
/*
 * Options as data: one array of a command drives parsing and the text of -h.
 *
 * "--name value", "--name=value", "-n value", "-nvalue" and "-ab" for two flags are
 * understood, options and arguments in any order; "--" ends the options.  Names are never
 * abbreviated, so that a new option cannot change what an old script means.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "engine/base/arena.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct option {
	const char *name;           // without "--"; NULL ends an array
	char letter;                // 0: none
	const char *value;          // how the help calls the value; NULL: a flag
	const char *about;          // one line
	const char *const *choices; // values allowed, NULL behind the last; NULL: any text
	int64_t least, most;        // if most > 0: a whole number from least to most
};

struct option_given {
	const struct option *option;
	const char *value; // NULL for a flag
};

// A command line, taken apart.
struct arguments {
	struct option_given *given; // in order
	int given_count;
	const char **words; // what is no option; NULL behind the last
	int word_count;
};

/*
 * Parse `argv` (NULL behind the last) against the arrays of `tables` (NULL behind the
 * last).  With `until_word`, stop at the first word; `consumed` (may be NULL) says how many
 * elements were used.  STATUS_USAGE with a hint otherwise.
 */
bool arguments_parse(struct arguments *out, const struct option *const *tables,
	const char *const *argv, bool until_word, int *consumed, struct arena *keep,
	struct status *st);

bool arguments_has(const struct arguments *arguments, const char *name);
// The last value given, or NULL.
const char *arguments_value(const struct arguments *arguments, const char *name);
// The same for a number; `otherwise` if it was not given.
int64_t arguments_number(const struct arguments *arguments, const char *name, int64_t otherwise);
// Every value given, in order, NULL behind the last.
const char *const *arguments_values(
	const struct arguments *arguments, const char *name, struct arena *keep);

// A line for each option, as -h shows it.
void options_print(const struct option *options, FILE *out, struct arena *scratch);

#endif
