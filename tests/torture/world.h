// SPDX-License-Identifier: Apache-2.0
/*
 * What every part needs: the program under test, a folder for its stores, and the commands
 * that are tortured (world.sh makes what they work on).
 *
 * A scenario's command turns one state of the store, always the same, into another one.
 */
#ifndef TESTS_TORTURE_WORLD_H
#define TESTS_TORTURE_WORLD_H

#include "tests/torture/invariants.h"
#include "tests/torture/process.h"
#include "tests/torture/tree.h"

enum {
	SCENARIO_DAMAGED = 1, // there is damage before, so there may be as long as it is not done
	SCENARIO_READS = 2,   // changes nothing
	SCENARIO_TAKES = 4    // what it takes away may come back when the power goes
};

struct scenario {
	const char *name;
	const char *command; // "@" is the folder made by world.sh, "%" a server's URL
	const char *prepare; // steps of world.sh
	int flags;
	int again;         // exit status of a second run, besides that of the first
	const char *needs; // a command that this program must have; NULL: it has
};

extern const struct scenario scenarios[];               // name NULL behind the last
const struct scenario *scenario_find(const char *name); // NULL: there is none

struct world {
	const char *zoo, *shared; // the program; the folder made by world.sh
	char folder[PATH_NBYTES]; // of this process alone, gone in the end
	char store[PATH_NBYTES + 16], before[PATH_NBYTES + 16]; // the second is the one to copy
	char out[PATH_NBYTES + 16], err[PATH_NBYTES + 16], trace[PATH_NBYTES + 16];
	const char *environment[16];

	// of world_prepare()
	const struct scenario *scenario;
	int code;                 // exit status and output of an undisturbed run
	int verify_code, allowed; // and what is to be said of the store then
	char output[16384], errors[4096];
	char old_state[SHA256_HEX_NBYTES], new_state[SHA256_HEX_NBYTES];
};

void world_open(struct world *world);
void world_close(struct world *world);

// False: this program has no such command yet.
bool world_prepare(struct world *world, const struct scenario *scenario);

// Did the last run print what an undisturbed one prints, but for times?
bool world_same_output(const struct world *world);

void world_fresh_store(struct world *world); // a copy of the one before

/*
 * Run zoo with the words of `command`, behind those of `prefix` (NULL behind the last; may be
 * NULL: none), with `set` added to the environment (may be NULL).
 */
struct process_end world_run(struct world *world, const char *command, const char *const *prefix,
	const char *const *set);

/*
 * Is the store whole, does the command now do its work, and is the result the one that it
 * always has?  "" if so, else what is wrong.  `allowed` as for invariants_hold().
 */
const char *world_recovers(struct world *world, int allowed);

// ok or not ok, with figures; returns `ok`.
__attribute__((format(printf, 2, 3))) bool report(bool ok, const char *format, ...);
__attribute__((format(printf, 1, 2))) void report_detail(const char *format, ...);

#endif
