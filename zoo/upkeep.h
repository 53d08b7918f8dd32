// SPDX-License-Identifier: Apache-2.0
/*
 * Looking after a store: what is in it, what is wrong with it, what can go.
 *
 * Reading commands change nothing; what they find damaged they report.  What changes a store
 * here takes its lock alone (STATUS_STORE with the holder if that cannot be had), and may be
 * killed at any moment: the next run finds a store that is right.
 */
#ifndef ZOO_UPKEEP_H
#define ZOO_UPKEEP_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/card.h"
#include "zoo/observer.h"
#include "zoo/store.h"

#include <stdbool.h>
#include <stdint.h>

enum fsck_kind {
	FSCK_DAMAGED,  // an object whose bytes are not those of its name
	FSCK_FOREIGN,  // something that does not belong there: a link, a FIFO, a strange name
	FSCK_DANGLING, // a link to an object that is not there
	FSCK_WRONG,    // a link to another object than its card says
	FSCK_UNLINKED, // an object that no link names: "zoo gc" removes it
	FSCK_STALE     // left in tmp/ by a process that ended
};

struct fsck_finding {
	enum fsck_kind kind;
	const char *path; // below ZOO_HOME, as it is: to be escaped when shown
	const char *text; // one line: expected, found
	const char *card; // id of a card that needs the object, or NULL
	bool fault;       // damage; otherwise only worth knowing
	bool mended;      // put right: moved to quarantine/, linked anew, removed
};

struct fsck_report {
	const struct fsck_finding *findings; // sorted by path
	int finding_count, fault_count, mended_count;
	int64_t object_count, nbytes; // looked at, every byte
};

/*
 * Read every object and every link.  With `mend`: damaged objects are moved to quarantine/,
 * missing links are made again from the cards, stale files are removed; nothing is ever
 * deleted that was not made by zoo.  True if the whole store could be looked at, whatever was
 * found.
 */
bool store_fsck(struct fsck_report *out, const struct store *store,
	const struct catalogue *catalogue, bool mend, const struct observer *observer,
	struct arena *keep, struct status *st);

const char *fsck_kind_name(enum fsck_kind kind); // "damaged", ...

struct gc_options {
	bool dry_run;
	bool parts;      // also .part files that could be gone on with
	bool quarantine; // also what was put aside as damaged or rejected
};

struct gc_report {
	const char *const *paths; // removed, or to be removed; below ZOO_HOME; NULL behind the last
	int64_t nbytes;
};

// Remove objects that no link names, and what processes left behind a day ago.
bool store_gc(struct gc_report *out, const struct store *store, const struct gc_options *options,
	const struct observer *observer, struct arena *keep, struct status *st);

// Take a card's links away; its objects go with the next store_gc().  False and STATUS_UNKNOWN
// if nothing of it is installed.
bool store_remove(const struct store *store, const struct card *card, struct status *st);

struct du_item {
	const char *name;     // a card's id, or "datasets/x.tar.gz", "tmp", "quarantine", ...
	int64_t nbytes;       // of all its files
	int64_t alone_nbytes; // that would be free without it; less if it shares objects
};

struct du_report {
	const struct du_item *items;
	int item_count;
	int64_t nbytes; // each object once
};

bool store_du(
	struct du_report *out, const struct store *store, struct arena *keep, struct status *st);

#endif
