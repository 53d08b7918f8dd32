// SPDX-License-Identifier: Apache-2.0
/*
 * Which system calls a command makes, and how each of them can fail.
 */
#ifndef TESTS_TORTURE_FAULTS_H
#define TESTS_TORTURE_FAULTS_H

#include "tests/torture/world.h"

#include <stdbool.h>

enum { MOST_CALLS = 96 };

struct call_count {
	char name[32];
	int total;
	int in_loader; // of these, before main()
};

/*
 * The calls of the scenario's command, name "" behind the last.  False: strace cannot trace
 * here, or is not there.
 */
bool count_calls(struct world *world, struct call_count calls[MOST_CALLS + 1]);

struct fault {
	const char *error; // EIO
	const char *reach; // behind when=N: "" once, "+" for ever
	const char *calls; // " read write "
};

extern const struct fault faults[]; // error NULL behind the last
bool fault_fits(const struct fault *fault, const char *call);

#endif
