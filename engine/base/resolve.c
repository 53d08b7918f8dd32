// SPDX-License-Identifier: Apache-2.0
/*
 * openat2 came with Linux 5.6; containers' filters answer ENOSYS or EPERM for it.  EPERM is
 * asked again step by step, where it is said again if it was meant; so is ENOTDIR, which a
 * link in the last place is, too.
 */
#include "engine/base/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SYS_openat2
#include <linux/openat2.h>

enum { TRIES = 32 }; // a directory that is being renamed makes it say EAGAIN

static int open_at_once(
	int root, const char *path, int flags, mode_t mode, enum resolve_links links)
{
	struct open_how how = {.flags = (unsigned)flags,
		.mode = flags & O_CREAT ? mode : 0,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS |
			   (links == RESOLVE_LINKS_NONE ? RESOLVE_NO_SYMLINKS : 0)};
	int fd = -1;
	for (int i = 0; i < TRIES; i++) {
		fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
		if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	return fd;
}
#else
static int open_at_once(
	int root, const char *path, int flags, mode_t mode, enum resolve_links links)
{
	(void)root, (void)path, (void)flags, (void)mode, (void)links;
	errno = ENOSYS;
	return -1;
}
#endif

// With O_DIRECTORY a link is ENOTDIR, as a file is.
static int open_one(int at, const char *entry, int flags, mode_t mode)
{
	struct stat info;
	int fd = openat(at, entry, flags, mode);
	if (fd < 0 && errno == ENOTDIR) {
		bool link = fstatat(at, entry, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
			    S_ISLNK(info.st_mode);
		errno = link ? ELOOP : ENOTDIR;
	}
	return fd;
}

static int open_step_by_step(int root, const char *path, int flags, mode_t mode)
{
	char entry[NAME_MAX + 1];
	int at = root;
	for (;;) {
		size_t length = strcspn(path, "/");
		bool last = path[length] == '\0';
		bool stays = length > 0 && length <= NAME_MAX &&
			     !(length == 2 && path[0] == '.' && path[1] == '.');
		int way = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
		snprintf(entry, sizeof(entry), "%.*s", stays ? (int)length : 0, path);
		errno = EXDEV;
		int next = stays ? open_one(at, entry, last ? flags : way, mode) : -1;
		int error = errno;
		if (at != root)
			close(at);
		errno = error;
		if (next < 0 || last)
			return next;
		at = next;
		path += length + 1;
	}
}

int resolve_open(int root, const char *path, int flags, mode_t mode, enum resolve_links links)
{
	flags |= O_CLOEXEC | (links == RESOLVE_LINKS_NONE ? O_NOFOLLOW : 0);
	int fd = open_at_once(root, path, flags, mode, links);
	if (fd >= 0 || (errno != ENOSYS && errno != EPERM && errno != EAGAIN && errno != ENOTDIR))
		return fd;
	return open_step_by_step(root, path, flags | O_NOFOLLOW, mode);
}

int resolve_open_in(const char *directory, const char *path, int flags, enum resolve_links links)
{
	int root = open(directory,
		O_PATH | O_DIRECTORY | O_CLOEXEC | (links == RESOLVE_LINKS_NONE ? O_NOFOLLOW : 0));
	if (root < 0)
		return -1;
	int fd = resolve_open(root, path, flags, 0, links);
	int error = errno;
	close(root);
	errno = error;
	return fd;
}
