// SPDX-License-Identifier: Apache-2.0
/*
 * A file without a name (O_TMPFILE) goes with the process that writes it, however that ends; it
 * gets its name through /proc, as open(2) says, and linkat() replaces nothing.  Where there is
 * no such thing: a name of its own, and renameat2(RENAME_NOREPLACE); where a file system lacks
 * that, too, a second name and the first one removed, which replaces nothing either.
 */
#include "zoo/bundle/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#endif

static bool fail_exists(const struct output *output, struct status *st)
{
	status_fail(st, STATUS_IO, "%s: exists already", output->path);
	return status_hint(st, "it stays as it is; choose another name, or remove it");
}

static const char *directory_of(const char *path, struct arena *keep)
{
	const char *slash = strrchr(path, '/');
	return !slash          ? "."
	       : slash == path ? "/"
			       : arena_strndup(keep, path, (size_t)(slash - path));
}

// Under this it can be linked.
static void name_open(char name[32], int fd)
{
	snprintf(name, 32, "/proc/self/fd/%d", fd);
}

static bool open_unnamed(struct output *out, struct arena *keep)
{
	char name[32];
	struct stat info, named;
	out->fd = open(directory_of(out->path, keep), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
	if (out->fd < 0)
		return false;
	name_open(name, out->fd);
	if (fstat(out->fd, &info) == 0 && stat(name, &named) == 0 && // no /proc: no name
		info.st_dev == named.st_dev && info.st_ino == named.st_ino)
		return true;
	close(out->fd);
	out->fd = -1;
	return false;
}

bool output_open(struct output *out, const char *path, struct arena *keep, struct status *st)
{
	struct stat info;
	unsigned long long random;
	*out = (struct output){.fd = -1, .path = path};
	if (lstat(path, &info) == 0)
		return fail_exists(out, st);
	if (open_unnamed(out, keep))
		return true;
	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return status_fail_errno(st, STATUS_IO, errno, "no random numbers");
	out->part = arena_printf(keep, "%s.%016llx.part", path, random);
	out->fd = open(out->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
	return out->fd >= 0 || status_fail_errno(st, STATUS_IO, errno, "%s", path);
}

static const char *shown(const struct output *output)
{
	return output->part ? output->part : output->path;
}

bool output_add(const struct output *output, const void *data, size_t nbytes, struct status *st)
{
	const unsigned char *from = data;
	while (nbytes > 0) {
		ssize_t n = write(output->fd, from, nbytes);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return status_fail_errno(st, STATUS_IO, errno, "%s", shown(output));
		from += n;
		nbytes -= (size_t)n;
	}
	return true;
}

static bool sync_file(const struct output *output, struct status *st)
{
	return fsync(output->fd) == 0 ||
	       status_fail_errno(st, STATUS_IO, errno, "%s", shown(output));
}

static bool close_file(struct output *output, struct status *st)
{
	int fd = output->fd;
	output->fd = -1;
	return close(fd) == 0 || status_fail_errno(st, STATUS_IO, errno, "%s", shown(output));
}

static bool give_first_name(struct output *output, struct status *st)
{
	char name[32];
	name_open(name, output->fd);
	if (linkat(AT_FDCWD, name, AT_FDCWD, output->path, AT_SYMLINK_FOLLOW) != 0)
		return errno == EEXIST
			       ? fail_exists(output, st)
			       : status_fail_errno(st, STATUS_IO, errno, "%s", output->path);
	close(output->fd); // all of it is on the disk
	output->fd = -1;
	return true;
}

static bool rename_part(const struct output *output, struct status *st)
{
	if (syscall(SYS_renameat2, AT_FDCWD, output->part, AT_FDCWD, output->path,
		    RENAME_NOREPLACE) == 0)
		return true;
	if (errno == ENOSYS || errno == EINVAL || errno == EPERM) {
		if (link(output->part, output->path) == 0) {
			unlink(output->part);
			return true;
		}
	}
	return errno == EEXIST ? fail_exists(output, st)
			       : status_fail_errno(st, STATUS_IO, errno, "%s", output->path);
}

static bool sync_directory(const struct output *output, struct arena *keep, struct status *st)
{
	const char *directory = directory_of(output->path, keep);
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES || // may be written, but not read
		       status_fail_errno(st, STATUS_IO, errno, "%s", directory);
	// EINVAL: a file system on which directories cannot be synced, and need not
	int error = fsync(fd) != 0 && errno != EINVAL ? errno : 0;
	close(fd);
	return !error || status_fail_errno(st, STATUS_IO, error, "%s", directory);
}

bool output_commit(struct output *output, struct arena *keep, struct status *st)
{
	if (sync_file(output, st) &&
		(output->part ? close_file(output, st) && rename_part(output, st)
			      : give_first_name(output, st)))
		return sync_directory(output, keep, st);
	output_abandon(output);
	return false;
}

void output_abandon(struct output *output)
{
	if (output->fd >= 0)
		close(output->fd);
	output->fd = -1;
	if (output->part)
		unlink(output->part);
	output->part = NULL;
}
