// SPDX-License-Identifier: Apache-2.0
/*
 * Directories below the store: made, met while others make them, removed, and listed.
 */
#include "zoo/store/beneath.h"

#include "engine/base/resolve.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SETTLE_STEP_MS = 10, SETTLE_STEPS = 200, YOUNG_SECONDS = 2 };

static bool is_young(const struct beneath *beneath, const char *path)
{
	struct stat info;
	int fd = resolve_open(beneath->fd, path, O_PATH, 0, RESOLVE_LINKS_NONE);
	if (fd < 0)
		return false;
	bool ok = fstat(fd, &info) == 0;
	close(fd);
	time_t age = time(NULL) - info.st_ctime;
	return ok && age >= -YOUNG_SECONDS && age <= YOUNG_SECONDS;
}

// Is it, or a directory that leads to it, only just made?
static bool is_being_made(const struct beneath *beneath, const struct store_name *name)
{
	struct store_name part = *name;
	while (part.text[0]) {
		if (is_young(beneath, part.text))
			return true;
		part = store_name_parent(&part);
	}
	return false;
}

bool beneath_settle(const struct beneath *beneath, const struct store_name *name, int *steps)
{
	int error = errno;
	bool again = beneath->shared && (*steps)++ < SETTLE_STEPS && is_being_made(beneath, name);
	if (again)
		nanosleep(&(struct timespec){.tv_nsec = SETTLE_STEP_MS * 1000000L}, NULL);
	errno = error;
	return again;
}

/*
 * The umask may have taken what the owner (and a shared store's group) needs.  A directory
 * that may not be read can only be reached as a path, and that path must not be a link's.
 */
static bool set_mode(const struct beneath *beneath, const struct store_name *name)
{
	struct stat info;
	char path[64];
	int fd = beneath_open(beneath, name, O_PATH | O_DIRECTORY, 0);
	if (fd < 0 || fstat(fd, &info) != 0) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	mode_t needed = beneath->shared ? S_ISGID | 0770 : 0700;
	bool ok = (info.st_mode & needed) == needed;
	if (!ok) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		ok = chmod(path, (info.st_mode & 07777) | needed) == 0;
	}
	int error = errno;
	close(fd);
	errno = error;
	return ok;
}

static bool is_empty(const struct beneath *beneath, const struct store_name *name)
{
	struct arena scratch = {0};
	struct beneath_entry *entries;
	struct status ignored;
	int count;
	bool empty =
		beneath_list(&entries, &count, beneath, name, &scratch, &ignored) && count == 0;
	arena_release(&scratch);
	return empty;
}

/*
 * A shared store's directory is its group's from the second call of its maker on.  Another
 * user's is waited for; ours was left by a process that ended between the two, if nothing
 * is in it yet.  What stays as it is, is as somebody wants it.
 */
static bool see_shared(
	struct stat *info, const struct beneath *beneath, const struct store_name *name)
{
	int steps = 0;
	while (beneath->shared && S_ISDIR(info->st_mode) && !beneath_is_shared(info)) {
		if (info->st_uid == geteuid())
			return !is_empty(beneath, name) || set_mode(beneath, name);
		if (!beneath_settle(beneath, name, &steps))
			return true;
		if (!beneath_stat(beneath, name, info))
			return false;
	}
	return true;
}

static bool make_one(
	const struct beneath *beneath, const struct store_name *name, struct status *st)
{
	struct stat info;
	char path[STORE_NAME_NBYTES + 512];
	struct store_name parent = store_name_parent(name);
	int at = beneath_open(beneath, &parent, O_PATH | O_DIRECTORY, 0);
	if (at < 0)
		return beneath_fail(beneath, &parent, errno, "", st);
	bool made = mkdirat(at, store_name_entry(name), beneath->shared ? 0775 : 0755) == 0;
	int error = errno;
	close(at);
	if (made)
		return (set_mode(beneath, name) ||
			       beneath_fail(beneath, name, errno, "chmod", st)) &&
		       beneath_sync(beneath, &parent, st);
	// another process may have been faster
	if (error != EEXIST || !beneath_stat(beneath, name, &info))
		return beneath_fail(beneath, name, error, "the store cannot be written", st);
	if (S_ISLNK(info.st_mode))
		return beneath_fail(beneath, name, ELOOP, "", st);
	if (!S_ISDIR(info.st_mode))
		return beneath_fail(beneath, name, ENOTDIR, "the store cannot be written", st);
	if (!see_shared(&info, beneath, name))
		return beneath_fail(beneath, name, errno, "the store cannot be written", st);
	snprintf(path, sizeof(path), "%s/%s", beneath->home, name->text);
	return beneath_trusts(&info, path, st);
}

bool beneath_make_directory(
	const struct beneath *beneath, const struct store_name *name, struct status *st)
{
	struct store_name part = *name;
	for (char *c = part.text; *c; c++) {
		if (*c != '/')
			continue;
		*c = '\0';
		if (!make_one(beneath, &part, st))
			return false;
		*c = '/';
	}
	return make_one(beneath, name, st);
}

bool beneath_remove_empty(const struct beneath *beneath, const struct store_name *name)
{
	struct store_name parent = store_name_parent(name);
	int at = beneath_open(beneath, &parent, O_PATH | O_DIRECTORY, 0);
	if (at < 0)
		return false;
	bool removed = unlinkat(at, store_name_entry(name), AT_REMOVEDIR) == 0;
	close(at);
	return removed;
}

static int by_name(const void *a, const void *b)
{
	const struct beneath_entry *left = a, *right = b;
	return strcmp(left->name.text, right->name.text);
}

struct growing {
	struct beneath_entry *entries;
	int count, room;
};

static void grow(struct growing *list, struct arena *keep)
{
	if (list->count < list->room)
		return;
	list->room = list->room ? 2 * list->room : 16;
	struct beneath_entry *more = arena_array(keep, struct beneath_entry, list->room);
	if (list->count > 0)
		memcpy(more, list->entries, (size_t)list->count * sizeof(*more));
	list->entries = more;
}

static bool read_entries(
	struct growing *list, DIR *stream, const struct store_name *directory, struct arena *keep)
{
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(stream);
		if (!entry)
			return errno == 0;
		grow(list, keep);
		struct beneath_entry *next = &list->entries[list->count];
		if (!store_name_below(&next->name, directory, entry->d_name))
			continue;
		if (fstatat(dirfd(stream), entry->d_name, &next->info, AT_SYMLINK_NOFOLLOW) == 0)
			list->count++;
		else if (errno != ENOENT) // gone since
			return false;
	}
}

bool beneath_list(struct beneath_entry **out, int *count, const struct beneath *beneath,
	const struct store_name *directory, struct arena *keep, struct status *st)
{
	struct growing list = {NULL, 0, 0};
	*out = NULL;
	*count = 0;
	int fd = beneath_open(beneath, directory, O_RDONLY | O_DIRECTORY, 0);
	if (fd < 0)
		return errno == ENOENT || beneath_fail(beneath, directory, errno, "", st);
	DIR *stream = fdopendir(fd);
	if (!stream) {
		int error = errno;
		close(fd);
		return beneath_fail(beneath, directory, error, "", st);
	}
	bool ok = read_entries(&list, stream, directory, keep);
	int error = errno;
	closedir(stream);
	if (!ok)
		return beneath_fail(beneath, directory, error, "", st);
	if (list.count > 0)
		qsort(list.entries, (size_t)list.count, sizeof(*list.entries), by_name);
	*out = list.entries;
	*count = list.count;
	return true;
}
