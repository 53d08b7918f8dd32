// SPDX-License-Identifier: Apache-2.0
/*
 * Looking after a store: what is in it, what is wrong with it, what can go.
 *
 * Reading commands change nothing and need no lock; what they find damaged they report.  What
 * changes a store here takes its lock alone (STATUS_STORE with the holder if that cannot be
 * had, or where the file system knows no locks), and may be killed at any moment: the next run
 * finds a store that is right.  A store that may not be written is STATUS_IO then; one that
 * does not exist is empty, and stays so.
 *
 * Nothing is ever removed or moved that zoo did not make: it is known by place, kind and name.
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
	FSCK_DAMAGED,    // an object whose bytes are not those of its name; a card that is none
	FSCK_UNREADABLE, // one that could not be opened or read: whether it is right is not known
	FSCK_FOREIGN,    // something that zoo did not make: a link, a FIFO, a strange name
	FSCK_DANGLING,   // a link to an object that is not there
	FSCK_WRONG,      // a link to another object than its card says
	FSCK_LOST,       // no link, although its card is installed and its object is there
	FSCK_UNKNOWN,    // installed, and no card that is known here says what it should be
	FSCK_UNLINKED,   // an object that no link names; whether "zoo gc" removes it
	FSCK_STALE       // left in tmp/ by a process that ended
};

struct fsck_finding {
	enum fsck_kind kind;
	const char *path; // below ZOO_HOME, as it is: to be escaped when shown
	const char *text; // one line: expected, found; to be escaped, too
	const char *card; // id of a card that needs it, or NULL
	bool vector;      // it is one of its test vectors: to be fetched with --golden
	bool fault;       // damage, or in the way; otherwise only worth knowing
	bool mendable;    // mending puts it right, or would; the rest takes a transfer, or you
	bool mended;      // put right: moved to quarantine/, linked anew, removed
};

struct fsck_report {
	const struct fsck_finding *findings; // sorted by path
	int finding_count;
	int fault_count;                          // mended or not
	int remaining_count;                      // faults that were not mended
	int mended_count;                         // findings, be they faults or not
	int unknown_count;                        // models without a known card; no faults
	int64_t object_count, card_count, nbytes; // opened; and read, of both
};

/*
 * Read every object, every card in cards/ with its label list, and every link.  Archives in
 * datasets/ are not read, only looked at: fetching hashes them before it calls them present.
 * What lies in tmp/, quarantine/ and rejected/ is judged by name and age.  With `mend`:
 *
 *	damaged objects are moved to quarantine/, as <sha256>.<16 hex>; links to them dangle
 *	    then, until fetching brings the object again
 *	damaged cards, too, as <id>.yaml.<16 hex>, and label lists that are not what their card
 *	    says, unless another card is right with them; unbundling brings them again
 *	links are made again from the cards, where the right object is there: of a card whose
 *	    folder below models/ is there; of any, if models/ itself is gone
 *	dangling links are removed that no card asks for, nor may one that cannot be read; and
 *	    stale files in tmp/
 *
 * What is FSCK_UNREADABLE stays in place: it may be right the next time.
 *
 * True if all this could be looked at, whatever was found; false if a directory or a link
 * could not be read, or something could not be changed: what was mended until then is.
 */
bool store_fsck(struct fsck_report *out, const struct store *store,
	const struct catalogue *catalogue, bool mend, const struct observer *observer,
	struct arena *keep, struct status *st);

const char *fsck_kind_name(enum fsck_kind kind); // "damaged", ...

struct gc_options {
	bool dry_run;
	bool parts;      // also broken transfers that could be gone on with
	bool quarantine; // also what was put aside as damaged or rejected
};

// An object that no link names, and that stays.
struct gc_kept {
	const char *path; // as those below
	const char *text; // one line: why, and what to do; to be escaped when shown
	const char *card; // id of the card that needs it; NULL: not known, as cards/ cannot be read
	int64_t nbytes;
};

struct gc_report {
	const char *const *
		paths; // removed, or to be removed; below ZOO_HOME, as they are; NULL behind the last
	int64_t nbytes;
	const struct gc_kept *kept;
	int kept_count;
	int64_t kept_nbytes;
	bool undecided; // something is kept because a card that may need it cannot be read
};

/*
 * Remove objects that no link names, and what processes left behind in tmp/: at once where
 * the lock says that nobody writes it, else after a day.  A dry run takes no lock and changes
 * nothing.  On false, *out says what was removed before.
 *
 * An object is kept if store_fsck() could make a link to it again: a card expects it that is
 * installed, as store_fsck() sees it, and whose link got lost or leads elsewhere.  While a card
 * is installed that cannot be read, every object is kept that no link names, as it may be its.
 * What the card has by SHA-256 is told by its name, and not read; where it has a SHA-1 alone,
 * objects without links are read that may be it.
 */
bool store_gc(struct gc_report *out, const struct store *store, const struct catalogue *catalogue,
	const struct gc_options *options, const struct observer *observer, struct arena *keep,
	struct status *st);

/*
 * Take the links of a card away, and its folder below models/; its objects go with the next
 * store_gc().  Then the card itself, if a bundle brought it, be it damaged or not, and its label
 * list if no other card there may need it.  The card is named by its id, so that one which is in
 * no catalogue any more can be removed, too.  False and STATUS_UNKNOWN if there is neither
 * folder nor card; what is left of one after a kill can be removed again.
 */
struct remove_report {
	int link_count;
	bool card;               // the card is gone, too
	const char *const *left; // not of zoo's making, so left there; NULL behind the last
};

bool store_remove(struct remove_report *out, const struct store *store, const char *card_id,
	const struct observer *observer, struct arena *keep, struct status *st);

/*
 * Is the card installed, whole or not?  Its folder is there, with links or empty, but not only
 * with what zoo did not make.  Where store_has() says no, something of it got lost.
 */
bool store_remembers(const struct store *store, const struct card *card);

/*
 * The names below models/ of what is installed although the catalogue has no card of that id,
 * not even one that cannot be read: sorted, to be escaped when shown, NULL behind the last.
 * Folders that are empty, or hold no link to a model of zoo's making, are nothing that is
 * installed.  False if one could not be listed; none are named then.
 */
bool store_unknown(const char *const **out, const struct store *store,
	const struct catalogue *catalogue, struct arena *keep, struct status *st);

enum du_kind {
	DU_CARD,    // everything that is linked below models/<name>
	DU_DATASET, // datasets/<name>
	DU_PLACE,   // all files in <name>: "tmp", "quarantine", "rejected", "cards"
	DU_UNLINKED // the objects that no link names, together; its name is "objects"
};

struct du_item {
	enum du_kind kind;
	const char *name;
	int64_t nbytes;       // of all its files, each once
	int64_t alone_nbytes; // that would be free without it; less if it shares objects
};

struct du_report {
	const struct du_item *items; // by kind and name; places only if something is in them
	int item_count;
	int64_t nbytes; // each object once
};

// Sizes as stat() gives them; nothing is read.
bool store_du(
	struct du_report *out, const struct store *store, struct arena *keep, struct status *st);

const char *du_kind_name(enum du_kind kind); // "card", "dataset", "place", "unlinked"

#endif
