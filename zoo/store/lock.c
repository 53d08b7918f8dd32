// SPDX-License-Identifier: Apache-2.0
/*
 * Waiting is asking again and again, as the observer may say stop and the file may grow.
 * The pid in a lock file is for messages alone.
 */
#include "zoo/store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

struct store_lock {
	int store_fd, file_fd; // -1: not held
};

// One lock that is wanted.
struct want {
	const struct beneath *beneath;
	struct store_name name, part; // part.text "": nothing that could grow
	const char *what;
	int operation; // LOCK_SH, LOCK_EX
	int wait_ms;
	const struct observer *observer;
};

enum { STEP_MS = 50 };

enum attempt { ATTEMPT_HELD, ATTEMPT_BUSY, ATTEMPT_NO_LOCKS, ATTEMPT_FAILED };

bool lock_key(char key[SHA256_HEX_NBYTES], const struct card_file *file)
{
	const char *hex = file->sha256[0] ? file->sha256 : file->sha1[0] ? file->sha1 : file->md5;
	size_t length = strlen(hex);
	if (strspn(hex, "0123456789abcdef") != length ||
		(length != SHA256_HEX_NBYTES - 1 && length != SHA1_HEX_NBYTES - 1 &&
			length != MD5_HEX_NBYTES - 1))
		return false;
	memcpy(key, hex, length + 1);
	return true;
}

bool lock_holds(const struct store_lock *lock)
{
	return lock && lock->file_fd >= 0;
}

bool lock_holds_store(const struct store_lock *lock)
{
	return lock && lock->store_fd >= 0;
}

static bool fail_lock(const struct want *want, int error, struct status *st)
{
	return beneath_fail(want->beneath, &want->name, error, "the store cannot be locked", st);
}

/*
 * Is the open file still the one of that name?  Somebody may have emptied the store.  And is
 * it a lock?  A second name of another file would get a pid in place of what it holds.
 */
static bool check_named(bool *named, const struct want *want, int fd, struct status *st)
{
	struct stat ours, there;
	if (fstat(fd, &ours) != 0)
		return fail_lock(want, errno, st);
	*named = beneath_stat(want->beneath, &want->name, &there);
	if (!*named && errno != ENOENT)
		return fail_lock(want, errno, st);
	*named = *named && ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
	if (S_ISREG(ours.st_mode) && ours.st_nlink <= 1)
		return true;
	status_fail(st, STATUS_STORE, "%s/%s: expected a lock, found a file of %llu names",
		want->beneath->home, want->name.text, (unsigned long long)ours.st_nlink);
	return status_hint(st, "zoo did not make it; look at it, and remove it");
}

// The pid is of use to others, not to us: if it cannot be written, so be it.
static void write_holder(int fd)
{
	char text[32];
	int length = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)length, 0) != length)
		return;
}

static long read_holder(const struct want *want)
{
	char text[32] = "";
	int fd = beneath_open(want->beneath, &want->name, O_RDONLY | O_NONBLOCK, 0);
	ssize_t n = fd >= 0 ? pread(fd, text, sizeof(text) - 1, 0) : 0;
	if (fd >= 0)
		close(fd);
	return n > 0 ? strtol(text, NULL, 10) : 0;
}

static const char *holder(const struct want *want, char out[64])
{
	long pid = read_holder(want);
	if (pid == (long)getpid())
		snprintf(out, 64, "another thread of this process");
	else if (pid > 0)
		snprintf(out, 64, "process %ld", pid);
	else
		snprintf(out, 64, "another process");
	return out;
}

static enum attempt attempt(int *out, const struct want *want, struct status *st)
{
	int fd = beneath_open(want->beneath, &want->name, O_RDWR | O_CREAT | O_NONBLOCK, 0600);
	if (fd < 0) {
		fail_lock(want, errno, st);
		return ATTEMPT_FAILED;
	}
	bool named = false;
	if (!check_named(&named, want, fd, st)) {
		close(fd);
		return ATTEMPT_FAILED;
	}
	beneath_part_mode(want->beneath, fd);
	int result;
	do
		result = flock(fd, want->operation | LOCK_NB);
	while (result != 0 && errno == EINTR);
	int error = errno;
	bool failed = result == 0 && !check_named(&named, want, fd, st);
	if (result == 0 && !failed && named) {
		write_holder(fd);
		*out = fd;
		return ATTEMPT_HELD;
	}
	close(fd);
	if (failed)
		return ATTEMPT_FAILED;
	return result == 0 || error == EWOULDBLOCK ? ATTEMPT_BUSY : ATTEMPT_NO_LOCKS;
}

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t part_nbytes(const struct want *want)
{
	struct stat info;
	bool there = want->part.text[0] && beneath_stat(want->beneath, &want->part, &info);
	return there ? (int64_t)info.st_size : -1;
}

