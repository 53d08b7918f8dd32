// SPDX-License-Identifier: Apache-2.0
/*
 * An object is never overwritten: what is in the way is looked at first.  Where the file
 * system cannot promise that (no RENAME_NOREPLACE), the result is hashed again.
 */
#include "zoo/store/objects.h"

#include "engine/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum { PIECE_NBYTES = 256 << 10, TRIES = 8 };

// The path in a message may be that of a link to it; what to look at is the file itself.
static bool advise_foreign(
	const struct beneath *beneath, const struct store_name *name, struct status *st)
{
	return status_hint(
		st, "zoo did not make it; look at %s/%s, and remove it", beneath->home, name->text);
}

static bool check_kind(int fd, const struct beneath *beneath, const struct store_name *name,
	const char *path, struct status *st)
{
	struct stat info;
	if (fstat(fd, &info) != 0)
		return beneath_fail(beneath, name, errno, "", st);
	if (S_ISREG(info.st_mode) && info.st_nlink <= 1)
		return true;
	if (S_ISREG(info.st_mode))
		status_fail(st, STATUS_STORE,
			"%s: expected a file with one name, found %llu names (hard links)", path,
			(unsigned long long)info.st_nlink);
	else
		status_fail(st, STATUS_STORE, "%s: expected a file of the store, found %s", path,
			file_kind_name(info.st_mode));
	return advise_foreign(beneath, name, st);
}

bool object_open(int *fd, const struct beneath *beneath, const struct store_name *name,
	const char *path, struct status *st)
{
	struct arena scratch = {0};
	*fd = beneath_open(beneath, name, O_RDONLY | O_NONBLOCK, 0);
	if (!path)
		path = beneath_path(beneath, name, &scratch);
	bool ok = true;
	if (*fd >= 0)
		ok = check_kind(*fd, beneath, name, path, st);
	else if (errno != ENOENT)
		ok = beneath_fail(beneath, name, errno, "", st);
	if (!ok && *fd >= 0) {
		close(*fd);
		*fd = -1;
	}
	arena_release(&scratch);
	return ok;
}

bool object_digests(
	struct digests *out, int64_t *nbytes, int fd, const char *path, struct status *st)
{
	struct arena scratch = {0};
	unsigned char *piece = arena_array(&scratch, unsigned char, PIECE_NBYTES);
	struct digest *digest = digest_create();
	ssize_t n;
	*nbytes = 0;
	while ((n = pread(fd, piece, PIECE_NBYTES, *nbytes)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		digest_add(digest, piece, (size_t)n);
		*nbytes += n;
	}
	int error = errno;
	digest_finish(digest, out);
	arena_release(&scratch);
	if (n == 0)
		return true;
	status_fail_errno(st, STATUS_IO, error, "%s", path);
	return status_hint(st, "what the disk has lost zoo verify --repair fetches again");
}

bool object_state(enum object_state *out, struct digests *found, int64_t *nbytes,
	const struct beneath *beneath, const char *sha256, struct status *st)
{
	struct arena scratch = {0};
	struct store_name name;
	int fd;
	*out = OBJECT_MISSING;
	if (!store_name_object(&name, sha256))
		return true;
	if (!object_open(&fd, beneath, &name, NULL, st))
		return false;
	if (fd < 0)
		return true;
	bool ok = object_digests(found, nbytes, fd, beneath_path(beneath, &name, &scratch), st);
	close(fd);
	arena_release(&scratch);
	*out = ok && strcmp(found->sha256, sha256) == 0 ? OBJECT_RIGHT : OBJECT_DAMAGED;
	return ok;
}

bool object_quarantine(struct store_name *out, const struct beneath *beneath,
	const struct store_name *name, struct status *st)
{
	struct store_name quarantine = store_name_place(STORE_QUARANTINE);
	struct store_name from = store_name_parent(name);
	unsigned long long random;
	char word[256];
	if (!beneath_make_directory(beneath, &quarantine, st))
		return false;
	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return status_fail_errno(st, STATUS_IO, errno, "no random numbers");
	snprintf(word, sizeof(word), "%.200s.%016llx", store_name_entry(name), random);
	if (!store_name_below(out, &quarantine, word))
		return beneath_fail(beneath, name, ENAMETOOLONG, "", st);
	if (!beneath_rename(beneath, name, out, BENEATH_REPLACE) && errno != ENOENT)
		return beneath_fail(beneath, name, errno, "cannot be put into quarantine", st);
	return beneath_sync(beneath, &quarantine, st) && beneath_sync(beneath, &from, st);
}

// What has the name already: right, and ours can go; or damaged or not to be read, and it must.
static bool settle(bool *done, const struct beneath *beneath, const struct store_name *from,
	const struct store_name *to, const char *sha256, struct status *st)
{
	enum object_state state;
	struct digests found;
	struct store_name aside;
	int64_t nbytes;
	struct status unread = {.code = STATUS_OK};
	if (!object_state(&state, &found, &nbytes, beneath, sha256, &unread)) {
		if (unread.code == STATUS_IO && state == OBJECT_DAMAGED)
			return object_quarantine(&aside, beneath, to, st);
		*st = unread;
		return false;
	}
	*done = state == OBJECT_RIGHT;
	if (*done)
		return beneath_unlink(beneath, from) || beneath_fail(beneath, from, errno, "", st);
	return state == OBJECT_MISSING || object_quarantine(&aside, beneath, to, st);
}

// Without RENAME_NOREPLACE: somebody may have come between, so look at what is there now.
static bool rename_and_look(const struct beneath *beneath, const struct store_name *from,
	const struct store_name *to, const char *sha256, struct status *st)
{
	enum object_state state;
	struct digests found;
	struct stat info;
	int64_t nbytes;
	bool done = false;
	if (beneath_stat(beneath, to, &info)) {
		if (!settle(&done, beneath, from, to, sha256, st))
			return false;
		if (done)
			return true;
	}
	if (!beneath_rename(beneath, from, to, BENEATH_REPLACE))
		return beneath_fail(beneath, to, errno, "rename", st);
	if (!object_state(&state, &found, &nbytes, beneath, sha256, st))
		return false;
	return state == OBJECT_RIGHT ||
	       status_fail(st, STATUS_IO, "%s/%s: other bytes than were written", beneath->home,
		       to->text);
}

static bool give_name(const struct beneath *beneath, const struct store_name *from,
	const struct store_name *to, const char *sha256, struct status *st)
{
	bool done = false;
	for (int tries = 0; tries < TRIES; tries++) {
		if (beneath_rename(beneath, from, to, BENEATH_KEEP))
			return true;
		if (errno == ENOSYS || errno == EINVAL || errno == EPERM)
			return rename_and_look(beneath, from, to, sha256, st);
		if (errno != EEXIST)
			break;
		if (!settle(&done, beneath, from, to, sha256, st))
			return false;
		if (done)
			return true;
		errno = EEXIST;
	}
	return beneath_fail(beneath, to, errno, "rename", st);
}

bool object_publish(const struct beneath *beneath, const struct store_name *from,
	const char *sha256, struct status *st)
{
	struct store_name to;
	if (!store_name_object(&to, sha256))
		return status_fail(st, STATUS_FORMAT, "\"%s\" is no SHA-256", sha256);
	struct store_name directory = store_name_parent(&to);
	return beneath_make_directory(beneath, &directory, st) &&
	       give_name(beneath, from, &to, sha256, st) && beneath_sync(beneath, &directory, st);
}
