// SPDX-License-Identifier: Apache-2.0
/*
 * What must be true of a store at every moment, whatever happened to the processes that used
 * it.  Written from the store's layout (zoo/store.h), not with the store's code.
 *
 *	objects/ab/<sha256>   regular, of one name, read-only, and hashes to its name (I1)
 *	models/               folders and links, and every link leads to an object of this store
 *	tmp/                  the one place for what is on its way in (I2): regular files
 *	nothing else at the top, no FIFO, device or link where none belongs
 */
#ifndef TESTS_TORTURE_INVARIANTS_H
#define TESTS_TORTURE_INVARIANTS_H

#include "zoo/digest.h"

#include <stdbool.h>

enum {
	ALLOW_DAMAGE = 1,   // objects with other bytes than their names say are no fault
	ALLOW_DANGLING = 2, // nor are links to objects that are not there
	NO_LEFTOVERS = 4,   // tmp/ holds at most <key>.part with its note
	MAY_TRUST = 8       // for world_recovers(): see there
};

struct invariants {
	int object_count, link_count, tmp_count;
	int fault_count;
	char first_fault[512]; // "objects/ab/...: sha256 is ..."; "" if there is none
};

// A store that is not there is a good one.  True: no fault.
bool invariants_hold(struct invariants *out, const char *home, int allowed);

/*
 * What people see of a store: links (or files) below models/, objects, datasets, cards; without
 * tmp/, locks/, quarantine/, rejected/ and modes of folders.  Equal hex, equal state.
 */
void store_state(char hex[SHA256_HEX_NBYTES], const char *home);

#endif
