// SPDX-License-Identifier: Apache-2.0
/*
 * Which kernel tables and networks a program is to run: all that this CPU can, or, where they
 * are emulated and slow, those that its arguments name.
 *
 *	[--isa NAME]... [--most-macs THOUSANDS]
 */
#ifndef TESTS_UNIT_SELECTION_H
#define TESTS_UNIT_SELECTION_H

#include "tests/unit/goldens.h"

#include <stdlib.h>
#include <string.h>

struct selection {
	char **arguments;
	bool any_table;
	int64_t most_macs; // thousands
};

// False after saying how the program is used.
__attribute__((unused)) static bool selection_read(struct selection *out, int argc, char **argv)
{
	*out = (struct selection){argv + 1, true, INT64_MAX};
	int at = 1;
	for (; at + 1 < argc; at += 2) {
		struct status st = {0};
		if (strcmp(argv[at], "--isa") == 0 && kernels_choose(argv[at + 1], &st))
			out->any_table = false;
		else if (strcmp(argv[at], "--most-macs") == 0)
			out->most_macs = atoll(argv[at + 1]);
		else
			break;
	}
	if (at == argc)
		return true;
	fprintf(stderr, "%s: not %s; usage: [--isa NAME]... [--most-macs THOUSANDS]\n", argv[0],
		argv[at]);
	return false;
}

// A table that cannot run is skipped aloud.
__attribute__((unused)) static bool selection_has_table(
	const struct selection *selection, const struct kernels *table)
{
	bool named = selection->any_table;
	for (char **a = selection->arguments; *a; a++)
		named = named || strcmp(*a, kernels_name(table)) == 0;
	if (named && !kernels_runnable(table))
		check_skip(kernels_name(table), "this CPU cannot run it");
	return named && kernels_runnable(table);
}

// A network that is too large is skipped aloud.
__attribute__((unused)) static bool selection_has_network(
	const struct selection *selection, const struct golden *golden)
{
	if (golden->macs <= selection->most_macs)
		return true;
	check_skip(golden->name, "more multiply-accumulates than --most-macs");
	return false;
}

#endif
