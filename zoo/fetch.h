// SPDX-License-Identifier: Apache-2.0
/*
 * Bring a card's files, or a dataset's archive, into the store.
 *
 * Sources are tried in order until one gives the right bytes, on a network error and on
 * wrong bytes alike:
 *
 *	mirrors, in the order given: a directory or file:// URL, or a base URL of http or https,
 *	    below which upstream's own paths are found; or lfs+https://HOST/OWNER/REPO.git, the
 *	    batch API of any Git LFS server, which is asked by SHA-256;
 *	upstream at its pinned commit: raw file, Git LFS media, Git LFS batch API.
 *
 * A model that travels inside the program needs none.  What is already there and right is
 * not transferred again, and needs no socket.  One source is tried up to three times, with
 * growing pauses or as long as it asks for (Retry-After, at most 60 s), when its failure may
 * pass; a transfer that broke is gone on with where the server allows it.  A server that
 * could not be reached is not waited for again by the same call.
 *
 * Who says stop before the last byte was there and found to be right gets STATUS_INTERRUPTED,
 * and what came is kept; who says it later finds the file installed.
 *
 * A mirror may redirect to any host, as its user chose it and hashes decide; upstream only to
 * GitHub's own.
 */
#ifndef ZOO_FETCH_H
#define ZOO_FETCH_H

#include "zoo/card.h"
#include "zoo/dataset.h"
#include "zoo/observer.h"
#include "zoo/store.h"

#include <stdbool.h>
#include <stdint.h>

struct fetch_options {
	const char *const *mirrors; // NULL behind the last; may be NULL; fetch_check_mirrors()
	bool offline;               // open no socket: directories and builtin files only
	bool force;                 // transfer even what is there and right
	bool golden;                // the published test vectors, too
	bool keep_rejected;         // put wrong answers aside in the store's rejected/
	int jobs;                   // cards at a time; 0 is 1
};

enum fetch_outcome { FETCH_FETCHED, FETCH_PRESENT, FETCH_FAILED };

// A source that was asked and did not help.
struct fetch_attempt {
	const char *file;        // name of what was asked for
	const char *source;      // URL without password, or path
	const char *answer;      // one line: source, what was expected, what came
	int64_t nbytes;          // of a file that came, by this process
	const char *kind;        // of what came, if it was complete: arrival_kind_name(); else NULL
	const char *rejected;    // path of what came, if that was kept, or NULL
	int64_t rejected_nbytes; // of it
	bool rejected_cut;       // they are the first of what was sent: the rest was not read
	const char *not_kept;    // why it was not, although it was to be; or NULL
};

struct fetch_result {
	enum fetch_outcome outcome;
	int64_t transferred_nbytes; // received by this process for what is now installed
	int64_t received_nbytes;    // and with what was wrong, or did not come to its end
	const char *source;         // where the model came from: URL, path, "builtin" or "store"
	bool vectors_failed;        // model and labels are there, only a test vector is not
	const struct fetch_attempt *attempts;
	int attempt_count;
};

/*
 * Could each of them be asked, as far as its words go?  STATUS_USAGE for the first that could
 * not, and no password is shown.  Fetching says the same, but only once it needs a source.
 */
bool fetch_check_mirrors(const char *const *mirrors, struct status *st);

/*
 * Fetch model, labels and, if asked, test vectors.  False if anything of it could not be had
 * or was wrong (out->outcome is that of model and labels): STATUS_NETWORK if no source gave
 * an answer, STATUS_NO if the answers were wrong, STATUS_FORMAT if the right bytes are no
 * model, STATUS_STORE if another process holds the file, or if something that zoo did not make
 * has the name of model or labels (nothing is asked for then) or of a vector; the message names
 * each source, what was expected and what came, the hint one command to try by hand.
 */
bool fetch_card(struct fetch_result *out, const struct store *store, const struct card *card,
	const struct fetch_options *options, const struct observer *observer, struct arena *keep,
	struct status *st);

/*
 * Many cards, options->jobs at a time.  `done` is called for each as it ends, by one thread
 * at a time, in any order; what it is given lives until it returns.  After a signal, cards
 * not begun end with STATUS_INTERRUPTED.
 */
struct fetch_ended {
	const struct card *card;
	bool ok;
	const struct fetch_result *result;
	const struct status *failure; // NULL if ok
};

void fetch_cards(const struct store *store, const struct card *const *cards,
	const struct fetch_options *options, const struct observer *observer,
	void (*done)(void *context, const struct fetch_ended *ended), void *context);

/*
 * What fetch_card() and fetch_dataset() would do, without a socket and without writing.  What
 * is there is read and hashed as they do it, so that nothing wrong is called present.  False if
 * that is nothing, as something else has the name of model or labels, or as sources cannot be
 * told.
 */
struct fetch_plan_item {
	const char *name;           // of the file
	bool present;               // and right
	int64_t nbytes;             // -1: not known
	int64_t kept_nbytes;        // that an earlier transfer left
	const char *const *sources; // in order; NULL behind the last
	// Why even what is found to be right could be forged; NULL: it could not.
	const char *doubt;
};

struct fetch_plan {
	const struct fetch_plan_item *items;
	int item_count;
};

bool fetch_card_plan(struct fetch_plan *out, const struct store *store, const struct card *card,
	const struct fetch_options *options, struct arena *keep, struct status *st);

/*
 * Install a file that the user got by hand, if it is the card's model, with the labels.
 * STATUS_NO if it is another file, saying which.  A store that is being cleared is waited
 * for, as of zoo/incoming.h: the observer is told for whom; STATUS_STORE if that takes too
 * long, STATUS_INTERRUPTED if it says stop before the last byte was read.
 */
bool fetch_from_file(const struct store *store, const struct card *card, const char *path,
	const struct observer *observer, struct arena *scratch, struct status *st);

/*
 * The archives of a dataset (kind->downloads) into the store's datasets/, where they are
 * looked for.  A set without downloads is STATUS_UNMEASURABLE with what to do as hint.
 * Mirrors are base URLs or directories that hold the archives by their names.  Before an
 * archive is asked for the observer is told its size and licence.
 */
bool fetch_dataset(struct fetch_result *out, const struct store *store,
	const struct dataset_kind *kind, const struct fetch_options *options,
	const struct observer *observer, struct arena *keep, struct status *st);

// The observer is told of hashing, and STATUS_INTERRUPTED is that it said stop.
bool fetch_dataset_plan(struct fetch_plan *out, const struct store *store,
	const struct dataset_kind *kind, const struct fetch_options *options,
	const struct observer *observer, struct arena *keep, struct status *st);

#endif
