// SPDX-License-Identifier: Apache-2.0
/*
 * Which locks there are; how they are waited for: waiting.c.
 */
#include "zoo/store/lock.h"

#include "zoo/clock.h"
#include "zoo/store/lock_limits.h"
#include "zoo/store/waiting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct store_lock {
	int store_fd, file_fd; // -1: not held
	int64_t signed_ms;     // the last lock_sign()
};

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

void lock_sign(struct store_lock *lock)
{
	int64_t now_ms = clock_wall_ns() / 1000000;
	if (!lock_holds_store(lock) || now_ms - lock->signed_ms < lock_limits.sign_ms)
		return;
	lock->signed_ms = now_ms;
	(void)!futimens(lock->store_fd, NULL);
}

static struct lock_want want_store(const struct beneath *beneath, enum lock_mode mode)
{
	struct lock_want want = {.beneath = beneath,
		.what = "the store",
		.alone = mode == LOCK_ALONE,
		.most_ms = lock_limits.store_ms,
		.fd = -1};
	store_name_in(&want.name, STORE_LOCKS, "store");
	return want;
}

// False: the card names no hash that could be its name.
static bool want_file(
	struct lock_want *out, const struct beneath *beneath, const struct card_file *file)
{
	char key[SHA256_HEX_NBYTES], part[SHA256_HEX_NBYTES + 8];
	int64_t nbytes = file->size_nbytes >= 0 ? file->size_nbytes : lock_limits.assumed_nbytes;
	*out = (struct lock_want){.beneath = beneath,
		.what = file->name,
		.alone = true,
		.spared = true,
		.most_ms = lock_limits.file_ms + nbytes / lock_limits.nbytes_per_s * 1000,
		.fd = -1};
	if (!lock_key(key, file))
		return false;
	snprintf(part, sizeof(part), "%s.part", key);
	return store_name_in(&out->name, STORE_LOCKS, key) &&
	       store_name_in(&out->part, STORE_TMP, part);
}

static struct store_lock *create(int store_fd, int file_fd)
{
	struct store_lock *lock = calloc(1, sizeof(*lock));
	if (!lock) {
		arena_out_of_memory(sizeof(*lock));
		abort(); // a handler that returns breaks its contract
	}
	lock->store_fd = store_fd;
	lock->file_fd = file_fd;
	return lock;
}

static bool take(struct lock_want *wants, int count, const struct beneath *beneath, int wait_ms,
	const struct observer *observer, struct status *st)
{
	struct store_name locks = store_name_place(STORE_LOCKS);
	return beneath_make_directory(beneath, &locks, st) &&
	       waiting_take(wants, count, wait_ms, observer, st);
}

bool lock_store(struct store_lock **out, const struct beneath *beneath, enum lock_mode mode,
	int wait_ms, const struct observer *observer, struct status *st)
{
	struct lock_want want = want_store(beneath, mode);
	bool ok = take(&want, 1, beneath, wait_ms, observer, st);
	*out = ok ? create(want.fd, -1) : NULL;
	return ok;
}

bool lock_store_soon(struct store_lock **out, const struct beneath *beneath, int most_ms,
	const struct observer *observer)
{
	struct status ignored;
	struct observer quiet = {.stopped = observer ? observer->stopped : NULL,
		.context = observer ? observer->context : NULL};
	struct lock_want want = want_store(beneath, LOCK_ALONE);
	want.most_ms = most_ms;
	bool ok = take(&want, 1, beneath, most_ms, &quiet, &ignored);
	*out = ok ? create(want.fd, -1) : NULL;
	return ok;
}

bool store_lock_shared(struct store_lock **out, const struct store *store, int wait_ms,
	const struct observer *observer, struct status *st)
{
	struct beneath beneath;
	*out = NULL;
	if (!beneath_begin(&beneath, store, BENEATH_WRITE, st))
		return false;
	bool ok = lock_store(out, &beneath, LOCK_SHARED, wait_ms, observer, st);
	beneath_end(&beneath);
	return ok;
}

bool store_lock(struct store_lock **out, const struct store *store, const struct card_file *file,
	int wait_ms, const struct observer *observer, struct status *st)
{
	enum { FILE_WANT, STORE_WANT, WANTS };
	struct beneath beneath;
	struct lock_want wants[WANTS];
	*out = NULL;
	if (!want_file(&wants[FILE_WANT], &beneath, file))
		return status_fail(
			st, STATUS_FORMAT, "%s: the card names no hash for this file", file->name);
	if (!beneath_begin(&beneath, store, BENEATH_WRITE, st))
		return false;
	wants[STORE_WANT] = want_store(&beneath, LOCK_SHARED);
	bool ok = take(wants, WANTS, &beneath, wait_ms, observer, st);
	if (ok)
		*out = create(wants[STORE_WANT].fd, wants[FILE_WANT].fd);
	beneath_end(&beneath);
	return ok;
}

void store_unlock(struct store_lock *lock)
{
	if (!lock)
		return;
	waiting_let_go(lock->file_fd);
	waiting_let_go(lock->store_fd);
	free(lock);
}