static void tell(const struct want *want)
{
	char who[64], line[256];
	snprintf(line, sizeof(line), "waiting for %s, which holds %s", holder(want, who),
		want->what);
	observer_remark(want->observer, line);
}

static bool fail_busy(const struct want *want, struct status *st)
{
	char who[64];
	status_fail(st, STATUS_STORE, "%s/%s: held by %s, which did nothing for %.1f s: %s",
		want->beneath->home, want->name.text, holder(want, who), want->wait_ms / 1e3,
		want->what);
	return status_hint(st, "wait for it to end, or end it; its lock goes with it");
}

// *fd is -1 where there are no locks.
static bool acquire(int *fd, const struct want *want, struct status *st)
{
	bool told = false;
	int64_t since = now_ms(), seen = part_nbytes(want);
	*fd = -1;
	for (;;) {
		enum attempt outcome = attempt(fd, want, st);
		if (outcome != ATTEMPT_BUSY)
			return outcome != ATTEMPT_FAILED;
		if (observer_stopped(want->observer))
			return status_fail(st, STATUS_INTERRUPTED, "%s: interrupted", want->what);
		int64_t nbytes = part_nbytes(want);
		if (nbytes != seen) {
			seen = nbytes;
			since = now_ms();
		}
		if (now_ms() - since >= want->wait_ms)
			return fail_busy(want, st);
		if (!told)
			tell(want);
		told = true;
		nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L}, NULL);
	}
}

static bool lock_one(int *fd, const struct beneath *beneath, const char *word, const char *what,
	int operation, int wait_ms, const struct observer *observer, struct status *st)
{
	char part[SHA256_HEX_NBYTES + 8];
	struct store_name locks = store_name_place(STORE_LOCKS);
	struct want want = {.beneath = beneath,
		.what = what,
		.operation = operation,
		.wait_ms = wait_ms,
		.observer = observer};
	snprintf(part, sizeof(part), "%s.part", word);
	if (operation == LOCK_EX && !store_name_in(&want.part, STORE_TMP, part))
		want.part.text[0] = '\0';
	if (!store_name_in(&want.name, STORE_LOCKS, word))
		return status_fail(st, STATUS_FORMAT, "%s: no name for a lock", word);
	return beneath_make_directory(beneath, &locks, st) && acquire(fd, &want, st);
}

static struct store_lock *create(void)
{
	struct store_lock *lock = calloc(1, sizeof(*lock));
	if (!lock) {
		arena_out_of_memory(sizeof(*lock));
		abort(); // a handler that returns breaks its contract
	}
	lock->store_fd = lock->file_fd = -1;
	return lock;
}

bool lock_store(struct store_lock **out, const struct beneath *beneath, enum lock_mode mode,
	int wait_ms, const struct observer *observer, struct status *st)
{
	struct store_lock *lock = create();
	bool ok = lock_one(&lock->store_fd, beneath, "store", "the store",
		mode == LOCK_ALONE ? LOCK_EX : LOCK_SH, wait_ms, observer, st);
	*out = ok ? lock : NULL;
	if (!ok)
		store_unlock(lock);
	return ok;
}

bool store_lock(struct store_lock **out, const struct store *store, const struct card_file *file,
	int wait_ms, const struct observer *observer, struct status *st)
{
	struct beneath beneath;
	char key[SHA256_HEX_NBYTES];
	*out = NULL;
	if (!lock_key(key, file))
		return status_fail(
			st, STATUS_FORMAT, "%s: the card names no hash for this file", file->name);
	if (!beneath_begin(&beneath, store, BENEATH_WRITE, st))
		return false;
	bool ok = lock_store(out, &beneath, LOCK_SHARED, wait_ms, observer, st);
	if (ok && !lock_one(&(*out)->file_fd, &beneath, key, file->name, LOCK_EX, wait_ms, observer,
			  st)) {
		store_unlock(*out);
		*out = NULL;
		ok = false;
	}
	beneath_end(&beneath);
	return ok;
}

static void let_go(int fd)
{
	if (fd < 0)
		return;
	flock(fd, LOCK_UN); // whatever becomes of the close
	close(fd);
}

void store_unlock(struct store_lock *lock)
{
	if (!lock)
		return;
	let_go(lock->file_fd);
	let_go(lock->store_fd);
	free(lock);
}
