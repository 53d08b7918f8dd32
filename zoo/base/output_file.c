// SPDX-License-Identifier: Apache-2.0
/*
 * A file without a name (O_TMPFILE) goes with the process that writes it, however that ends; it
 * gets its name through /proc, as open(2) says, and linkat() replaces nothing.  Where there is
 * no such thing: a name of its own, and renameat2(RENAME_NOREPLACE); where a file system lacks
 * that, too, a second name and the first one removed, which replaces nothing either.
 *
 * linkat() replaces nothing even where that is wanted: there, too, it takes a name of its own
 * first, and rename().
 */
#include "zoo/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#endif

static bool fail_exists(const struct output_file *output, struct status *st)
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

static bool open_unnamed(struct output_file *out, struct arena *keep)
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

// A name beside it that nobody can foresee; NULL: why not is said.
static const char *name_part(const struct output_file *out, struct arena *keep, struct status *st)
{
	unsigned long long random;
	if (getrandom(&random, sizeof(random), 0) == (ssize_t)sizeof(random))
		return arena_printf(keep, "%s.%016llx.part", out->path, random);
	status_fail_errno(st, STATUS_IO, errno, "no random numbers");
	return NULL;
}

static bool open_beside(struct output_file *out, struct arena *keep, struct status *st)
{
	if (open_unnamed(out, keep))
		return true;
	out->part = name_part(out, keep, st);
	if (!out->part)
		return false;
	out->fd = open(out->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
	return out->fd >= 0 || status_fail_errno(st, STATUS_IO, errno, "%s", out->path);
}

// Of both, false: a signal came.  Its handler restarts open() and write(), but not these waits.
static bool wait_for_reader(void)
{
	return nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL) == 0;
}

static bool wait_for_room(int fd)
{
	return poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1) >= 0;
}

// A FIFO is opened as soon as somebody reads it, and what is no FIFO at once.
static bool open_into(struct output_file *out, const struct stat *info, struct status *st)
{
	out->into = true;
	do {
		out->fd = open(out->path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
		if (out->fd >= 0)
			return true;
		if (errno != ENXIO || !S_ISFIFO(info->st_mode))
			return status_fail_errno(st, STATUS_IO, errno, "%s", out->path);
	} while (wait_for_reader());
	return status_fail(st, STATUS_INTERRUPTED, "%s: interrupted", out->path);
}

static bool is_stdout(const struct stat *info)
{
	struct stat other;
	return fstat(STDOUT_FILENO, &other) == 0 && info->st_dev == other.st_dev &&
	       info->st_ino == other.st_ino;
}

static bool open_instead(
	struct output_file *out, const struct stat *old, struct arena *keep, struct status *st)
{
	if (is_stdout(old)) {
		status_fail(st, STATUS_IO, "%s: what is printed goes there, too", out->path);
		return status_hint(st, "choose another name");
	}
	if (access(out->path, W_OK) != 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", out->path);
	char *real = realpath(out->path, NULL);
	if (!real)
		return status_fail_errno(st, STATUS_IO, errno, "%s", out->path);
	out->path = arena_strdup(keep, real);
	free(real);
	return open_beside(out, keep, st) &&
	       (fchmod(out->fd, old->st_mode & 0777) == 0 || errno == EPERM ||
		       status_fail_errno(st, STATUS_IO, errno, "%s", out->path));
}

bool output_file_open(struct output_file *out, const char *path, enum output_over over,
	struct arena *keep, struct status *st)
{
	struct stat info;
	*out = (struct output_file){.fd = -1, .path = path, .over = over};
	if (lstat(path, &info) != 0)
		return open_beside(out, keep, st);
	if (over == OUTPUT_NEW)
		return fail_exists(out, st);
	if (stat(path, &info) != 0) // a link
		return status_fail_errno(st, STATUS_IO, errno, "%s", path);
	bool ok = S_ISREG(info.st_mode) ? open_instead(out, &info, keep, st)
					: open_into(out, &info, st);
	if (!ok)
		output_file_abandon(out);
	return ok;
}

static const char *shown(const struct output_file *output)
{
	return output->part ? output->part : output->path;
}

bool output_file_add(
	const struct output_file *output, const void *data, size_t nbytes, struct status *st)
{
	const unsigned char *from = data;
	while (nbytes > 0) {
		ssize_t n = write(output->fd, from, nbytes);
		if (n < 0 && errno == EAGAIN && !wait_for_room(output->fd))
			return status_fail(st, STATUS_INTERRUPTED, "%s: interrupted", output->path);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return status_fail_errno(st, STATUS_IO, errno, "%s", shown(output));
		from += n;
		nbytes -= (size_t)n;
	}
	return true;
}

static bool sync_file(const struct output_file *output, struct status *st)
{
	return fsync(output->fd) == 0 ||
	       status_fail_errno(st, STATUS_IO, errno, "%s", shown(output));
}

static bool close_file(struct output_file *output, struct status *st)
{
	int fd = output->fd;
	output->fd = -1;
	return close(fd) == 0 || status_fail_errno(st, STATUS_IO, errno, "%s", shown(output));
}

static bool rename_over(const struct output_file *output, struct status *st)
{
	return rename(output->part, output->path) == 0 ||
	       status_fail_errno(st, STATUS_IO, errno, "%s", output->path);
}

static bool give_first_name(struct output_file *output, struct arena *keep, struct status *st)
{
	char name[32];
	name_open(name, output->fd);
	if (linkat(AT_FDCWD, name, AT_FDCWD, output->path, AT_SYMLINK_FOLLOW) != 0) {
		if (errno != EEXIST)
			return status_fail_errno(st, STATUS_IO, errno, "%s", output->path);
		if (output->over == OUTPUT_NEW)
			return fail_exists(output, st);
		output->part = name_part(output, keep, st);
		if (!output->part)
			return false;
		if (linkat(AT_FDCWD, name, AT_FDCWD, output->part, AT_SYMLINK_FOLLOW) != 0)
			return status_fail_errno(st, STATUS_IO, errno, "%s", output->part);
		if (!rename_over(output, st))
			return false;
	}
	return true;
}

static bool rename_part(const struct output_file *output, struct status *st)
{
	if (output->over == OUTPUT_REPLACE)
		return rename_over(output, st);
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

static bool sync_directory(const struct output_file *output, struct arena *keep, struct status *st)
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

bool output_file_commit(struct output_file *output, struct arena *keep, struct status *st)
{
	if (output->into) // nothing more can be done for what is on its way
		return close_file(output, st);
	bool ok = sync_file(output, st) &&
		  (output->part ? close_file(output, st) && rename_part(output, st)
				: give_first_name(output, keep, st));
	if (ok)
		output->part = NULL;
	output_file_abandon(output);
	return ok && sync_directory(output, keep, st);
}

void output_file_abandon(struct output_file *output)
{
	if (output->fd >= 0)
		close(output->fd);
	output->fd = -1;
	if (output->part)
		unlink(output->part);
	output->part = NULL;
}
