// SPDX-License-Identifier: Apache-2.0
/*
 * Whose the store is, and who may change it.  The directories above it are the user's
 * choice, links among them included; from the store on nothing is followed.
 */
#include "zoo/store/beneath.h"

#include "zoo/store/denied.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool is_our_group(gid_t group)
{
	gid_t groups[256];
	int count = getgroups(256, groups);
	if (group == getegid())
		return true;
	for (int i = 0; i < count; i++)
		if (groups[i] == group)
			return true;
	return false;
}

bool beneath_is_shared(const struct stat *directory)
{
	return (directory->st_mode & (S_ISGID | S_IWGRP)) == (S_ISGID | S_IWGRP) &&
	       is_our_group(directory->st_gid);
}

bool beneath_trusts(const struct stat *directory, const char *path, struct status *st)
{
	if (directory->st_mode & S_IWOTH) {
		status_fail(st, STATUS_STORE, "%s: everybody may write there (mode %04o)", path,
			(unsigned)(directory->st_mode & 07777));
		return status_hint(st, "chmod o-w %s", path);
	}
	uid_t owner = directory->st_uid;
	if (owner == geteuid() || owner == 0 || beneath_is_shared(directory))
		return true;
	status_fail(st, STATUS_STORE, "%s: it belongs to user %u, not to user %u", path,
		(unsigned)owner, (unsigned)geteuid());
	return status_hint(st,
		"set ZOO_HOME to a directory of your own; a store to be shared needs a group of "
		"yours and chmod g+ws");
}

// A slash or "/." behind a link would have it followed.
static const char *without_tail(const char *home, struct arena *keep)
{
	char *out = arena_strdup(keep, home);
	size_t length = strlen(out);
	for (;;) {
		bool slash = length > 1 && out[length - 1] == '/';
		bool dot = length > 2 && out[length - 1] == '.' && out[length - 2] == '/';
		if (!slash && !dot)
			break;
		length--;
	}
	out[length] = '\0';
	return out;
}

static bool sync_above(const char *path, struct arena *scratch, struct status *st)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 0;
	const char *above = !slash ? "." : length ? arena_strndup(scratch, path, length) : "/";
	int fd = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	// one that may be written but not read cannot be synced
	if (fd < 0)
		return errno == EACCES || status_fail_errno(st, STATUS_IO, errno, "%s", above);
	int error = fsync(fd) != 0 && errno != EINVAL ? errno : 0;
	close(fd);
	return error == 0 || status_fail_errno(st, STATUS_IO, error, "%s: fsync", above);
}

static bool make_one(const char *path, struct arena *scratch, struct status *st)
{
	struct stat info;
	if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
		return true;
	if (mkdir(path, 0755) == 0) {
		if (lstat(path, &info) == 0 && S_ISDIR(info.st_mode) &&
			(info.st_mode & 0700) != 0700 &&
			chmod(path, (info.st_mode & 07777) | 0700) != 0)
			return status_fail_errno(st, STATUS_IO, errno, "%s: chmod", path);
		return sync_above(path, scratch, st);
	}
	int error = errno;
	// another process may have been faster
	if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
		return true;
	status_fail_errno(st, STATUS_IO, error == EEXIST ? ENOTDIR : error,
		"the store cannot be written: cannot make the directory %s", path);
	return denied_hint(path, error, st);
}

static bool make_with_those_above(const char *path, struct arena *scratch, struct status *st)
{
	for (const char *c = path; *c; c++)
		if (c > path && *c == '/' && c[-1] != '/' &&
			!make_one(arena_strndup(scratch, path, (size_t)(c - path)), scratch, st))
			return false;
	return make_one(path, scratch, st);
}

// There, what the store calls its own is the system's: tmp/ above all.
static bool is_root_directory(const struct stat *directory)
{
	struct stat root;
	return stat("/", &root) == 0 && root.st_dev == directory->st_dev &&
	       root.st_ino == directory->st_ino;
}

static bool open_home(struct beneath *out, const char *path, struct status *st)
{
	struct stat info;
	out->fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int error = errno;
	if (out->fd < 0 && lstat(path, &info) == 0 && S_ISLNK(info.st_mode)) {
		status_fail(st, STATUS_STORE, "the store %s is a symbolic link", out->home);
		return status_hint(st, "set ZOO_HOME to the directory itself");
	}
	if (out->fd < 0) {
		status_fail_errno(st, STATUS_IO, error, "the store cannot be read: %s", out->home);
		status_hint(st, "ZOO_HOME names its directory");
		return denied_hint(path, error, st);
	}
	if (fstat(out->fd, &info) != 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", out->home);
	if (is_root_directory(&info)) {
		status_fail(st, STATUS_STORE,
			"%s: the root directory is no store: its tmp/ is the system's", out->home);
		return status_hint(st, "set ZOO_HOME to a directory of your own");
	}
	out->shared = beneath_is_shared(&info);
	return beneath_trusts(&info, out->home, st);
}

static bool is_absent(const char *path)
{
	struct stat info;
	return lstat(path, &info) != 0 && errno == ENOENT;
}

bool beneath_begin(
	struct beneath *out, const struct store *store, enum beneath_use use, struct status *st)
{
	struct arena scratch = {0};
	const char *path = without_tail(store->home, &scratch);
	*out = (struct beneath){.fd = -1, .home = store->home};
	bool ok = true, absent = is_absent(path);
	if (absent && use == BENEATH_WRITE)
		ok = make_with_those_above(path, &scratch, st);
	if (ok && !(absent && use == BENEATH_READ))
		ok = open_home(out, path, st);
	if (!ok)
		beneath_end(out);
	arena_release(&scratch);
	return ok;
}

void beneath_end(struct beneath *beneath)
{
	if (beneath->fd >= 0)
		close(beneath->fd);
	beneath->fd = -1;
}
