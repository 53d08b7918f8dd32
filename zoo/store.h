// SPDX-License-Identifier: Apache-2.0
/*
 * Where fetched files live:
 *
 *	ZOO_HOME/models/<card id>/<file name>     the model, under its published name
 *	ZOO_HOME/models/<card id>/labels.txt      one label a line, in output order
 *	ZOO_HOME/models/<card id>/golden/...      published test vectors
 *	ZOO_HOME/tmp/                             files on their way in, safe to delete
 *
 * A file gets its final name by rename() from tmp/, after everything that is known about
 * it was found to be true and its bytes are on the disk; so what has a final name was
 * right when it got it, however a process ended.  Whether it still is, is asked at every
 * use: store_read() hashes the bytes that it returns.
 *
 * Threads and processes may share a store; a file on its way in belongs to one thread.
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
 * Path at which a file of a card lives.  `name` as in the drawing above: "labels.txt".
 * NULL if the card's id or the name may not become part of a path.
 */
const char *store_path(
	const struct store *store, const struct card *card, const char *name, struct arena *keep);

/*
 * Can it be told what is in the store?  One that does not exist yet is empty; one that is
 * no directory, or that may not be read, is STATUS_IO and not empty.
 */
bool store_check(const struct store *store, struct status *st);

// Is there anything of that name, or something in its way?  Only store_read() tells whether
// it is a file, readable and right; what cannot be looked at is not taken for absent.
bool store_has(const struct store *store, const struct card *card, const char *name);

/*
 * Bytes on their way into the store.  At most `expected->size_nbytes` (if known) are ever
 * written.  When store_incoming_install() says true the file is complete, right, on the
 * disk and under its final name; otherwise there is none, and a file that had the name
 * before is untouched.  Mismatches are STATUS_NO with expected and found; LFS pointers,
 * HTML and empty files are called by their name.  Where the bytes came from only the
 * caller knows, and puts it in front of the message.
 */
struct incoming;

bool store_incoming_open(struct incoming **out, const struct store *store, const struct card *card,
	const struct card_file *expected, struct status *st);
bool store_incoming_add(
	struct incoming *incoming, const void *data, size_t nbytes, struct status *st);
bool store_incoming_install(struct incoming *incoming, struct status *st); // frees it, always
void store_incoming_abandon(struct incoming *incoming);                    // NULL is allowed

/*
 * Read an installed file and check size, SHA-1 and SHA-256 of exactly the bytes returned.
 * Not installed: STATUS_UNMEASURABLE with a hint how to get it.  Wrong: STATUS_NO, naming
 * file, expected and found.
 */
bool store_read(struct bytes *out, const struct store *store, const struct card *card,
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
