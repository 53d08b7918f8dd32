// SPDX-License-Identifier: Apache-2.0
/*
 * renameat2(RENAME_NOREPLACE); where a file system lacks it, a second name and the first one
 * removed, which replaces nothing either.
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

bool output_open(struct output *out, const char *path, struct arena *keep, struct status *st)
{
	struct stat info;
	unsigned long long random;
	*out = (struct output){.fd = -1, .path = path};
	if (lstat(path, &info) == 0)
		return fail_exists(out, st);
	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return status_fail_errno(st, STATUS_IO, errno, "no random numbers");
	out->part = arena_printf(keep, "%s.%016llx.part", path, random);
	out->fd = open(out->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
	return out->fd >= 0 || status_fail_errno(st, STATUS_IO, errno, "%s", path);
}

bool output_add(const struct output *output, const void *data, size_t nbytes, struct status *st)
{
	const unsigned char *from = data;
	while (nbytes > 0) {
		ssize_t n = write(output->fd, from, nbytes);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return status_fail_errno(st, STATUS_IO, errno, "%s", output->part);
		from += n;
		nbytes -= (size_t)n;
	}
	return true;
}

static bool sync_and_close(struct output *output, struct status *st)
{
	int fd = output->fd;
	output->fd = -1;
	int error = fsync(fd) == 0 ? 0 : errno;
	if (close(fd) != 0 && !error)
		error = errno;
	return !error || status_fail_errno(st, STATUS_IO, error, "%s", output->part);
}

static bool give_name(const struct output *output, struct status *st)
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
	const char *slash = strrchr(output->path, '/');
	const char *directory = !slash                  ? "."
				: slash == output->path ? "/"
							: arena_strndup(keep, output->path,
								  (size_t)(slash - output->path));
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
	if (sync_and_close(output, st) && give_name(output, st))
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
