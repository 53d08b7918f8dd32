// SPDX-License-Identifier: Apache-2.0
/*
 * Opened without blocking, so that a FIFO in a file's place is refused instead of waited
 * for; read by the size that the open file has, not the name.
 */
#include "engine/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_stat_open(
	struct stat *out, int fd, const char *path, enum status_code fault, struct status *st)
{
	if (fstat(fd, out) != 0)
		return status_fail_errno(st, fault, errno, "%s", path);
	return S_ISREG(out->st_mode) || status_fail(st, fault, "%s: expected a file, found %s",
						path, file_kind_name(out->st_mode));
}

bool file_read_open(struct bytes *out, int fd, const char *path, size_t limit_nbytes,
	struct arena *keep, struct status *st)
{
	struct stat info;
	*out = (struct bytes){NULL, 0};
	if (!file_stat_open(&info, fd, path, STATUS_IO, st))
		return false;
	size_t nbytes = (size_t)info.st_size;
	if (nbytes > limit_nbytes)
		return status_fail(st, STATUS_IO, "%s: %zu bytes, at most %zu are allowed here",
			path, nbytes, limit_nbytes);
	unsigned char *data = arena_alloc(keep, nbytes + 1, 1, 64);
	size_t done = 0;
	while (done < nbytes) {
		ssize_t got = read(fd, data + done, nbytes - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return status_fail_errno(st, STATUS_IO, errno, "%s", path);
		if (got == 0)
			return status_fail(st, STATUS_IO,
				"%s: shrank while it was read, from %zu to %zu bytes", path, nbytes,
				done);
		done += (size_t)got;
	}
	*out = (struct bytes){data, nbytes};
	return true;
}

bool file_read(struct bytes *out, const char *path, size_t limit_nbytes, struct arena *keep,
	struct status *st)
{
	*out = (struct bytes){NULL, 0};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", path);
	bool ok = file_read_open(out, fd, path, limit_nbytes, keep, st);
	close(fd);
	return ok;
}

const char *file_kind_name(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return "a file";
	case S_IFDIR:
		return "a directory";
	case S_IFLNK:
		return "a symbolic link";
	case S_IFIFO:
		return "a FIFO";
	case S_IFSOCK:
		return "a socket";
	}
	return "a device";
}
