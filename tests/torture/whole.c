// SPDX-License-Identifier: Apache-2.0
/*
 * Is a store whole?  For scripts.
 *
 *	whole STORE
 *
 * Prints what is wrong first, and ends with status 1; 0 if nothing is.
 */
#include "tests/torture/invariants.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	struct invariants found;
	if (argc != 2) {
		fprintf(stderr, "usage: whole STORE\n");
		return 2;
	}
	if (invariants_hold(&found, argv[1], 0))
		return 0;
	printf("%s\n", found.first_fault);
	return 1;
}
