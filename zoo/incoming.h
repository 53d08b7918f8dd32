// SPDX-License-Identifier: Apache-2.0
/*
 * The way into the store: a lock that saves work, a file in tmp/ that is hashed while it is
 * written, and a name when everything is right.
 *
 * Bytes that arrived stay in tmp/<key>.part when a transfer breaks, with a note of where
 * they came from; the next one, of this or of another process, hashes them again and goes
 * on behind them.  The key is the SHA-256 (or SHA-1) that the file must have.
 *
 * Everything here is right without locks, too: names are given by rename() after checking,
 * and a .part is written by whoever holds its lock; who cannot lock (a file system without
 * flock, or a holder that is too slow) writes a file of a name of its own, and cannot go on with
 * it later.
 */
#ifndef ZOO_INCOMING_H
#define ZOO_INCOMING_H

#include "engine/base/status.h"
#include "zoo/card.h"
#include "zoo/observer.h"
#include "zoo/store.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The right to bring one file in, and that nobody removes what has no link yet.  Whoever
 * holds a lock that is wanted is waited for, and the observer is told who that is
 * (observer_remark), as the kernel says, or "another process".  It ends with its process.
 *
 * A file that another process is bringing in is waited for as long as it grows, with
 * `wait_ms` at most without a byte; and a minute in all, and what it takes at 256 KiB a second
 * (why: zoo/store/lock_limits.h).  Then it is true without that lock: what comes goes into a
 * file of its own, and the observer is told so.  Only a holder that is seen to be stopped
 * (SIGSTOP) is STATUS_STORE: somebody wants it so, and can let it go on.
 *
 * A store that is being cleared is waited for as long as that gets on (zoo/store/waiting.h),
 * with `wait_ms` at most without, and ten minutes in all, however long a file was waited for
 * before; then it is STATUS_STORE, with how long
 * that was and who holds it, and what to do as hint.  STATUS_INTERRUPTED if the observer says
 * stop.
 */
struct store_lock;

enum { STORE_LOCK_WAIT_MS = 30000 };

bool store_lock(struct store_lock **out, const struct store *store, const struct card_file *file,
	int wait_ms, const struct observer *observer, struct status *st);
// The same without a file, for what is written at once, from memory.
bool store_lock_shared(struct store_lock **out, const struct store *store, int wait_ms,
	const struct observer *observer, struct status *st);
void store_unlock(struct store_lock *lock); // NULL is allowed

/*
 * If the store has the bytes already, for another card or from before the link was lost,
 * give them this name, too, unless something has it that zoo did not make (STATUS_STORE).
 * False, with st->code STATUS_OK: it does not have them.  Damaged bytes under that hash stay
 * where they are until right ones take their name: then they go into quarantine/.  A file of
 * which the card knows no SHA-256 is not looked for.  To be asked when store_lock() said true.
 */
bool store_adopt(const struct store *store, const struct card *card, const struct card_file *file,
	struct status *st);

/*
 * Bytes on their way in.  At most `expected->size_nbytes` (if known) are ever written to tmp/.
 * When store_incoming_install() says true the file is complete, right, on the disk and under
 * its final names; otherwise there is none, and a file that had the name before is untouched.
 * Mismatches are STATUS_NO with expected and found.  Where the bytes came from only the
 * caller knows, and puts it in front of the message.
 *
 * Where something has the name that zoo did not make, that is STATUS_STORE before the first byte
 * is written, and again before the name is given, and it stays: see store_check_name().
 *
 * No room: STATUS_IO with "needs N bytes, has M" before the first byte is written.
 * `lock` may be NULL: then nothing is kept for another time.
 */
struct incoming;

bool store_incoming_open(struct incoming **out, const struct store *store, const struct card *card,
	const struct card_file *expected, const struct store_lock *lock, struct status *st);

/*
 * Bytes kept from an earlier transfer from exactly `url`, and the strong validator (ETag, or
 * Last-Modified) that came with them; 0 if there are none.  They are hashed now, and what is
 * added next goes behind them.  To be asked first, at most once for each URL.
 */
int64_t store_incoming_kept(struct incoming *incoming, const char *url, const char **validator);

/*
 * Begin at 0: what was kept is forgotten.  `url` and `validator` (NULL: none, so nothing of
 * this transfer is kept) are noted for another time.  Who adds bytes without having asked
 * for any or called this begins at 0 with NULL and NULL.
 */
bool store_incoming_begin(
	struct incoming *incoming, const char *url, const char *validator, struct status *st);

/*
 * STATUS_NO for what goes beyond the expected size, and for all that is added afterwards.  The
 * first bytes of it are held in memory, so that it can be told what came: nothing is gone on
 * with behind them, and nothing of them is written unless the whole is rejected.
 */
enum { INCOMING_PAST_NBYTES = 16 << 10 };

bool store_incoming_add(
	struct incoming *incoming, const void *data, size_t nbytes, struct status *st);
// All so far, with those held in memory.
int64_t store_incoming_nbytes(const struct incoming *incoming);

/*
 * The same bytes, for finding out what they are: read back from tmp/, at most
 * `limit_nbytes`.  Allowed until it is installed, kept or abandoned.
 */
bool store_incoming_read(struct bytes *out, const struct incoming *incoming, size_t limit_nbytes,
	struct arena *keep, struct status *st);

// Is it the file?  STATUS_NO if not.  More bytes may not be added afterwards.
bool store_incoming_check(struct incoming *incoming, struct status *st);

// Each frees it, always: checks and installs it; leaves the .part if it can be gone on with;
// removes its bytes (NULL is allowed).
bool store_incoming_install(struct incoming *incoming, struct status *st);
void store_incoming_keep(struct incoming *incoming);
void store_incoming_abandon(struct incoming *incoming);

/*
 * Frees it, and puts its bytes aside, all of store_incoming_nbytes(), as
 * rejected/<name>.<first 12 of their SHA-256>.rejected; the path lives in `keep`.
 */
bool store_incoming_reject(
	struct incoming *incoming, const char **path, struct arena *keep, struct status *st);

/*
 * A card of which the store had nothing could not be brought: what has come of it without its
 * model, its labels and a folder, is taken back, or it would count as installed, and lost
 * (store_remembers()).  To be called without a lock.  Nothing is done if the model has its name
 * by now.  False: nor if the store cannot be had alone within STORE_TAKE_BACK_MS; the observer
 * may say stop.
 */
enum { STORE_TAKE_BACK_MS = 1000 };
bool store_take_back(
	const struct store *store, const struct card *card, const struct observer *observer);

/*
 * A dataset's archive, which has no card: the same, with its final place datasets/<name>.
 * `file` needs name, size and a hash.
 */
bool store_incoming_open_dataset(struct incoming **out, const struct store *store,
	const struct card_file *file, const struct store_lock *lock, struct status *st);
/*
 * May it get its name?  STATUS_STORE if a directory has it, or if something is in the way to it.
 * Opening says the same; this is for asking before anything is announced.
 */
bool store_check_dataset(
	const struct store *store, const struct card_file *file, struct status *st);
// Is it there, and the one that was published?  Reads all of one that has the right size.
bool store_dataset_is_right(
	const struct store *store, const struct card_file *file, const struct observer *observer);

/*
 * Bytes of a file that an earlier transfer left, whatever its source: for plans.  Needs no
 * lock and changes nothing.
 */
int64_t store_kept_nbytes(const struct store *store, const struct card_file *file);

#endif
