// SPDX-License-Identifier: Apache-2.0
/*
 * The store's directory, open.  Everything in the store is reached from this descriptor by a
 * path that the kernel keeps beneath it and in which it follows no link, not even one that
 * appears between two calls.
 *
 * Functions that return int or bool without a status leave errno behind: ELOOP, EXDEV and
 * ENOTDIR for a link in the way.  beneath_fail() makes the message of it.
 */
#ifndef ZOO_STORE_BENEATH_H
#define ZOO_STORE_BENEATH_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "zoo/store.h"
#include "zoo/store/names.h"

#include <stdbool.h>
#include <sys/stat.h>

struct beneath {
	int fd;           // -1: there is no store yet
	const char *home; // as the user named it, for messages
	bool shared;      // setgid and writable by its group: what is made in it is, too
};

enum beneath_use { BENEATH_READ, BENEATH_WRITE };

/*
 * Open the store and see whether it may be trusted: see store.h.  One that is not there is
 * empty for BENEATH_READ, and made for BENEATH_WRITE.
 */
bool beneath_begin(
	struct beneath *out, const struct store *store, enum beneath_use use, struct status *st);
void beneath_end(struct beneath *beneath);

// Owner and mode of a directory of the store (safety.c): STATUS_STORE with what to do.
bool beneath_trusts(const struct stat *directory, const char *path, struct status *st);
// Is it setgid, writable for its group, and that one of ours?
bool beneath_is_shared(const struct stat *directory);

// open(), with O_CLOEXEC and O_NOFOLLOW; ENOENT if there is no store.  EACCES is only taken
// for an answer when beneath_settle() says so.
int beneath_open(
	const struct beneath *beneath, const struct store_name *name, int flags, mode_t mode);
// As lstat(), unlink(), rename().  `keep`: never over something (EEXIST; EINVAL: not known).
bool beneath_stat(const struct beneath *beneath, const struct store_name *name, struct stat *out);
bool beneath_unlink(const struct beneath *beneath, const struct store_name *name);
enum beneath_over { BENEATH_REPLACE, BENEATH_KEEP };
bool beneath_rename(const struct beneath *beneath, const struct store_name *from,
	const struct store_name *to, enum beneath_over over);
bool beneath_symlink(
	const struct beneath *beneath, const char *target, const struct store_name *name);
// Bytes of the link's text, which is terminated; -1: EINVAL if it is no link.
int beneath_readlink(
	const struct beneath *beneath, const struct store_name *name, char *out, size_t out_nbytes);

// Make a directory and those above it, durably, whatever the umask.  There already: true.
bool beneath_make_directory(
	const struct beneath *beneath, const struct store_name *name, struct status *st);
/*
 * Remove a directory in which nothing is; false: it stays, or is not there.  For whoever holds
 * the store alone: others make a directory first, and then put something there.  It is on the
 * disk when the one above it was synced.
 */
bool beneath_remove_empty(const struct beneath *beneath, const struct store_name *name);

/*
 * In a shared store what another user is just making may be shut: between mkdir() or open()
 * and chmod() it has what their umask left.  Is it worth looking again?  True after a pause
 * of 10 ms, for two seconds, as long as it or a directory above it is younger than that;
 * `*steps` begins at 0.  errno stays.
 */
bool beneath_settle(const struct beneath *beneath, const struct store_name *name, int *steps);

// Have the entries of a directory on the disk.
bool beneath_sync(const struct beneath *beneath, const struct store_name *name, struct status *st);

// A name in tmp/ that nobody can foresee, "<16 hex>SUFFIX"; the directory is made.
bool beneath_unused(struct store_name *name, const struct beneath *beneath, const char *suffix,
	struct status *st);
// A new file in tmp/, 0600 (0660 in a shared store), under such a name.
bool beneath_temporary(struct store_name *name, int *fd, const struct beneath *beneath,
	const char *suffix, struct status *st);
void beneath_part_mode(const struct beneath *beneath, int fd); // 0600 or 0660, whatever the umask

/*
 * Write a small file as a whole, durably, over what had the name: for notes and cards.  Its
 * directory is made.
 */
bool beneath_write(const struct beneath *beneath, const struct store_name *name,
	struct bytes content, mode_t mode, struct status *st);
bool beneath_write_all(int fd, const void *data, size_t nbytes); // goes on after short writes

// What is in a directory, sorted by name; a directory that is not there is empty.
struct beneath_entry {
	struct store_name name; // whatever it is called
	struct stat info;       // as lstat() says
};

bool beneath_list(struct beneath_entry **out, int *count, const struct beneath *beneath,
	const struct store_name *directory, struct arena *keep, struct status *st);

const char *beneath_path(
	const struct beneath *beneath, const struct store_name *name, struct arena *keep);

/*
 * What `error` means for `name` (obstacle.c).  STATUS_STORE if something is in the way: a link,
 * or anything but a directory where the store has one, anything but a file where it has a file;
 * "PATH: DOING: there is a FIFO where the store has a directory", with the path of just that.
 * What the system refused is STATUS_IO, "PATH: DOING: why".  `doing` may be "".
 */
bool beneath_fail(const struct beneath *beneath, const struct store_name *name, int error,
	const char *doing, struct status *st);

#endif
