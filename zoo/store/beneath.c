// SPDX-License-Identifier: Apache-2.0
/*
 * Names are resolved in two steps: the directory beneath the store, then one entry in it,
 * by calls that do not follow a link in the last place.
 */
#include "zoo/store/beneath.h"

#include "engine/base/resolve.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#endif

int beneath_open(
	const struct beneath *beneath, const struct store_name *name, int flags, mode_t mode)
{
	if (beneath->fd < 0) {
		errno = ENOENT;
		return -1;
	}
	const char *path = name->text[0] ? name->text : ".";
	int fd, steps = 0;
	do
		fd = resolve_open(beneath->fd, path, flags, mode, RESOLVE_LINKS_NONE);
	while (fd < 0 && errno == EACCES && beneath_settle(beneath, name, &steps));
	return fd;
}

// The directory of `name`; to be given to leave().
static int enter(const struct beneath *beneath, const struct store_name *name)
{
	struct store_name parent = store_name_parent(name);
	return beneath_open(beneath, &parent, O_PATH | O_DIRECTORY, 0);
}

static bool leave(int directory, bool ok)
{
	int error = errno;
	if (directory >= 0)
		close(directory);
	errno = error;
	return ok;
}

bool beneath_stat(const struct beneath *beneath, const struct store_name *name, struct stat *out)
{
	int at = enter(beneath, name);
	return leave(
		at, at >= 0 && fstatat(at, store_name_entry(name), out, AT_SYMLINK_NOFOLLOW) == 0);
}

bool beneath_unlink(const struct beneath *beneath, const struct store_name *name)
{
	int at = enter(beneath, name);
	return leave(at, at >= 0 && unlinkat(at, store_name_entry(name), 0) == 0);
}

bool beneath_rename(const struct beneath *beneath, const struct store_name *from,
	const struct store_name *to, enum beneath_over over)
{
	int from_at = enter(beneath, from);
	int to_at = from_at >= 0 ? enter(beneath, to) : -1;
	const char *old = store_name_entry(from), *new = store_name_entry(to);
	bool ok = to_at >= 0;
	if (ok && over == BENEATH_KEEP)
		ok = syscall(SYS_renameat2, from_at, old, to_at, new, RENAME_NOREPLACE) == 0;
	else if (ok)
		ok = renameat(from_at, old, to_at, new) == 0;
	return leave(from_at, leave(to_at, ok));
}

bool beneath_symlink(
	const struct beneath *beneath, const char *target, const struct store_name *name)
{
	int at = enter(beneath, name);
	return leave(at, at >= 0 && symlinkat(target, at, store_name_entry(name)) == 0);
}

int beneath_readlink(
	const struct beneath *beneath, const struct store_name *name, char *out, size_t out_nbytes)
{
	int at = enter(beneath, name);
	ssize_t n = at >= 0 ? readlinkat(at, store_name_entry(name), out, out_nbytes - 1) : -1;
	leave(at, true);
	out[n < 0 ? 0 : n] = '\0';
	return (int)n;
}

bool beneath_sync(const struct beneath *beneath, const struct store_name *name, struct status *st)
{
	int fd = beneath_open(beneath, name, O_RDONLY | O_DIRECTORY, 0);
	if (fd < 0)
		return beneath_fail(beneath, name, errno, "", st);
	// EINVAL: a file system on which directories cannot be synced, and need not
	int error = fsync(fd) != 0 && errno != EINVAL ? errno : 0;
	close(fd);
	return error == 0 || beneath_fail(beneath, name, error, "fsync", st);
}

void beneath_part_mode(const struct beneath *beneath, int fd)
{
	struct stat info;
	mode_t mode = beneath->shared ? 0660 : 0600;
	// Of another member of the group: what it is, it stays.
	if (fstat(fd, &info) == 0 && (info.st_mode & 07777) != mode && fchmod(fd, mode) != 0)
		return;
}

bool beneath_unused(struct store_name *name, const struct beneath *beneath, const char *suffix,
	struct status *st)
{
	struct store_name tmp = store_name_place(STORE_TMP);
	unsigned long long random;
	*name = tmp;
	if (!beneath_make_directory(beneath, &tmp, st))
		return false;
	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return status_fail_errno(st, STATUS_IO, errno, "no random numbers");
	char word[64];
	snprintf(word, sizeof(word), "%016llx%s", random, suffix);
	return store_name_below(name, &tmp, word);
}

bool beneath_temporary(struct store_name *name, int *fd, const struct beneath *beneath,
	const char *suffix, struct status *st)
{
	for (int tries = 0; tries < 16; tries++) {
		if (!beneath_unused(name, beneath, suffix, st))
			return false;
		*fd = beneath_open(beneath, name, O_RDWR | O_CREAT | O_EXCL, 0600);
		if (*fd >= 0) {
			beneath_part_mode(beneath, *fd);
			return true;
		}
		if (errno != EEXIST)
			break;
	}
	return beneath_fail(beneath, name, errno, "the store cannot be written", st);
}

bool beneath_write_all(int fd, const void *data, size_t nbytes)
{
	const unsigned char *from = data;
	while (nbytes > 0) {
		ssize_t n = write(fd, from, nbytes);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		from += n;
		nbytes -= (size_t)n;
	}
	return true;
}

bool beneath_write(const struct beneath *beneath, const struct store_name *name,
	struct bytes content, mode_t mode, struct status *st)
{
	int fd;
	struct store_name temporary, directory = store_name_parent(name);
	if (!beneath_make_directory(beneath, &directory, st) ||
		!beneath_temporary(&temporary, &fd, beneath, ".incoming", st))
		return false;
	bool ok = beneath_write_all(fd, content.data, content.nbytes) && fchmod(fd, mode) == 0 &&
		  fsync(fd) == 0;
	int error = errno;
	if (close(fd) != 0 && ok) {
		error = errno;
		ok = false;
	}
	if (ok && !beneath_rename(beneath, &temporary, name, BENEATH_REPLACE)) {
		error = errno;
		ok = false;
	}
	if (ok)
		return beneath_sync(beneath, &directory, st);
	beneath_unlink(beneath, &temporary);
	return beneath_fail(beneath, name, error, "cannot be written", st);
}

const char *beneath_path(
	const struct beneath *beneath, const struct store_name *name, struct arena *keep)
{
	return arena_printf(keep, "%s%s%s", beneath->home, name->text[0] ? "/" : "", name->text);
}
