// SPDX-License-Identifier: Apache-2.0
/*
 * What lies in a store is reached from its directory without following a link, and opened
 * without waiting for anybody.
 */
#include "zoo/card/installed.h"

#include "engine/base/file.h"
#include "engine/base/resolve.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// What `name` is below `at`, if that can be said.
static const char *kind_at(int at, const char *name)
{
	struct stat info;
	return fstatat(at, name, &info, AT_SYMLINK_NOFOLLOW) == 0 ? file_kind_name(info.st_mode)
								  : "something else";
}

static bool fail(int at, const char *name, const char *path, int error, struct status *st)
{
	if (error == ENOTDIR || error == EISDIR || error == ENXIO) {
		status_fail(st, STATUS_STORE, "%s: there is %s where the store has %s", path,
			kind_at(at, name), error == ENOTDIR ? "a directory" : "a file");
		return status_hint(st, "zoo did not make it; look at it, and remove it");
	}
	if (error != ELOOP && error != EXDEV)
		return status_fail_errno(st, STATUS_IO, error, "%s", path);
	status_fail(
		st, STATUS_STORE, "%s: there is a symbolic link where the store has none", path);
	return status_hint(st, "nothing was followed; look at it, and remove it");
}

bool card_file_read(struct bytes *out, int directory, const char *name, const char *path,
	size_t limit_nbytes, struct arena *keep, struct status *st)
{
	int fd = resolve_open(directory, name, O_RDONLY | O_NONBLOCK, 0, RESOLVE_LINKS_NONE);
	*out = (struct bytes){0};
	if (fd < 0)
		return fail(directory, name, path, errno, st);
	struct stat info;
	bool other = fstat(fd, &info) == 0 && !S_ISREG(info.st_mode);
	bool ok = other ? fail(directory, name, path, EISDIR, st)
			: file_read_open(out, fd, path, limit_nbytes, keep, st);
	close(fd);
	return ok;
}

// "a.yaml" before "a-b.yaml", although "-" is before ".".
static int by_id(const void *a, const void *b)
{
	const char *const *one = a, *const *other = b;
	const size_t suffix = strlen(".yaml");
	size_t length = strlen(*one) - suffix, other_length = strlen(*other) - suffix;
	int order = memcmp(*one, *other, length < other_length ? length : other_length);
	return order ? order : (length > other_length) - (length < other_length);
}

// False, with errno.
static bool list(struct installed *out, int fd, struct arena *keep)
{
	DIR *stream = fdopendir(fd);
	const char **names = NULL;
	size_t count = 0, room = 0;
	if (!stream) {
		close(fd);
		return false;
	}
	for (const struct dirent *entry; errno = 0, (entry = readdir(stream));) {
		if (!card_id_of_name(entry->d_name, keep))
			continue;
		if (count + 1 >= room) {
			const char **more = arena_array(keep, const char *, room = 2 * room + 16);
			if (count > 0)
				memcpy(more, names, count * sizeof(*names));
			names = more;
		}
		names[count++] = arena_strdup(keep, entry->d_name);
	}
	int error = errno;
	closedir(stream);
	if (count > 0 && !error) {
		qsort(names, count, sizeof(*names), by_id);
		out->names = names;
	}
	errno = error;
	return error == 0;
}

// cards/ as well as the store may be absent.
static bool open_cards(int *out, const char *home)
{
	*out = resolve_open_in(home, "cards", O_RDONLY | O_DIRECTORY, RESOLVE_LINKS_NONE);
	return *out >= 0 || errno == ENOENT;
}

bool installed_open(struct installed *out, const char *home, struct arena *keep, struct status *st)
{
	static const char *const none[] = {NULL};
	*out = (struct installed){-1, arena_printf(keep, "%s/cards", home), none};
	if (!open_cards(&out->directory, home))
		return fail(AT_FDCWD, out->path, out->path, errno, st);
	if (out->directory < 0)
		return true;
	int fd = fcntl(out->directory, F_DUPFD_CLOEXEC, 0);
	return (fd >= 0 && list(out, fd, keep)) || fail(AT_FDCWD, out->path, out->path, errno, st);
}

void installed_close(struct installed *installed)
{
	if (installed->directory >= 0)
		close(installed->directory);
	installed->directory = -1;
}

static bool is_file(const struct installed *installed, const char *name)
{
	struct stat info;
	return fstatat(installed->directory, name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
	       S_ISREG(info.st_mode);
}

bool installed_read(struct card **out, const struct installed *installed, const char *name,
	struct arena *keep, struct status *st)
{
	const char *path = arena_printf(keep, "%s/%s", installed->path, name), *wrong;
	struct bytes text;
	if (card_file_read(&text, installed->directory, name, path, CARD_MAX_NBYTES, keep, st) &&
		card_parse_beneath(out, &wrong, text, installed->directory, path, keep, st))
		return true;
	if (st->hint[0])
		return false;
	if (!is_file(installed, name))
		return status_hint(st, "no bundle brought it: look at it, and remove it");
	return status_hint(st,
		"it came with a bundle: zoo fsck --repair puts it aside if it is damaged, zoo "
		"bundle unbundle brings it again");
}
