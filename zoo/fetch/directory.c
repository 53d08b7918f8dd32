// SPDX-License-Identifier: Apache-2.0
/*
 * A mirror may be somebody else's directory: what is copied from it is what lies in it, not
 * what a link in it names elsewhere.
 */
#include "zoo/fetch/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { READ_FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK };

#ifdef SYS_openat2
#include <linux/openat2.h>

enum { TRIES = 32 }; // a directory that is being renamed makes it say EAGAIN

static int open_at_once(int root, const char *path)
{
	struct open_how how = {
		.flags = READ_FLAGS, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
	int fd = -1;
	for (int i = 0; i < TRIES; i++) {
		fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
		if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	return fd;
}
#else
static int open_at_once(int root, const char *path)
{
	(void)root, (void)path;
	errno = ENOSYS;
	return -1;
}
#endif

static int open_step_by_step(int root, const char *path)
{
	char entry[NAME_MAX + 1];
	int at = root;
	for (;;) {
		size_t length = strcspn(path, "/");
		bool last = path[length] == '\0';
		int flags = last ? READ_FLAGS : O_PATH | O_DIRECTORY | O_CLOEXEC;
		bool fits = length > 0 && length <= NAME_MAX;
		snprintf(entry, sizeof(entry), "%.*s", fits ? (int)length : 0, path);
		errno = ENAMETOOLONG;
		int next = fits ? openat(at, entry, flags | O_NOFOLLOW) : -1;
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

int directory_open(const char *directory, const char *path)
{
	int root = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -1;
	int fd = open_at_once(root, path);
	if (fd < 0 && (errno == ENOSYS || errno == EPERM || errno == EAGAIN))
		fd = open_step_by_step(root, path);
	int error = errno;
	close(root);
	errno = error;
	return fd;
}
