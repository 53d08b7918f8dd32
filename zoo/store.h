// SPDX-License-Identifier: Apache-2.0
/*
 * Where fetched files live, and how they are read:
 *
 *	ZOO_HOME/objects/ab/<sha256>             a file's bytes, 0444, named by what they are
 *	ZOO_HOME/models/<card id>/<file name>    the model: a symbolic link to its object
 *	ZOO_HOME/models/<card id>/labels.txt     one label a line, in output order
 *	ZOO_HOME/models/<card id>/golden/...     published test vectors
 *	ZOO_HOME/cards/<card id>.yaml            cards that a bundle brought, with their label lists
 *	ZOO_HOME/datasets/<usual name>           archives of datasets, as published
 *	ZOO_HOME/tmp/                            files on their way in; *.part can be gone on with
 *	ZOO_HOME/quarantine/                     objects and cards that were found damaged
 *	ZOO_HOME/rejected/                       wrong answers of sources, kept on request
 *	ZOO_HOME/locks/                          empty, or with the pid of who held it alone last;
 *	                                         never deleted
 *
 * The links below models/ are for people and for other programs.  zoo reads where they
 * point, never follows them, and takes only "objects/ab/<sha256>" of this store; so several
 * cards share one object.  What else has the name of one stays, and is refused.  A link says
 * that a file is installed: one that is lost is made again from its card, by fetching, which
 * finds the object there (store_adopt()).
 *
 * An object gets its name by rename() after its bytes were found right and are on the disk;
 * so what has a name was right when it got it, however a process ended.  Whether it still
 * is, is asked at every use: store_read() hashes the bytes that it returns.
 *
 * Nothing below ZOO_HOME is opened through a symbolic link, nor outside of it: the kernel
 * resolves each path beneath one open directory (openat2, or step by step without).
 * A store that is itself a link or the root directory, that belongs to somebody else (neither
 * us nor root, unless its directory is setgid and group-writable: a shared store), or that
 * everybody may write is STATUS_STORE.
 *
 * Threads and processes may share a store.  How bytes get in: zoo/incoming.h; how a store
 * is looked after: zoo/upkeep.h.
 */
#ifndef ZOO_STORE_H
#define ZOO_STORE_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "zoo/card.h"

#include <stdbool.h>
#include <stdint.h>

struct store {
	const char *home;
};

// The store at `home`.  Touches nothing: directories appear when something is installed.
void store_init(struct store *out, const char *home);

/*
 * Path at which people find a file of a card, for messages.  `name` as in the drawing above:
 * "labels.txt".  NULL if the card's id or the name may not become part of a path.
 */
const char *store_path(
	const struct store *store, const struct card *card, const char *name, struct arena *keep);

/*
 * Can it be told what is in the store, and may it be trusted?  One that does not exist yet is
 * empty; one that is no directory, or that may not be read, is STATUS_IO; one that is a link,
 * somebody else's or writable by everybody, or in which something else stands where models/ or
 * objects/ should be, is STATUS_STORE, with what to do as hint.
 */
bool store_check(const struct store *store, struct status *st);

/*
 * May a file get that name?  Where something is that zoo did not make, that is anything but a link
 * to an object of this store, nothing is installed: STATUS_STORE, naming it, what was expected and
 * what was found.  Installing asks again; this is for asking before anything is brought.
 */
bool store_check_name(
	const struct store *store, const struct card *card, const char *name, struct status *st);

// Is there a file of that name, or something in its way?  Only store_read() tells whether
// it is readable and right; what cannot be looked at is not taken for absent.
bool store_has(const struct store *store, const struct card *card, const char *name);

/*
 * Was it installed?  The same, and also true of a link whose object is gone: somebody wants the
 * file, and it is missing.  *out is only set if that can be told.
 */
bool store_was_installed(bool *out, const struct store *store, const struct card *card,
	const char *name, struct status *st);

/*
 * Read an installed file into private memory, and check size and hash of exactly the bytes
 * returned: SHA-256 if the card knows it, else SHA-1.
 * Not installed (no link, or no object behind it): STATUS_UNMEASURABLE with a hint how to get
 * it.  Wrong: STATUS_NO, naming file, expected and found.  Something else where the link should
 * be, an object with two names or that is no regular file: STATUS_STORE.
 */
bool store_read(struct bytes *out, const struct store *store, const struct card *card,
	const struct card_file *file, struct arena *keep, struct status *st);

/*
 * The same without judging: the bytes that are there, whatever they are, for those who want
 * to say what is wrong with them.  What cannot be read is a failure as above.
 */
bool store_read_as_found(struct bytes *out, const struct store *store, const struct card *card,
	const struct card_file *file, struct arena *keep, struct status *st);

// What labels.txt must hold, and the file that store_read() can check it against.
bool store_labels_text(
	struct bytes *out, const struct card *card, struct arena *keep, struct status *st);
struct card_file store_labels_file(struct bytes text);

/*
 * The card's i-th published test vector of that side, under the name that it has in the
 * store: "golden/input-0-TENSOR.npy".  Its published name, "0.npy", says too little.
 */
enum golden_side { GOLDEN_INPUT, GOLDEN_OUTPUT };

struct card_file store_golden_file(
	const struct card *card, enum golden_side side, int i, struct arena *keep);

#endif
