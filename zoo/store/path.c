// SPDX-License-Identifier: Apache-2.0
/*
 * The alphabet leaves no way out of the store: without a slash and without a leading dot
 * no name can mean another directory.
 */
#include "zoo/store/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MAX_LENGTH = 128 };

static const char golden_prefix[] = "golden/";

bool store_name_allowed(const char *name)
{
	size_t length = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789._-");
	return name[length] == '\0' && length > 0 && length <= NAME_MAX_LENGTH && name[0] != '.' &&
	       name[0] != '-';
}

static bool file_allowed(const char *name)
{
	size_t prefix = sizeof(golden_prefix) - 1;
	return store_name_allowed(strncmp(name, golden_prefix, prefix) == 0 ? name + prefix : name);
}

const char *store_path(
	const struct store *store, const struct card *card, const char *name, struct arena *keep)
{
	if (!store->home || !store_name_allowed(card->id) || !file_allowed(name))
		return NULL;
	return arena_printf(keep, "%s/models/%s/%s", store->home, card->id, name);
}

const char *store_path_checked(const struct store *store, const struct card *card, const char *name,
	struct arena *keep, struct status *st)
{
	const char *path = store_path(store, card, name, keep);
	if (!path)
		status_fail(st, STATUS_FORMAT,
			"card %s, file %s: only letters, digits and . _ - may stand in a name, and "
			"neither . nor - first",
			card->id, name);
	return path;
}

bool store_sync_directory(const char *path, struct status *st)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", path);
	// EINVAL: a file system on which directories cannot be synced, and need not
	int error = fsync(fd) != 0 && errno != EINVAL ? errno : 0;
	close(fd);
	return error == 0 || status_fail_errno(st, STATUS_IO, error, "%s: fsync", path);
}

static bool is_directory(const char *path)
{
	struct stat info;
	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool sync_parent(const char *path, struct arena *scratch, struct status *st)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return store_sync_directory(".", st);
	size_t length = (size_t)(slash - path);
	return store_sync_directory(length ? arena_strndup(scratch, path, length) : "/", st);
}

static bool make_one(const char *path, struct arena *scratch, struct status *st)
{
	if (is_directory(path))
		return true;
	if (mkdir(path, 0755) == 0)
		return sync_parent(path, scratch, st);
	int error = errno;
	// another process may have been faster
	if (is_directory(path))
		return true;
	return status_fail_errno(st, STATUS_IO, error == EEXIST ? ENOTDIR : error,
		"cannot make the directory %s", path);
}

bool store_make_directory(const char *path, struct status *st)
{
	if (is_directory(path))
		return true;
	struct arena scratch = {0};
	bool ok = true;
	for (const char *c = path; ok && *c; c++)
		if (c > path && *c == '/' && c[-1] != '/')
			ok = make_one(
				arena_strndup(&scratch, path, (size_t)(c - path)), &scratch, st);
	ok = ok && make_one(path, &scratch, st);
	arena_release(&scratch);
	return ok;
}
